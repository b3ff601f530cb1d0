/**
 * One way to put two logs together does for everything: a message that is sent settles what it settles by being a second
 * log, in which the older entries stand without its destinations.
 */
import type { MachineId } from "@millrace/core";
import type { CausalLog, LogEntry } from "@millrace/ordering/kshemkalyani-singhal.machine.ts";

export function isDue(
  log: CausalLog,
  { self, delivered }: { readonly self: MachineId; readonly delivered: Readonly<Record<MachineId, number>> },
): boolean {
  return log.filter(({ to }) => to.includes(self)).every(({ from, clock }) => clock <= (delivered[from] ?? 0));
}

export function toSend(
  log: CausalLog,
  { to, copyFor }: { readonly to: readonly MachineId[]; readonly copyFor: MachineId },
): CausalLog {
  return merge(
    log,
    settled(log, (machine) => machine !== copyFor && to.includes(machine)),
  );
}

export function afterSending(log: CausalLog, sent: LogEntry): CausalLog {
  return merge(log, [...settled(log, (machine) => sent.to.includes(machine)), sent]);
}

export function afterDelivery(
  log: CausalLog,
  { self, entry, came }: { readonly self: MachineId; readonly entry: LogEntry; readonly came: CausalLog },
): CausalLog {
  return merge(
    settled(log, (machine) => machine === self),
    settled([entry, ...came], (machine) => machine === self),
  );
}

function settled(log: CausalLog, isSettled: (machine: MachineId) => boolean): CausalLog {
  return log.map(({ from, clock, to }) => ({ clock, from, to: to.filter((machine) => !isSettled(machine)) }));
}

function merge(one: CausalLog, other: CausalLog): CausalLog {
  const senders = [...new Set([...one, ...other].map(({ from }) => from))].sort();
  return senders.flatMap((from) => {
    const [first, second] = [one, other].map((log) => log.filter((entry) => entry.from === from));
    return mergeOne(first ?? [], second ?? []);
  });
}

/** The entries of one sender, newest last. */
function mergeOne(first: CausalLog, second: CausalLog): CausalLog {
  const heard = [first, second].map((log) => Math.max(0, ...log.map(({ clock }) => clock)));
  const clocks = [...new Set([...first, ...second].map(({ clock }) => clock))].sort((one, other) => one - other);
  return clocks.flatMap((clock) => {
    const [mine, theirs] = [first, second].map((log) => log.find((entry) => entry.clock === clock));
    const either = mine ?? theirs;
    if (either === undefined) return [];
    const isUnknownToOne = heard.some((upTo) => upTo < clock);
    const to = isUnknownToOne ? either.to : either.to.filter((at) => mine?.to.includes(at) && theirs?.to.includes(at));
    return to.length > 0 || clock === Math.max(...heard) ? [{ ...either, to }] : [];
  });
}
