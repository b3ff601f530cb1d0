/**
 * Hybrid logical clock: stamps events with a time of day that never contradicts cause and effect. A stamp is the latest time
 * that any clock is known to have shown, and a counter for the events that share it.
 *
 * State: `last`, the stamp of this machine's last event; { timeMs: 0, counter: 0 } before the first.
 * Message: `stamp`, that of the event that sent it.
 *
 * Source: beyond the book: Kulkarni, Demirbas, Madappa, Avva and Leone, Logical Physical Clocks (2014), with l and c; and its
 * guard against clocks that are far ahead.
 * We deviate in how the rule is written: its four cases are one, "just above the latest of all". A clock that shows `now`
 * takes part with the counter −1, so that it begins at 0 where it is ahead alone.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { ClockInput } from "./lamport-clock.ts";

/**
 * A machine that stamps its events. It is asked the same as a Lamport clock (`ClockInput`). A message that is more than
 * `maxAheadMs` milliseconds ahead of this machine's own clock is refused: nothing changes, as if it had never come.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { hybridLogicalClock } from "@millrace/clocks";
 *
 * const clock = hybridLogicalClock({ maxAheadMs: 500 });
 * const world = new World(defineSystem({ machines: { a: clock, b: clock }, inputs: [at("a", { type: "send", to: "b" })] }));
 * world.apply({ kind: "input", machine: "a", input: 0, nowMs: 1_000 });
 * const received = world.apply({ kind: "deliver", from: "a", to: "b", nth: 0, nowMs: 990 });
 * if (JSON.stringify(received.outputs) !== '[{"type":"stamped","timeMs":1000,"counter":1}]') throw new Error("after its sending");
 * ```
 */
export function hybridLogicalClock({
  maxAheadMs,
}: HybridOptions): Machine<HybridState, HybridMessage, HybridOutput, ClockInput> {
  return defineMachine({
    start: (): HybridState => ({ last: { timeMs: 0, counter: 0 } }),

    onMessage(state, message, _from, context) {
      if (message.stamp.timeMs - context.now() > maxAheadMs) return context.output({ type: "refused" });
      stampAbove([state.last, message.stamp], state, context);
    },

    onInput(state, input, context) {
      stampAbove([state.last], state, context);
      if (input.type === "send") context.send(input.to, { stamp: state.last });
    },
  });
}

/**
 * Puts two stamps in order: negative if `first` comes first, positive if `second` does, 0 only for one and the same event.
 * The earlier time comes first, then the lower counter, then the machine's name. For `Array.prototype.sort`.
 *
 * @example
 * ```ts
 * import { compareHybridStamps } from "@millrace/clocks";
 *
 * const stamps = [{ timeMs: 7, counter: 10, machine: "a" }, { timeMs: 7, counter: 9, machine: "b" }, { timeMs: 6, counter: 50, machine: "c" }];
 * const merged = stamps.sort(compareHybridStamps).map(({ machine }) => machine);
 * if (merged.join() !== "c,b,a") throw new Error("by time, then by counter");
 * ```
 */
export function compareHybridStamps(first: HybridStamp, second: HybridStamp): number {
  if (first.timeMs !== second.timeMs) return first.timeMs - second.timeMs;
  if (first.counter !== second.counter) return first.counter - second.counter;
  if (first.machine === second.machine) return 0;
  return first.machine < second.machine ? -1 : 1;
}

/** What a hybrid clock is set to. */
export interface HybridOptions {
  /** ε, how far the time of a message may be ahead of the receiver's clock, in milliseconds: 0 or more. */
  readonly maxAheadMs: number;
}

/** A time with a counter: l and c. */
export interface HybridTime {
  /** The latest time that a clock is known to have shown, in milliseconds. */
  readonly timeMs: number;
  /** How many events stand before this one, in a chain, with the same `timeMs`: a whole number from 0. */
  readonly counter: number;
}

/** A stamp with its machine's name: unique in the system. */
export interface HybridStamp extends HybridTime {
  /** Whose event it is. */
  readonly machine: MachineId;
}

/** What a hybrid clock remembers. */
export interface HybridState {
  /** The stamp of the last event. */
  last: HybridTime;
}

/** What travels with a message. */
export interface HybridMessage {
  /** The stamp of the event that sent it. */
  readonly stamp: HybridTime;
}

/** What the outside sees: one for each request, and for each message that arrives. */
export type HybridOutput = ({ readonly type: "stamped" } & HybridTime) | { readonly type: "refused" };

/** Stamps an event just above all that is known: `before`, and what this machine's clock shows. */
function stampAbove(
  before: readonly HybridTime[],
  state: HybridState,
  context: Context<HybridMessage, HybridOutput>,
): void {
  const clock = { timeMs: context.now(), counter: -1 };
  const { timeMs, counter } = before.reduce(later, clock);
  state.last = { timeMs, counter: counter + 1 };
  context.output({ type: "stamped", ...state.last });
}

function later(first: HybridTime, second: HybridTime): HybridTime {
  if (first.timeMs !== second.timeMs) return first.timeMs > second.timeMs ? first : second;
  return first.counter > second.counter ? first : second;
}
