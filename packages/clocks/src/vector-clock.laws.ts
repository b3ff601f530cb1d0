/**
 * What a vector clock is, whoever wrote it. Reads what is put out and the engine's own happens-before; never a
 * machine's variables, never what is in a message.
 */
import {
  type Broken,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  executionLaw,
  happensBefore,
  monitor,
} from "@millrace/core";
import { countPasts } from "./known-pasts.ts";
import { oncePerExecution } from "./once-per-execution.ts";
import { type Stamped, nameEvent } from "./stamped.ts";
import { type Entries, isLess, readVectors, vectorStamp } from "./stamped-vectors.ts";

/** Each request and each message received puts out `{ type: "stamped", vector }`, once; entries are whole numbers from 0. */
export const putsOutVectors: ExecutionLaw = executionLaw(
  "every event puts out one vector",
  (execution) => readVectors(execution).broken,
);

/** The strong clock condition: vectors say exactly what happened before what. */
export const vectorsAreHappensBefore: ExecutionLaw = lawOfCounts("a → b exactly if v(a) < v(b)", (stamps) => {
  for (const [index, later] of stamps.entries()) {
    for (const earlier of stamps.slice(0, index)) {
      const problem = judgePair(earlier, later) ?? judgePair(later, earlier);
      if (problem !== undefined) return { ...problem, event: later.event.id };
    }
  }
  return undefined;
});

/**
 * The short cut: of two events of two machines, one entry decides. Whoever knows of a's own count at a knows of a.
 */
export const oneEntryIsEnough: ExecutionLaw = lawOfCounts(
  "a at i → b at j exactly if v(a)[i] ≤ v(b)[i], for i ≠ j",
  (stamps) => {
    for (const [index, later] of stamps.entries()) {
      for (const earlier of stamps.slice(0, index)) {
        if (earlier.event.machine === later.event.machine) continue;
        const problem = judgeEntry(earlier, later) ?? judgeEntry(later, earlier);
        if (problem !== undefined) return { ...problem, event: later.event.id };
      }
    }
    return undefined;
  },
);

/** What the entries mean: each counts the events of one machine that are this one or came before it. */
export const entriesCountEvents: ExecutionLaw = lawOfCounts(
  "v(e)[i] is the number of events of i that are e or came before it",
  (stamps) => {
    const pasts = countPasts(stamps.map(({ event }) => event));
    for (const { event, value } of stamps) {
      const known = pasts.get(event.id);
      for (const machine of new Set([...value.keys(), ...(known?.keys() ?? [])])) {
        const [entry, count] = [value.get(machine) ?? 0, known?.get(machine) ?? 0];
        if (entry === count) continue;
        return {
          ...broken(
            `${nameEvent(event)} counts ${count} of the events of ${machine}`,
            `its entry for ${machine} is ${entry}`,
          ),
          event: event.id,
        };
      }
    }
    return undefined;
  },
);

/** The size of the past: all entries of a vector, added up, count its own event and all that came before it. */
export const sumsCountThePast: ExecutionLaw = lawOfCounts(
  "the sum of v(e), less one, is the number of events before e",
  (stamps) => {
    for (const { event, value } of stamps) {
      const before = stamps.filter((other) => happensBefore(other.event, event)).length;
      const sum = [...value.values()].reduce((total, count) => total + count, 0);
      if (sum - 1 === before) continue;
      return {
        ...broken(
          `the entries of ${nameEvent(event)} add up to ${before + 1}, as ${before} events came before it`,
          `they add up to ${sum}: ${describeEntries(value)}`,
        ),
        event: event.id,
      };
    }
    return undefined;
  },
);

/**
 * v_j[i] ≤ v_i[i], at every moment: nobody counts more events of a machine than it has had, and the machine itself counts
 * them all. Says nothing of what came before what, but watches every step, in runs of any length.
 */
