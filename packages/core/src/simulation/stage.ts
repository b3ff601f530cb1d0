import type { TimerSet } from "../execution.ts";
import type { Move } from "./move.ts";

/**
 * Where a simulated run takes place. The scheduler decides what is tried next, and when; a stage knows what is possible,
 * and makes it happen. `WorldStage` keeps whole events; `LeanStage` keeps next to nothing.
 */
export interface Stage {
  /** How many events there have been, starts among them. */
  readonly eventCount: number;
  /** Whether nothing may happen any more. */
  readonly isOver: boolean;
  /** Starts all machines: tells the planner what they set off. Called once, before anything else. */
  boot(): void;
  /** The place of a letter in its channel, from 0; -1 if it is no longer there. */
  nthOf(channel: number, letter: number): number;
  /** Makes a choice if it is possible now, tells the planner what it set off, and says whether it was. */
  make(move: Readonly<Move>): boolean;
}

/** Who plans what comes of an event: told of its sends in their order, then of the timers that it set. */
export interface Planner {
  /** A letter is in a channel. Equal letters, doubled by a fault, share their number. */
  sent(channel: number, letter: number): void;
  /** A timer of a machine is set, for the first time or again. */
  timerSet(machine: number, timer: TimerSet): void;
  /** The names of all timers that were set, by the number that a move gives them. */
  readonly timers: readonly string[];
}
