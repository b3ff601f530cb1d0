import { type Broken, type Execution, type ExecutionLaw, executionLaw } from "@millrace/core";
import { oncePerExecution } from "./once-per-execution.ts";
import { type StampShape, type Stamped, readStamps } from "./stamped.ts";

/** A vector as it is read: a machine that is missing counts as 0. */
export type Entries = ReadonlyMap<string, number>;

/** A law about the vectors that events are stamped with; a stamp of another shape breaks it, too. */
export function lawOfVectors(
  name: string,
  judge: (stamps: readonly Stamped<Entries>[]) => (Broken & { readonly event: number }) | undefined,
): ExecutionLaw {
  return executionLaw(name, (execution) => {
    const { stamps, broken: misshapen } = readVectors(execution);
    return misshapen ?? judge(stamps);
  });
}

/** The events of an execution with their vectors. */
export const readVectors: (execution: Execution) => ReturnType<typeof readStamps<Entries>> = oncePerExecution(
  (execution) => readStamps(execution, vectorStamp),
);

/** How a vector is put out, for {@link readStamps}. */
export const vectorStamp: StampShape<Entries> = {
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
    return readEntries(output.vector);
  },
};

/** The entries of an object of whole numbers from 0; undefined for anything else. */
export function readEntries(value: unknown): Entries | undefined {
  if (typeof value !== "object" || value === null || !isRecord(value)) return undefined;
  const entries = Object.entries(value);
  const counts = entries.filter((entry): entry is [string, number] => isCount(entry[1]));
  return counts.length === entries.length ? new Map(counts) : undefined;
}

/** Whether no entry of `first` is larger, and one is smaller. */
export function isLess(first: Entries, second: Entries): boolean {
  for (const [machine, count] of first) if (count > (second.get(machine) ?? 0)) return false;
  for (const [machine, count] of second) if (count > (first.get(machine) ?? 0)) return true;
  return false;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Lists, maps and typed arrays are objects, too: their keys are no names of machines. */
function isRecord(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
