/**
 * What may be deleted, whoever says so; the stamps beside it are for the laws of vector clocks. Reads what is put out and the
 * engine's own happens-before; never a machine's variables, never what is in a message.
 */
import {
  type AnyMachine,
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  eventually,
  executionLaw,
  monitor,
} from "@millrace/core";
import { countPasts } from "./known-pasts.ts";
import { judgeLongRunOfTwo } from "./long-vector-run.laws.ts";
import { oncePerExecution } from "./once-per-execution.ts";
import { type StampShape, nameEvent, readStamps } from "./stamped.ts";
import { type Entries, readEntries, vectorStamp } from "./stamped-vectors.ts";

/** Each request and each message received puts out `{ type: "stamped", vector, deletable }`, once. */
export const putsOutDeletable: ExecutionLaw = executionLaw(
  "every event puts out one stamp, with what may be deleted",
  (execution) => readDeletable(execution).broken,
);

/**
 * Safety: whoever says that n events of a machine may be deleted knows of every machine that it has heard of them. It is not
 * enough that they happen to have: in another order of the same events they would not.
 */
export const deletesNothingUnseen: ExecutionLaw = lawOfDeletable(
  "nothing is deletable that some machine is not known to have seen",
  ({ event, deletable, seen }) => {
    for (const [machine, count] of deletable) {
      const lagging = [...seen].find(([, row]) => (row.get(machine) ?? 0) < count);
      if (lagging === undefined) continue;
      const [knower, row] = lagging;
      return broken(
        `at ${nameEvent(event)}, at most ${row.get(machine) ?? 0} events of ${machine} are deletable: no more are known there to have been seen by ${knower}`,
        `it says that ${count} are`,
      );
    }
    return undefined;
  },
);

/** And as soon as it can be known: without this, to delete nothing would be right. */
export const deletesWhatAllHaveSeen: ExecutionLaw = lawOfDeletable(
  "everything is deletable that all machines are known to have seen",
  ({ event, deletable, seen }) => {
    for (const machine of seen.keys()) {
      const count = Math.min(...[...seen.values()].map((row) => row.get(machine) ?? 0));
      const said = deletable.get(machine) ?? 0;
      if (said >= count) continue;
      return broken(
        `at ${nameEvent(event)}, ${count} events of ${machine} are deletable: that every machine has seen them is known there`,
        `it says that ${said} are`,
      );
    }
    return undefined;
  },
);

/** Liveness, for runs that end with gossip: in the end, every machine may delete so many events of each. */
export function deletesInTheEnd(counts: Readonly<Record<MachineId, number>>): MonitorLaw<LastDeletable> {
  return eventually("with gossip, everything is deletable in the end, everywhere", {
    of: lastDeletable,
    holds(last) {
      for (const [at, said] of Object.entries(last)) {
        const machine = Object.keys(counts).find((name) => (said[name] ?? 0) < (counts[name] ?? 0));
        if (machine === undefined) continue;
        return broken(
          `${at} may delete ${counts[machine]} events of ${machine} at the end`,
          `it may delete ${said[machine] ?? 0}`,
        );
      }
      return undefined;
    },
  });
}

/** Judges a clock after 66,000 events of one of two machines: when the other has answered, all that it was told of is deletable. */
export function judgeLongDeletable(machine: AnyMachine): Broken | undefined {
  return judgeLongRunOfTwo(machine, (output, told) => {
    const said = deletableStamp.parse(output)?.get("extract");
    if (said === told) return undefined;
    return broken(
      `at the answer of load, ${told} events of extract are deletable: load knew of so many when it answered`,
      `extract put out ${describeValue(output)}`,
    );
  });
}

/** By machine: what it said last. */
export type LastDeletable = Record<MachineId, Record<MachineId, number>>;

const lastDeletable = monitor<LastDeletable>("what each machine may delete is noted", {
  start: (machines) => Object.fromEntries(machines.map((machine) => [machine, {}])),
  on: {
    output(last, { machine, output }) {
      const deletable = deletableStamp.parse(output);
      if (deletable !== undefined) last[machine] = Object.fromEntries(deletable);
    },
  },
});

const deletableStamp: StampShape<Entries> = {
  shape: `{ type: "stamped", vector: {…}, deletable: { <machine>: <a whole number from 0>, … } }`,
  parse(output) {
    if (vectorStamp.parse(output) === undefined || typeof output !== "object" || output === null) return undefined;
    return "deletable" in output ? readEntries(output.deletable) : undefined;
  },
};

/** An event, what it says may be deleted, and what is known at it, truly. */
interface Deletable {
  readonly event: Event;
  readonly deletable: Entries;
  /** By machine, all of the system's: what it knew at its last event that is this one or came before it. */
  readonly seen: ReadonlyMap<MachineId, Entries>;
}

function lawOfDeletable(name: string, judge: (event: Deletable) => Broken | undefined): ExecutionLaw {
  return executionLaw(name, (execution) => {
    const { stamps, broken: misshapen } = readDeletable(execution);
    if (misshapen !== undefined) return misshapen;
    const sights = whatWasSeen(execution);
    for (const { event, value } of stamps) {
      const seen = sights.get(event.id) ?? nothing;
      const unknown = [...value.keys()].find((machine) => !seen.has(machine));
      if (unknown !== undefined)
        return { ...broken("names machines of this system", `it names ${describeValue(unknown)}`), event: event.id };
      const problem = judge({ event, deletable: value, seen });
      if (problem !== undefined) return { ...problem, event: event.id };
    }
    return undefined;
  });
}

/** By event: what each machine had seen, as far as is known there. */
const whatWasSeen: (execution: Execution) => ReadonlyMap<number, Deletable["seen"]> = oncePerExecution((execution) => {
  const { stamps } = readDeletable(execution);
  const machines = [...new Set(execution.system.nodes.filter(({ isResource }) => !isResource).map(({ id }) => id))];
  const pasts = countPasts(stamps.map(({ event }) => event));
  const byMachine = new Map(machines.map((machine): [MachineId, Entries[]] => [machine, []]));
  const sights = new Map<number, Deletable["seen"]>();
  for (const { event } of stamps) {
    const past = pasts.get(event.id) ?? nothing;
    byMachine.get(event.machine)?.push(past);
    const last = machines.map((machine) => byMachine.get(machine)?.[(past.get(machine) ?? 0) - 1]);
    sights.set(event.id, new Map(machines.map((machine, place) => [machine, last[place] ?? nothing])));
  }
  return sights;
});

const nothing: ReadonlyMap<MachineId, never> = new Map<MachineId, never>();

const readDeletable: (execution: Execution) => ReturnType<typeof readStamps<Entries>> = oncePerExecution((execution) =>
  readStamps(execution, deletableStamp),
);
