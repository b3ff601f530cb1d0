/**
 * Logical clocks: what came before what, without a wall clock.
 *
 * @module
 */
export {
  type ClockInput,
  type LamportMessage,
  type LamportOutput,
  type LamportState,
  type Stamp,
  compareStamps,
  lamportClock,
} from "./lamport-clock.ts";
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
