/**
 * The other half of Koo–Toueg: a machine has crashed and goes back to its permanent checkpoint. Who has to go back with it?
 *
 * Whoever has received, since its own checkpoint, something that is not in the checkpoint of one that goes back. In the
 * algorithm the machines find out by asking each other, in two phases as when they save; here somebody sees all labels at once.
 *
 * Source: R. Koo, S. Toueg, "Checkpointing and rollback-recovery for distributed systems" (1987). A machine that had sent
 * nothing before its checkpoint has no label for that, which counts as less than every label, never as more.
 */
import type { MachineId } from "@millrace/core";

/** What a machine knows of its work when somebody goes back. Whoever it has no label for is not in it. */
export interface Labels {
  /** By receiver: the label of the last work that it sent before its permanent checkpoint. */
  readonly sentBefore: Readonly<Record<MachineId, number>>;
  /** By sender: the label of the last work that it has received since. */
  readonly receivedSince: Readonly<Record<MachineId, number>>;
}

/**
 * The machines that go back to their permanent checkpoints when this one does, which is the first of them. Labels count from 1
 * on each channel.
 *
 * @example
 * ```ts
 * import { whoGoesBack } from "@millrace/recovery";
 *
 * const a = { sentBefore: {}, receivedSince: {} };
 * const b = { sentBefore: { c: 2 }, receivedSince: { a: 1 } };
 * const c = { sentBefore: {}, receivedSince: { b: 2 } };
 * if (whoGoesBack("a", { a, b, c }).join() !== "a,b") throw new Error("b received what a had not sent; c did not");
 * ```
 */
export function whoGoesBack(crashed: MachineId, labels: Readonly<Record<MachineId, Labels>>): MachineId[] {
  const back = new Set([crashed]);
  // A set that grows while it is walked shows what was added, too.
  for (const sender of back) {
    for (const [machine, { receivedSince }] of Object.entries(labels)) {
      const sent = labels[sender]?.sentBefore[machine] ?? 0;
      if ((receivedSince[sender] ?? 0) > sent) back.add(machine);
    }
  }
  return [...back];
}
