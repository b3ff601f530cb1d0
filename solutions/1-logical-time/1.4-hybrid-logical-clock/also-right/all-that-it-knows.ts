/**
 * Keeps how far each time has been counted, of all times that it has heard of, and tells all of it with each message. It
 * sends before it puts out.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Stamp = { readonly timeMs: number; readonly counter: number; readonly machine: string };

/** By time: how many events have been counted, in the longest chain. */
type Lengths = Map<number, number>;

interface State {
  readonly lengths: Lengths;
}

export function hybridLogicalClock({
  maxAheadMs,
}: {
  readonly maxAheadMs: number;
}): Machine<State, { readonly lengths: Lengths }, object, Input> {
  return defineMachine({
    start: (): State => ({ lengths: new Map() }),

    onMessage({ lengths }, message, _from, context) {
      if (latestOf(message.lengths) - maxAheadMs > context.now()) {
        context.output({ type: "refused" });
        return;
      }
      for (const [timeMs, length] of message.lengths) lengths.set(timeMs, Math.max(length, lengths.get(timeMs) ?? 0));
      putOut(next(lengths, context), context);
    },

    onInput({ lengths }, input, context) {
      const stamp = next(lengths, context);
      if (input.type === "send") context.send(input.to, { lengths });
      putOut(stamp, context);
    },
  });
}

export function compareHybridStamps(first: Stamp, second: Stamp): number {
  for (const key of ["timeMs", "counter", "machine"] as const) {
    if (first[key] < second[key]) return -1;
    if (first[key] > second[key]) return 1;
  }
  return 0;
}

function next(lengths: Lengths, { now }: Pick<Context, "now">): readonly [number, number] {
  const timeMs = Math.max(latestOf(lengths), now());
  const length = lengths.get(timeMs) ?? 0;
  lengths.set(timeMs, length + 1);
  return [timeMs, length];
}

function latestOf(lengths: Lengths): number {
  return Math.max(0, ...lengths.keys());
}

function putOut(
  [timeMs, counter]: readonly [number, number],
  { output }: Pick<Context<never, object>, "output">,
): void {
  output({ type: "stamped", timeMs, counter });
}
