/**
 * Right as well: renews in the background, by a timer, as long as it has a lease and something to do. Before a write it looks
 * at its own clock all the same, as timers may go off late. The storage keeps on its disk all that it knows, and nothing in
 * memory.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { Backfill, LeaseMessage, SchedulerOutput, StorageOutput } from "@millrace/delivery/lease.locks.ts";

export const storage: Machine<object, LeaseMessage, StorageOutput> = defineMachine({
  start: () => ({}),

  onMessage(_state, message, from, context) {
    if (message.type !== "write") return;
    const { token, day } = message;
    const newest = context.disk.read("newest");
    const isOld = typeof newest === "number" && newest > token;
    if (!isOld) {
      context.disk.write("newest", token);
      context.output({ type: "written", day, token, by: from });
    }
    context.send(from, { type: isOld ? "rejected" : "written", day });
  },
});

interface State {
  readonly days: string[];
  hasJob: boolean;
  isWriting: boolean;
  isAsking: boolean;
  askedMs: number;
  lease: { readonly token: number; readonly sinceMs: number; readonly forMs: number } | null;
}

type Reach = Context<LeaseMessage, SchedulerOutput>;

export function scheduler({
  marginMs,
}: {
  readonly marginMs: number;
}): Machine<State, LeaseMessage, SchedulerOutput, Backfill> {
  return defineMachine({
    start: (): State => ({ days: [], hasJob: false, isWriting: false, isAsking: false, askedMs: 0, lease: null }),

    onMessage(state, message, _from, context) {
      switch (message.type) {
        case "granted":
        case "renewed":
          state.isAsking = false;
          state.lease = { token: message.token, sinceMs: state.askedMs, forMs: message.forMs };
          context.setTimer("renew", message.forMs / 2);
          break;
        case "refused":
          state.isAsking = false;
          if (state.lease?.token === message.token) state.lease = null;
          break;
        case "written":
          state.isWriting = false;
          state.days.shift();
          break;
        case "rejected":
          state.isWriting = false;
          state.lease = null;
          break;
        default:
      }
      goOn(state, context);
    },

    onTimer(state, _timer, context) {
      if (state.hasJob && state.lease !== null) ask(state, context);
    },

    onInput(state, { days }, context) {
      state.hasJob = true;
      state.days.push(...days);
      goOn(state, context);
    },
  });

  function goOn(state: State, context: Reach): void {
    if (!state.hasJob || state.isWriting) return;
    const [day] = state.days;
    if (day === undefined) {
      state.hasJob = false;
      context.clearTimer("renew");
      if (state.lease !== null) context.send("locks", { type: "release", token: state.lease.token });
      context.output({ type: "done" });
    } else if (state.lease === null || !isFresh(state.lease, context)) {
      ask(state, context);
    } else {
      state.isWriting = true;
      context.send("storage", { type: "write", token: state.lease.token, day });
    }
  }

  function isFresh({ sinceMs, forMs }: NonNullable<State["lease"]>, context: Reach): boolean {
    return context.now() <= sinceMs + forMs - marginMs;
  }

  function ask(state: State, context: Reach): void {
    if (state.isAsking) return;
    state.isAsking = true;
    state.askedMs = context.now();
    const { lease } = state;
    context.send("locks", lease === null ? { type: "acquire" } : { type: "renew", token: lease.token });
  }
}
