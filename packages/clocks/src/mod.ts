/**
 * Logical clocks: what came before what, without a wall clock.
 *
 * @module
 */
export {
  type DependencyLogs,
  type DependencyMessage,
  type DependencyOutput,
  type DependencyState,
  type EventName,
  fowlerZwaenepoel,
  vectorTimeOf,
} from "./fowler-zwaenepoel.ts";
export {
  type HybridMessage,
  type HybridOptions,
  type HybridOutput,
  type HybridStamp,
  type HybridState,
  type HybridTime,
  compareHybridStamps,
  hybridLogicalClock,
} from "./hybrid-logical-clock.ts";
export {
  type ClockInput,
  type LamportMessage,
  type LamportOutput,
  type LamportState,
  type Stamp,
  compareStamps,
  lamportClock,
} from "./lamport-clock.ts";
export { type MatrixMessage, type MatrixOutput, type MatrixState, matrixClock } from "./matrix-clock.ts";
export { type DifferentialMessage, type DifferentialState, singhalKshemkalyani } from "./singhal-kshemkalyani.ts";
export {
  type Vector,
  type VectorMessage,
  type VectorOrder,
  type VectorOutput,
  type VectorState,
  compareVectors,
  mergeVectors,
  vectorClock,
} from "./vector-clock.ts";
