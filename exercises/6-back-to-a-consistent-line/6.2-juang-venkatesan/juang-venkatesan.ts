/**
 * Juang–Venkatesan: after a crash, all machines go back to the latest line without an orphan, by counts of messages.
 *
 * The work itself is given: `handle` does it and logs it, and a flush brings the log to the disk. Edit `State` and `Rollback`,
 * the marked places in the handlers, and `finish`. Inputs, jobs, the log and what machines put out are fixed.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import {
  type JobInput,
  type JobOutput,
  type LogEntry,
  type Work,
  logKey,
  receivedFrom,
  sentTo,
} from "@millrace/recovery/juang-venkatesan.jobs.ts";

/** What a machine remembers. Yours, but for `log`: plain data, in an object. */
export interface State {
  /** Its events, oldest first, without those that were undone. */
  readonly log: LogEntry[];
  // TODO(learner): which round of a recovery is it in, what has each peer said, and what has to wait for its end?
}

/** What machines say to each other in a recovery. Yours; it must not look like work. */
export interface Rollback {
  readonly type: "rollback";
  // TODO(learner): what must the other one know to see how far it has to go back, and what to send again?
}

/** What machines send each other. A job travels as `{ type: "work", job }`; you may give it more fields. */
export type Message = Work | Rollback;

type Reach = Context<Message, JobOutput>;

/** One participant. Each has a channel to each other. */
export const juangVenkatesan: Machine<State, Message, JobOutput, JobInput> = defineMachine({
  start(context): State {
    // Nobody else writes this key.
    const log = context.disk.read(logKey) as LogEntry[] | undefined;
    const state: State = { log: log ?? [] };
    if (log === undefined) {
      // The very first start. From here on there is a log, if an empty one.
      context.disk.write(logKey, state.log);
    } else {
      // TODO(learner): this machine has crashed. It goes on from what was on its disk, and nobody has to go back for it.
      for (const peer of context.peers) context.send(peer, { type: "rollback" });
      finish(state, context);
    }
    return state;
  },

  onMessage(state, message, from, context) {
    if (message.type === "rollback") {
      // TODO(learner): somebody has crashed. As it comes, this machine does not care.
      finish(state, context);
    } else {
      // TODO(learner): in the middle of a recovery, is this job to wait, or to be dropped?
      handle(state, { from, job: message.job }, context);
    }
  },

  onInput(state, input, context) {
    if (input.type === "flush") {
      context.disk.write(logKey, state.log);
    } else {
      // TODO(learner): and in the middle of a recovery?
      handle(state, { from: null, job: input.job }, context);
    }
  },
});

/** One event: the job is noted and done, and what it hands on is sent. */
function handle(state: State, event: LogEntry, context: Reach): void {
  state.log.push(event);
  context.output({ type: "handled", from: event.from, job: event.job.name });
  for (const { to, job } of event.job.next) context.send(to, { type: "work", job });
}

/** The end of a recovery for this machine. */
function finish(state: State, context: Reach): void {
  context.disk.write(logKey, state.log);
  context.output({ type: "recovered", kept: state.log.length });
  // TODO(learner): what have the others lost that is in this log? `sentTo` and `receivedFrom` help. And what has waited?
}
