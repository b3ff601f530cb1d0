/**
 * One large number instead of two: the time in the upper bits, the counter in the lower 64. The next stamp is the larger of
 * "one more" and "now". Among equal stamps the later name comes first.
 */
import { type Context, type Machine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Stamp = { readonly timeMs: number; readonly counter: number; readonly machine: string };
type Ctx = Context<bigint, object>;

interface State {
  /** Undefined before the first event. */
  last?: bigint;
}

class HybridClock implements Machine<State, bigint, object, Input> {
  private readonly maxAheadMs: number;

  constructor(maxAheadMs: number) {
    this.maxAheadMs = maxAheadMs;
  }

  start(): State {
    return {};
  }

  onMessage(state: State, message: bigint, _from: string, context: Ctx): void {
    if (timeOf(message) > context.now() + this.maxAheadMs) return context.output({ type: "refused" });
    const { last = message } = state;
    stamp(last > message ? last : message, state, context);
  }

  onInput(state: State, input: Input, context: Ctx): void {
    const next = stamp(state.last ?? -1n, state, context);
    if (input.type === "send") context.send(input.to, next);
  }
}

export function hybridLogicalClock({ maxAheadMs }: { readonly maxAheadMs: number }): HybridClock {
  return new HybridClock(maxAheadMs);
}

export function compareHybridStamps(first: Stamp, second: Stamp): number {
  const [one, other] = [first, second].map(({ timeMs, counter }) => pack(timeMs, counter));
  if (one === undefined || other === undefined || one === other) {
    if (first.machine === second.machine) return 0;
    return first.machine > second.machine ? -1 : 1;
  }
  return one < other ? -1 : 1;
}

function stamp(known: bigint, state: State, context: Ctx): bigint {
  const now = pack(context.now(), 0);
  const next = known + 1n > now ? known + 1n : now;
  context.output({ type: "stamped", timeMs: timeOf(next), counter: Number(next % (1n << 64n)) });
  state.last = next;
  return next;
}

function pack(timeMs: number, counter: number): bigint {
  return (BigInt(timeMs) << 64n) + BigInt(counter);
}

function timeOf(packed: bigint): number {
  return Number(packed >> 64n);
}
