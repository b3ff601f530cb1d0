/**
 * Right as well: asks for the whole time again before each write, which costs two messages for each day and needs no luck.
 * Works out how much of the lease is left instead of remembering when it ends. The storage compares with the last write that it accepted, and keeps that whole on its disk.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { Backfill, LeaseMessage, SchedulerOutput, StorageOutput } from "@millrace/delivery/lease.locks.ts";

interface Kept {
  last: { readonly token: number; readonly day: string } | null;
}

export const storage: Machine<Kept, LeaseMessage, StorageOutput> = defineMachine({
  start: (context): Kept => ({ last: (context.disk.read("last") ?? null) as Kept["last"] }),

  onMessage(state, message, from, context) {
    if (message.type !== "write") return;
    const { token, day } = message;
    if (state.last === null || state.last.token <= token) {
      state.last = { token, day };
      context.disk.write("last", state.last);
      context.output({ type: "written", day, token, by: from });
      context.send(from, { type: "written", day });
    } else {
      context.send(from, { type: "rejected", day });
    }
  },
});

interface State {
  queue: string[];
  token: number;
  /** Its clock at the last question. */
  askedMs: number;
  leftMs: number;
}

type Reach = Context<LeaseMessage, SchedulerOutput>;

const none = 0;

export function scheduler({
  marginMs,
}: {
  readonly marginMs: number;
}): Machine<State, LeaseMessage, SchedulerOutput, Backfill> {
  return defineMachine({
    start: (): State => ({ queue: [], token: none, askedMs: 0, leftMs: 0 }),

    onMessage(state, message, _from, context) {
      const passedMs = context.now() - state.askedMs;
      switch (message.type) {
        case "granted":
          state.token = message.token;
          ask(state, context);
          break;
        case "renewed": {
          const [day] = state.queue;
          state.leftMs = message.forMs - passedMs;
          if (day !== undefined && state.leftMs >= marginMs)
            context.send("storage", { type: "write", token: state.token, day });
          else ask(state, context);
          break;
        }
        case "written":
          state.queue = state.queue.slice(1);
          ask(state, context);
          break;
        default:
          state.token = none;
          ask(state, context);
      }
    },

    onInput(state, { days }, context) {
      state.queue = [...days];
      ask(state, context);
    },
  });
}

function ask(state: State, context: Reach): void {
  if (state.queue.length > 0) {
    state.askedMs = context.now();
    context.send("locks", state.token === none ? { type: "acquire" } : { type: "renew", token: state.token });
    return;
  }
  if (state.token !== none) context.send("locks", { type: "release", token: state.token });
  context.output({ type: "done" });
}
