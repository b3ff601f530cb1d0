/**
 * The heart of Millrace: machines, systems, and the engine that tries every order of events.
 *
 * @module
 */
export { type Channel, type ChannelKind, type Topology } from "./channels.ts";
export { type DurableState, durable } from "./durable.ts";
export {
  type Event,
  type EventKind,
  type Execution,
  type HandlerFailure,
  type Send,
  type TimerSet,
  happensBefore,
  isConcurrent,
} from "./execution.ts";
export {
  type Bound,
  type Counterexample,
  type Coverage,
  type Exploration,
  type Limits,
  type Violation,
} from "./exploration.ts";
export { type ExploreOptions, explore } from "./explore.ts";
export { type Cut, type Faults } from "./faults.ts";
export { type FollowOptions, type Followed, follow, replay } from "./follow.ts";
export { type HistoryCheck, type Linearizable, type NotLinearizable, checkHistory } from "./histories/check-history.ts";
export { type History, type Operation } from "./histories/history.ts";
export { historyOf } from "./histories/history-of.ts";
export {
  type InputOperations,
  type MessageOperations,
  type OperationReply,
  type OperationRequest,
  inputOperations,
  messageOperations,
} from "./histories/history-readers.ts";
export { type HistoryReader, type HistoryStep } from "./histories/history-step.ts";
export { type KeyValueInvocation, type KeyValueMapOptions, keyValueMap } from "./histories/key-value-map.ts";
export { type LinearizableOptions, linearizable } from "./histories/linearizable.ts";
export { type RegisterInvocation, readWriteRegister } from "./histories/read-write-register.ts";
export { type ModelOutcome, type SequentialModel } from "./histories/sequential-model.ts";
export {
  type Broken,
  type ExecutionLaw,
  type InTransit,
  type Law,
  type MonitorLaw,
  type MonitorOptions,
  type Observation,
  type Observers,
  type View,
  type Visible,
  always,
  broken,
  eventually,
  exactly,
  executionLaw,
  monitor,
  never,
} from "./laws.ts";
export { type Fidelity, describeFidelity } from "./links/fidelity.ts";
export { type LetterName } from "./links/letters.ts";
export { type Retraced, retrace } from "./links/retrace.ts";
export { type LinkedSchedule, readSchedule, writeSchedule } from "./links/schedule-text.ts";
export {
  type Call,
  type Context,
  type Disk,
  type Machine,
  type MachineId,
  type Resource,
  defineMachine,
} from "./machine.ts";
export { NotPlainError, clone, encode, equal } from "./plain.ts";
export { type Race, findRace } from "./races.ts";
export { type Random, createRandom, randomAt } from "./random.ts";
export { type SampleOptions, sample } from "./sample.ts";
export { type Strategy } from "./sampling/strategies.ts";
export { type Choice, type Schedule, actsOn, describeChoice } from "./schedule.ts";
export { describeValue } from "./show.ts";
export { type ShrinkOptions, shrink } from "./shrink.ts";
export { SystemError } from "./system-error.ts";
export { type SimulateOptions, simulate } from "./simulate.ts";
export {
  type AnyMachine,
  type Input,
  type Node,
  type System,
  type SystemOptions,
  type TimerRule,
  at,
  defineSystem,
} from "./system.ts";
export { handlerLaw } from "./watch.ts";
export { type TimedChoice, World } from "./world.ts";
