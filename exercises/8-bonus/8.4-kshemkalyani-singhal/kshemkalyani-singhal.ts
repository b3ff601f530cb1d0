/**
 * Kshemkalyani–Singhal: causal order with as little said as can be.
 *
 * The machine is given: `causalMulticast` numbers, sends, holds back and delivers, and asks these four functions. Edit
 * them; their names, what they are given and what they return are fixed. None of them may change what it is given.
 */
import type { MachineId } from "@millrace/core";
import type { CausalLog, LogEntry } from "@millrace/ordering/kshemkalyani-singhal.machine.ts";

/** Whether a message that came with this log may be delivered at `self`; `delivered`: the highest number of each sender. */
export function isDue(
  log: CausalLog,
  { self, delivered }: { readonly self: MachineId; readonly delivered: Readonly<Record<MachineId, number>> },
): boolean {
  // TODO(learner): this delivers whatever comes, as it comes. What has to be delivered here first?
  return true;
}

/** The log that goes to `copyFor` with a message to all of `to`, `copyFor` among them. */
export function toSend(
  log: CausalLog,
  { to, copyFor }: { readonly to: readonly MachineId[]; readonly copyFor: MachineId },
): CausalLog {
  // TODO(learner): what need this copy not say, as the message itself goes to all of `to`?
  return log;
}

/** The sender's log after it has sent the message `sent`, to all of `sent.to`. */
export function afterSending(log: CausalLog, sent: LogEntry): CausalLog {
  // TODO(learner): what need nobody be told any more, now that this message is sent?
  return [...log, sent];
}

/** The receiver's log after it has delivered the message `entry` at `self`, which came with the log `came`. */
export function afterDelivery(
  log: CausalLog,
  { self, entry, came }: { readonly self: MachineId; readonly entry: LogEntry; readonly came: CausalLog },
): CausalLog {
  // TODO(learner): what do the two logs know together? What does one of them know to be settled, and the other not?
  return [...log, ...came, entry];
}
