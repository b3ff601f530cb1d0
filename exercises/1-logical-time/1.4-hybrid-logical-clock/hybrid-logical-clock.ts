/**
 * Hybrid logical clock: stamps events with a time of day that never contradicts cause and effect.
 *
 * As it comes, the file stamps with the machine's own clock. Edit the message, the state, the handlers and
 * `compareHybridStamps`. What goes in and what comes out is fixed.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a clock is asked to do: have an event of its own, or one that sends a message to the machine `to`. Fixed. */
export type ClockInput = { readonly type: "local" } | { readonly type: "send"; readonly to: MachineId };

/** A time in milliseconds, with a counter for the events that share it. Fixed. */
export interface HybridTime {
  readonly timeMs: number;
  readonly counter: number;
}

/** A stamp with its machine's name. Fixed. */
export interface HybridStamp extends HybridTime {
  readonly machine: MachineId;
}

/** What the outside sees: one for each request, and for each message that arrives. Fixed. */
export type HybridOutput = ({ readonly type: "stamped" } & HybridTime) | { readonly type: "refused" };

/** What travels with a message. Yours. */
export interface HybridMessage {
  // TODO(learner): what must the receiver know, so that it stamps the receipt after the sending?
}

/** What a clock remembers. Yours: plain data, in an object. */
export interface HybridState {
  // TODO(learner): what must not be forgotten, so that no stamp goes back?
}

/** A clock that refuses messages that are more than `maxAheadMs` milliseconds ahead of its machine's own clock. */
export function hybridLogicalClock({
  maxAheadMs,
}: {
  readonly maxAheadMs: number;
}): Machine<HybridState, HybridMessage, HybridOutput, ClockInput> {
  return defineMachine({
    start: (): HybridState => ({}),

    onMessage(state, message, from, context) {
      // TODO(learner): is it too far ahead? Then context.output({ type: "refused" }), and nothing else happens.
      stamp(state, context);
    },

    onInput(state, input, context) {
      stamp(state, context);
      // TODO(learner): what goes with the message?
      if (input.type === "send") context.send(input.to, {});
    },
  });
}

/** Stamps an event. */
function stamp(state: HybridState, context: Context<HybridMessage, HybridOutput>): void {
  // TODO(learner): two events in one millisecond get the same stamp, and a clock that is turned back turns the stamps back.
  context.output({ type: "stamped", timeMs: context.now(), counter: 0 });
}

/** For `Array.prototype.sort`: negative if `first` comes first, positive if `second` does, 0 if they are the same. */
export function compareHybridStamps(first: HybridStamp, second: HybridStamp): number {
  // TODO(learner): two different stamps never stand in one place.
  return first.timeMs - second.timeMs;
}
