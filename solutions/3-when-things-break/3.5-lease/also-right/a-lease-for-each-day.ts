/**
 * Right as well: a lease for each day, given back after it, so that schedulers take turns. What comes too late is given back
 * unused, and asked for anew: nothing is ever renewed. The storage keeps every token that it has accepted, in order.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { Backfill, LeaseMessage, SchedulerOutput, StorageOutput } from "@millrace/delivery/lease.locks.ts";

interface Accepted {
  readonly tokens: number[];
}

export const storage: Machine<Accepted, LeaseMessage, StorageOutput> = defineMachine({
  start(context): Accepted {
    const kept = context.disk.read("tokens");
    return { tokens: Array.isArray(kept) ? kept.map(Number) : [] };
  },

  onMessage({ tokens }, message, from, context) {
    if (message.type !== "write") return;
    const { token, day } = message;
    const isOvertaken = tokens.some((other) => other > token);
    if (!isOvertaken && !tokens.includes(token)) {
      tokens.push(token);
      context.disk.write("tokens", tokens);
    }
    context.send(from, { type: isOvertaken ? "rejected" : "written", day });
    if (!isOvertaken) context.output({ type: "written", by: from, token, day });
  },
});

interface State {
  /** What it does: nothing, waits for a lease since then, or waits for the storage. */
  doing:
    | { readonly is: "idle" }
    | { readonly is: "asking"; readonly sinceMs: number }
    | { readonly is: "writing"; readonly token: number };
  readonly days: readonly string[];
  written: number;
}

type Reach = Context<LeaseMessage, SchedulerOutput>;

export function scheduler({
  marginMs,
}: {
  readonly marginMs: number;
}): Machine<State, LeaseMessage, SchedulerOutput, Backfill> {
  return defineMachine({
    start: (): State => ({ doing: { is: "idle" }, days: [], written: 0 }),

    onMessage(state, message, _from, context) {
      const { doing } = state;
      if (message.type === "granted" && doing.is === "asking") {
        const { token, forMs } = message;
        const day = state.days[state.written];
        if (day !== undefined && context.now() - doing.sinceMs <= forMs - marginMs) {
          state.doing = { is: "writing", token };
          context.send("storage", { type: "write", token, day });
        } else {
          context.send("locks", { type: "release", token });
          ask(state, context);
        }
      } else if (doing.is === "writing") {
        context.send("locks", { type: "release", token: doing.token });
        if (message.type === "written") state.written += 1;
        ask(state, context);
      }
    },

    onInput(state, { days }, context) {
      Object.assign(state, { days });
      ask(state, context);
    },
  });
}

function ask(state: State, context: Reach): void {
  if (state.written === state.days.length) {
    state.doing = { is: "idle" };
    context.output({ type: "done" });
  } else {
    state.doing = { is: "asking", sinceMs: context.now() };
    context.send("locks", { type: "acquire" });
  }
}
