/**
 * What a vector clock is, whoever wrote it. Reads what is put out and the engine's own happens-before; never a
 * machine's variables, never what is in a message.
 */
import {
  type Broken,
  type Execution,
  type ExecutionLaw,
  broken,
  describeValue,
  executionLaw,
  happensBefore,
} from "@millrace/core";
import { type Stamped, nameEvent, readStamps } from "./stamped.ts";

/** Each request and each message received puts out `{ type: "stamped", vector }`, once; entries are whole numbers from 0. */
export const putsOutVectors: ExecutionLaw = executionLaw(
  "every event puts out one vector",
  (execution) => readVectors(execution).broken,
);

/** The strong clock condition: vectors say exactly what happened before what. */
export const vectorsAreHappensBefore: ExecutionLaw = lawOfVectors("a → b exactly if v(a) < v(b)", (stamps) => {
  for (const [index, later] of stamps.entries()) {
    for (const earlier of stamps.slice(0, index)) {
      const problem = judgePair(earlier, later) ?? judgePair(later, earlier);
      if (problem !== undefined) return { ...problem, event: later.event.id };
    }
  }
  return undefined;
});

/** What the entries mean: each counts the events of one machine that are this one or came before it. */
export const entriesCountEvents: ExecutionLaw = lawOfVectors(
  "v(e)[i] is the number of events of i that are e or came before it",
  (stamps) => {
    for (const { event, value } of stamps) {
      const known = new Map<string, number>([...value.keys()].map((machine) => [machine, 0]));
      for (const { event: other } of stamps) {
        if (other === event || happensBefore(other, event))
          known.set(other.machine, (known.get(other.machine) ?? 0) + 1);
      }
      for (const [machine, count] of known) {
        const entry = value.get(machine) ?? 0;
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

type Entries = ReadonlyMap<string, number>;

function judgePair(first: Stamped<Entries>, second: Stamped<Entries>): Broken | undefined {
  const isBefore = happensBefore(first.event, second.event);
  if (isBefore === isLess(first.value, second.value)) return undefined;
  const [one, other] = [nameEvent(first.event), nameEvent(second.event)];
  const vectors = `their vectors are ${describeValue(Object.fromEntries(first.value))} and ${describeValue(Object.fromEntries(second.value))}`;
  return broken(
    isBefore
      ? `${one} has a smaller vector than ${other}, as it came before`
      : `${one} has no smaller vector than ${other}, as it did not come before`,
    vectors,
  );
}

function isLess(first: Entries, second: Entries): boolean {
  const machines = [...first.keys(), ...second.keys()];
  const differences = machines.map((machine) => (second.get(machine) ?? 0) - (first.get(machine) ?? 0));
  return differences.every((difference) => difference >= 0) && differences.some((difference) => difference > 0);
}

function lawOfVectors(
  name: string,
  judge: (stamps: readonly Stamped<Entries>[]) => (Broken & { readonly event: number }) | undefined,
): ExecutionLaw {
  return executionLaw(name, (execution) => {
    const { stamps, broken: misshapen } = readVectors(execution);
    return misshapen ?? judge(stamps);
  });
}

function readVectors(execution: Execution): ReturnType<typeof readStamps<Entries>> {
  return readStamps(execution, {
    shape: '{ type: "stamped", vector: { <machine>: <a whole number from 0>, … } }',
    parse(output) {
      if (
        typeof output !== "object" ||
        output === null ||
        !("type" in output) ||
        output.type !== "stamped" ||
        !("vector" in output)
      )
        return undefined;
      const { vector } = output;
      if (typeof vector !== "object" || vector === null) return undefined;
      const entries: [unknown, unknown][] = vector instanceof Map ? [...vector] : Object.entries(vector);
      const counts = entries.filter(
        (entry): entry is [string, number] =>
          typeof entry[0] === "string" &&
          typeof entry[1] === "number" &&
          Number.isSafeInteger(entry[1]) &&
          entry[1] >= 0,
      );
      return counts.length === entries.length ? new Map(counts) : undefined;
    },
  });
}
