/**
 * Takes a log apart into what it says: for each sender, how far it has heard of its messages (the horizon), and single
 * facts. A fact of one log stands if the other has it, too, or has not heard so far.
 */
import type { MachineId } from "@millrace/core";
import type { CausalLog, LogEntry } from "@millrace/ordering/kshemkalyani-singhal.machine.ts";

interface Knowledge {
  /** By sender: the newest message that it knows of. */
  readonly horizon: ReadonlyMap<MachineId, number>;
  readonly facts: readonly Fact[];
}

interface Fact {
  readonly from: MachineId;
  readonly clock: number;
  readonly at: MachineId;
}

export function isDue(
  log: CausalLog,
  { self, delivered }: { readonly self: MachineId; readonly delivered: Readonly<Record<MachineId, number>> },
): boolean {
  const { facts } = read(log);
  return !facts.some(({ from, clock, at }) => at === self && clock > (delivered[from] ?? 0));
}

export function toSend(
  log: CausalLog,
  { to, copyFor }: { readonly to: readonly MachineId[]; readonly copyFor: MachineId },
): CausalLog {
  const { horizon, facts } = read(log);
  return write({ horizon, facts: facts.filter(({ at }) => at === copyFor || !to.includes(at)) });
}

export function afterSending(log: CausalLog, sent: LogEntry): CausalLog {
  const { horizon, facts } = read(log);
  const own = read([sent]);
  return write({
    horizon: join(horizon, own.horizon),
    facts: [...facts.filter(({ at }) => !sent.to.includes(at)), ...own.facts],
  });
}

export function afterDelivery(
  log: CausalLog,
  { self, entry, came }: { readonly self: MachineId; readonly entry: LogEntry; readonly came: CausalLog },
): CausalLog {
  const mine = read(log);
  const theirs = read([...came, entry]);
  const facts = [
    ...mine.facts.filter((fact) => stands(fact, theirs)),
    ...theirs.facts.filter((fact) => stands(fact, mine) && !has(mine, fact)),
  ];
  return write({ horizon: join(mine.horizon, theirs.horizon), facts: facts.filter(({ at }) => at !== self) });
}

function stands(fact: Fact, other: Knowledge): boolean {
  return has(other, fact) || (other.horizon.get(fact.from) ?? 0) < fact.clock;
}

function has({ facts }: Knowledge, { from, clock, at }: Fact): boolean {
  return facts.some((fact) => fact.from === from && fact.clock === clock && fact.at === at);
}

function read(log: CausalLog): Knowledge {
  return {
    horizon: log.reduce<ReadonlyMap<MachineId, number>>(
      (horizon, { from, clock }) => join(horizon, new Map([[from, clock]])),
      new Map(),
    ),
    facts: log.flatMap(({ from, clock, to }) => to.map((at) => ({ from, clock, at }))),
  };
}

function write({ horizon, facts }: Knowledge): CausalLog {
  const entries = new Map<string, LogEntry>();
  const name = (from: MachineId, clock: number): string => JSON.stringify([from, clock]);
  for (const [from, clock] of horizon) entries.set(name(from, clock), { from, clock, to: [] });
  for (const { from, clock, at } of facts) {
    const to = entries.get(name(from, clock))?.to ?? [];
    entries.set(name(from, clock), { from, clock, to: [...to, at].sort() });
  }
  return [...entries.values()];
}

function join(
  one: ReadonlyMap<MachineId, number>,
  other: ReadonlyMap<MachineId, number>,
): ReadonlyMap<MachineId, number> {
  const all = new Map(one);
  for (const [from, clock] of other) all.set(from, Math.max(all.get(from) ?? 0, clock));
  return all;
}
