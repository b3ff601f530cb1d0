/**
 * As the book writes it: copies both logs, marks in each what the other has dropped knowingly, sweeps, and puts the rest
 * together.
 */
import type { MachineId } from "@millrace/core";
import type { CausalLog, LogEntry } from "@millrace/ordering/kshemkalyani-singhal.machine.ts";

interface Draft {
  readonly from: MachineId;
  readonly clock: number;
  to: MachineId[];
  isMarked: boolean;
}

export function isDue(
  log: CausalLog,
  { self, delivered }: { readonly self: MachineId; readonly delivered: Readonly<Record<MachineId, number>> },
): boolean {
  for (const { from, clock, to } of log) {
    if (to.includes(self) && clock > (delivered[from] ?? 0)) return false;
  }
  return true;
}

export function toSend(
  log: CausalLog,
  { to, copyFor }: { readonly to: readonly MachineId[]; readonly copyFor: MachineId },
): CausalLog {
  const drafts = draft(log);
  for (const each of drafts) {
    const isForCopy = each.to.includes(copyFor);
    each.to = each.to.filter((machine) => !to.includes(machine));
    if (isForCopy) each.to.push(copyFor);
  }
  return sweep(drafts);
}

export function afterSending(log: CausalLog, sent: LogEntry): CausalLog {
  const drafts = draft(log);
  for (const each of drafts) each.to = each.to.filter((machine) => !sent.to.includes(machine));
  return sweep([...drafts, ...draft([sent])]);
}

export function afterDelivery(
  log: CausalLog,
  { self, entry, came }: { readonly self: MachineId; readonly entry: LogEntry; readonly came: CausalLog },
): CausalLog {
  const mine = draft(log);
  const theirs = draft([entry, ...came]);
  for (const each of theirs) each.to = each.to.filter((machine) => machine !== self);
  mark(mine, theirs);
  mark(theirs, mine);
  for (const own of mine) {
    for (const other of theirs) {
      if (other.from !== own.from || other.clock !== own.clock) continue;
      own.to = own.to.filter((machine) => other.to.includes(machine));
      other.isMarked = true;
    }
  }
  return sweep([...mine, ...theirs]);
}

function draft(log: CausalLog): Draft[] {
  return log.map(({ from, clock, to }) => ({ from, clock, to: [...to], isMarked: false }));
}

/** Marks what the other log lacks although it knows a later message of the same sender. */
function mark(drafts: readonly Draft[], others: readonly Draft[]): void {
  for (const each of drafts) {
    const ofSender = others.filter(({ from }) => from === each.from);
    if (ofSender.every(({ clock }) => clock !== each.clock) && ofSender.some(({ clock }) => clock > each.clock))
      each.isMarked = true;
  }
}

function sweep(drafts: readonly Draft[]): CausalLog {
  const left = drafts.filter(({ isMarked }) => !isMarked);
  const newest = new Map<MachineId, number>();
  for (const { from, clock } of left) newest.set(from, Math.max(newest.get(from) ?? 0, clock));
  return left
    .filter(({ from, clock, to }) => to.length > 0 || clock === newest.get(from))
    .map(({ from, clock, to }) => ({ from, clock, to }));
}
