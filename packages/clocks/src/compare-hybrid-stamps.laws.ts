/**
 * What it is to put hybrid stamps in order, whoever wrote it: by time, then by counter, then by machine. Below one time they
 * are Lamport's stamps, and judged as those.
 */
import { type Broken, type ExecutionLaw, broken, describeValue, executionLaw, happensBefore } from "@millrace/core";
import { type HybridTime, hybridStamp } from "./hybrid-logical-clock.laws.ts";
import { type CompareStamps, type Stamp, judgeStampPair, judgeStrangers, judgeTies } from "./lamport-clock.laws.ts";
import { nameEvent, readStamps } from "./stamped.ts";

/** An order of hybrid stamps, as untrusted as the machine that comes with it. */
export type CompareHybridStamps = (first: ComparedStamp, second: ComparedStamp) => unknown;

/** What is compared: a time and a counter, with their machine's name. */
export interface ComparedStamp extends HybridTime {
  readonly machine: string;
}

/**
 * Judges an order of stamps on two of them: a number, 0 exactly for equal stamps; the earlier time first, then the lower
 * counter; and the same way round from both sides.
 */
export function judgeHybridPair(
  compare: CompareHybridStamps,
  [first, second]: readonly [ComparedStamp, ComparedStamp],
): Broken | undefined {
  if (first.timeMs === second.timeMs) return judgeStampPair(atTime(compare, first.timeMs), [first, second]);
  const sign = Math.sign(first.timeMs - second.timeMs);
  const answers = [compare(copyOf(first), copyOf(second)), compare(copyOf(second), copyOf(first))];
  if (answers.every((answer, way) => typeof answer === "number" && Math.sign(answer) === (way === 0 ? sign : -sign)))
    return undefined;
  return broken(
    `a ${sign < 0 ? "negative" : "positive"} number, as the earlier time comes first, and the other way round the opposite`,
    `it gave ${answers.map(describeValue).join(" and ")}`,
  );
}

/** Judges an order of stamps on three of them: if one comes before a second, and that before a third, so does the one before the third. */
export function judgeHybridTriple(
  compare: CompareHybridStamps,
  [first, second, third]: readonly [ComparedStamp, ComparedStamp, ComparedStamp],
): Broken | undefined {
  if (signOf(compare(first, second)) >= 0 || signOf(compare(second, third)) >= 0) return undefined;
  const answer = compare(first, third);
  return signOf(answer) < 0
    ? undefined
    : broken(
        "a negative number for the first and the third, as the first comes before the second and the second before the third",
        `it gave ${describeValue(answer)}`,
      );
}

/** Judges how it decides between two machines with the same time and counter: alike, whatever these are. */
export function judgeHybridTies(compare: CompareHybridStamps, names: readonly [string, string]): Broken | undefined {
  const [one, other] = names.map((machine): Stamp => ({ counter: 0, machine }));
  if (one === undefined || other === undefined) return undefined;
  const timeMs = [7, 10, 1_700_000_000_000].find(
    (timeMs) => signOf(atTime(compare, timeMs)(one, other)) !== signOf(atTime(compare, 7)(one, other)),
  );
  if (timeMs !== undefined)
    return broken("the same machine first, whatever the time is", `it is not, for timeMs ${timeMs}`);
  return judgeTies(atTime(compare, 7), names);
}

/** Judges whether the names decide ties, or who was asked about first: see {@link judgeStrangers}. */
export function judgeHybridStrangers(
  compare: CompareHybridStamps,
  pairs: readonly (readonly [string, string])[],
): Broken | undefined {
  return judgeStrangers(atTime(compare, 7), pairs);
}

/** Stamps merge logs: any two events have different places, and no effect stands before its cause. For runs in which nothing is refused. */
export function mergesHybridLogs(compare: CompareHybridStamps): ExecutionLaw {
  return executionLaw(
    "the merged log has a place for every event and shows no effect before its cause",
    (execution) => {
      const { stamps, broken: misshapen } = readStamps(execution, hybridStamp);
      const accepted = stamps.flatMap(({ event, value }) =>
        value === null ? [] : [{ event, stamp: { ...value, machine: event.machine } }],
      );
      for (const [index, later] of accepted.entries()) {
        for (const [place, earlier] of accepted.entries()) {
          if (place >= index) break;
          const isCause = happensBefore(earlier.event, later.event);
          const answer = compare(earlier.stamp, later.stamp);
          if (typeof answer === "number" && (isCause ? answer < 0 : answer !== 0)) continue;
          return {
            ...broken(
              `${nameEvent(later.event)} stands ${isCause ? "after" : "before or after"} ${nameEvent(earlier.event)} in the merged log`,
              `of ${describeValue(earlier.stamp)} and ${describeValue(later.stamp)}, compareHybridStamps gave ${describeValue(answer)}`,
            ),
            event: later.event.id,
          };
        }
      }
      return misshapen;
    },
  );
}

/** The order of stamps with one time. */
function atTime(compare: CompareHybridStamps, timeMs: number): CompareStamps {
  return ({ counter, machine }, other) =>
    compare(copyOf({ timeMs, counter, machine }), copyOf({ timeMs, counter: other.counter, machine: other.machine }));
}

/** To compare stamps is no reason to change them. */
function copyOf({ timeMs, counter, machine }: ComparedStamp): ComparedStamp {
  return Object.freeze({ timeMs, counter, machine });
}

function signOf(answer: unknown): number {
  return Math.sign(Number(answer));
}