export const nobodyKnowsMore: MonitorLaw<EventCounts> = monitor<EventCounts>(
  "nobody counts more events of a machine than it does itself",
  {
    start: (machines) => Object.fromEntries(machines.map((machine) => [machine, 0])),
    on: {
      input: (counts, { machine }) => countOne(counts, machine),
      deliver: (counts, { machine }) => countOne(counts, machine),
      output(counts, { machine, output }) {
        const vector = vectorStamp.parse(output);
        if (vector === undefined)
          return broken(`${machine} puts out ${vectorStamp.shape}`, `it put out ${describeValue(output)}`);
        const own = counts[machine] ?? 0;
        if (vector.get(machine) !== own)
          return broken(
            `${machine} counts ${own} of its own events, this one among them`,
            `its vector is ${describeEntries(vector)}`,
          );
        for (const [other, count] of vector) {
          const most = counts[other] ?? 0;
          if (count > most)
            return broken(
              `the entry for ${other} at ${machine} is at most ${most}, as ${other} has had so many events`,
              `it is ${count}`,
            );
        }
        return undefined;
      },
    },
  },
);

/**
 * A law about the vectors that events are stamped with; a stamp of another shape breaks it, too. Where each entry counts the
 * past, all of these laws hold: that is soon seen, and only what is wrong is searched for, pair by pair.
 */
function lawOfCounts(
  name: string,
  judge: (stamps: readonly Stamped<Entries>[]) => (Broken & { readonly event: number }) | undefined,
): ExecutionLaw {
  return executionLaw(name, (execution) => {
    const { stamps, broken: misshapen } = readVectors(execution);
    return misshapen ?? (countThePast(execution) ? undefined : judge(stamps));
  });
}

/** Whether the vectors of an execution are those of the book. */
const countThePast: (execution: Execution) => boolean = oncePerExecution((execution) => {
  const { stamps } = readVectors(execution);
  const pasts = countPasts(stamps.map(({ event }) => event));
  return stamps.every(({ event, value }) => isSame(value, pasts.get(event.id)));
});

/** An entry that is missing counts as 0; in a past none is 0. */
function isSame(entries: Entries, past: Entries = new Map()): boolean {
  let known = 0;
  for (const [machine, count] of entries) {
    if (count !== (past.get(machine) ?? 0)) return false;
    if (count > 0) known += 1;
  }
  return known === past.size;
}

/** By machine: how many events it has had. */
export type EventCounts = Record<MachineId, number>;

function countOne(counts: EventCounts, machine: MachineId): void {
  counts[machine] = (counts[machine] ?? 0) + 1;
}

function judgePair(first: Stamped<Entries>, second: Stamped<Entries>): Broken | undefined {
  const isBefore = happensBefore(first.event, second.event);
  if (isBefore === isLess(first.value, second.value)) return undefined;
  const [one, other] = [nameEvent(first.event), nameEvent(second.event)];
  const vectors = `their vectors are ${describeEntries(first.value)} and ${describeEntries(second.value)}`;
  return broken(
    isBefore
      ? `${one} has a smaller vector than ${other}, as it came before`
      : `${one} has no smaller vector than ${other}, as it did not come before`,
    vectors,
  );
}

function judgeEntry(first: Stamped<Entries>, second: Stamped<Entries>): Broken | undefined {
  const { machine } = first.event;
  const isBefore = happensBefore(first.event, second.event);
  const [own, known] = [first.value.get(machine) ?? 0, second.value.get(machine) ?? 0];
  if (isBefore === own <= known) return undefined;
  const [one, other] = [nameEvent(first.event), nameEvent(second.event)];
  return broken(
    isBefore
      ? `${other} counts at least ${own} events of ${machine}, as ${one} came before it`
      : `${other} counts fewer than ${own} events of ${machine}, as ${one} did not come before it`,
    `it counts ${known}`,
  );
}

function describeEntries(entries: Entries): string {
  return describeValue(Object.fromEntries(entries));
}
