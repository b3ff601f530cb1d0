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
export { type Bound, type Counterexample, type Exploration, type Limits, type Violation } from "./exploration.ts";
export { type ExploreOptions, explore } from "./explore.ts";
export { type Cut, type Faults } from "./faults.ts";
export { type FollowOptions, type Followed, follow, replay } from "./follow.ts";
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
  always,
  broken,
  eventually,
  exactly,
  executionLaw,
  monitor,
  never,
} from "./laws.ts";
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
export { type Random, createRandom, randomAt } from "./random.ts";
export { type SampleOptions, sample } from "./sample.ts";
export { type Choice, type Schedule, actsOn, describeChoice } from "./schedule.ts";
export { describeValue } from "./show.ts";
export { shrink } from "./shrink.ts";
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
