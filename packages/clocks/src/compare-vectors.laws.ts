/**
 * What it is to compare two vectors, whoever wrote it: four answers, and of two events of a run the right one.
 */
import { type Broken, type ExecutionLaw, broken, describeValue, happensBefore } from "@millrace/core";
import { type Entries, isLess, lawOfVectors } from "./stamped-vectors.ts";
import { nameEvent } from "./stamped.ts";

/** A comparison of vectors, as untrusted as the machine that comes with it. */
export type CompareVectors = (first: ComparedVector, second: ComparedVector) => unknown;

/** What is compared: whole numbers from 0, by machine; a machine that is missing counts as 0. */
export type ComparedVector = Readonly<Record<string, number>>;

/** Judges a comparison on two vectors, which it must not change. */
export function judgeVectorPair(
  compare: CompareVectors,
  [first, second]: readonly [ComparedVector, ComparedVector],
): Broken | undefined {
  const answer = compare(copyOf(first), copyOf(second));
  const expected = orderOf(new Map(Object.entries(first)), new Map(Object.entries(second)));
  return answer === expected.order
    ? undefined
    : broken(`"${expected.order}", as ${expected.reason}`, `it gave ${describeValue(answer)}`);
}

/** Of any two events of a run, `compare` tells from their vectors alone which came before which, or that neither did. */
export function tellsWhatCameFirst(compare: CompareVectors): ExecutionLaw {
  return lawOfVectors(
    "compareVectors tells of any two events which came before which, or that neither did",
    (stamps) => {
      const vectors = stamps.map(({ value }) => Object.freeze(Object.fromEntries(value)));
      for (const [index, later] of stamps.entries()) {
        for (const [place, earlier] of stamps.entries()) {
          if (place >= index) break;
          const isBefore = happensBefore(earlier.event, later.event);
          const expected = isBefore ? ["before", "after"] : ["concurrent", "concurrent"];
          const [first = {}, second = {}] = [vectors[place], vectors[index]];
          const answers = [compare(first, second), compare(second, first)];
          if (answers.every((answer, way) => answer === expected[way])) continue;
          const [one, other] = [nameEvent(earlier.event), nameEvent(later.event)];
          return {
            ...broken(
              isBefore
                ? `compareVectors calls ${one} "before" ${other}, and the other way round "after"`
                : `compareVectors calls ${one} and ${other} "concurrent", either way round`,
              `for ${[first, second].map(describeValue).join(" and ")} it gave ${answers.map(describeValue).join(" and ")}`,
            ),
            event: later.event.id,
          };
        }
      }
      return undefined;
    },
  );
}

function orderOf(first: Entries, second: Entries): { readonly order: string; readonly reason: string } {
  if (isLess(first, second)) return { order: "before", reason: "no entry is larger and one is smaller" };
  if (isLess(second, first)) return { order: "after", reason: "no entry is smaller and one is larger" };
  const isSame = [...first.keys(), ...second.keys()].every(
    (machine) => (first.get(machine) ?? 0) === (second.get(machine) ?? 0),
  );
  return isSame
    ? { order: "equal", reason: "all entries are the same" }
    : { order: "concurrent", reason: "one entry is larger and another is smaller" };
}

function copyOf(vector: ComparedVector): ComparedVector {
  return Object.freeze({ ...vector });
}
