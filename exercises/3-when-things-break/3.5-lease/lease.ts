/**
 * Lease and fencing token: one scheduler at a time works, as long as its lease lasts by its own clock, and the storage
 * refuses whoever has been overtaken all the same.
 *
 * Edit `storage`, `scheduler`, and what they remember. The messages, and what is put out, are fixed.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { Backfill, LeaseMessage, SchedulerOutput, StorageOutput } from "@millrace/delivery/lease.locks.ts";

/** A storage that accepts a write unless it has accepted one with a higher token before. */
export const storage: Machine<StorageState, LeaseMessage, StorageOutput> = defineMachine({
  start: (): StorageState => ({}),

  onMessage(_state, message, from, context) {
    if (message.type !== "write") return;
    const { token, day } = message;
    // TODO(learner): whoever comes is let in. Who must not be, and what does a storage have to know for that, always?
    // To refuse is to send { type: "rejected", day }, and to put nothing out.
    context.output({ type: "written", day, token, by: from });
    context.send(from, { type: "written", day });
  },
});

/** A scheduler that writes its days one by one, each one only while `marginMs` milliseconds of its lease are left. */
export function scheduler({
  marginMs,
}: {
  readonly marginMs: number;
}): Machine<SchedulerState, LeaseMessage, SchedulerOutput, Backfill> {
  return defineMachine({
    start: (): SchedulerState => ({ days: [], token: undefined }),

    onMessage(state, message, _from, context) {
      if (message.type === "granted" || message.type === "renewed") {
        // TODO(learner): until when may this scheduler write, by its own clock?
        state.token = message.token;
      } else if (message.type === "written") {
        state.days.shift();
      } else {
        // TODO(learner): "rejected" by the storage, or "refused" by the lock service. What is the token worth now?
      }
      goOn(state, context);
    },

    onInput(state, { days }, context) {
      state.days.push(...days);
      goOn(state, context);
    },
  });

  /** What comes next: one request at a time, and each answer leads here again. */
  function goOn({ days, token }: SchedulerState, context: Context<LeaseMessage, SchedulerOutput>): void {
    const [day] = days;
    if (day === undefined) {
      // TODO(learner): somebody else may be waiting for the lease.
      context.output({ type: "done" });
    } else if (token === undefined) {
      context.send("locks", { type: "acquire" });
    } else {
      // TODO(learner): is enough of the lease left? If not, ask for more: { type: "renew", token }.
      context.send("storage", { type: "write", token, day });
    }
  }
}

/** What the storage remembers. Yours: plain data, in an object. */
export interface StorageState {
  // TODO(learner): and what must still be known after a crash? See context.disk.
}

/** What a scheduler remembers. Yours: plain data, in an object. */
export interface SchedulerState {
  /** The days that are not known to be written, the next one first. */
  readonly days: string[];
  /** That of the lease which it believes to have. */
  token: number | undefined;
  // TODO(learner): when was the lease asked for, and when does it end?
}
