/**
 * What a scalar clock is, whoever wrote it. Reads what is put out and the engine's own happens-before; never a
 * machine's variables, never what is in a message.
 *
 * The converse, C(a) < C(b) implies a → b, is no law of a scalar clock.
 */
import { type Broken, type Event, type Execution, type ExecutionLaw, broken, describeValue, executionLaw, happensBefore } from "@millrace/core";
import { type Stamped, nameEvent, readStamps } from "./stamped.ts";

/** Each request and each message received puts out `{ type: "stamped", counter }`, once; `counter` is a whole number from 1. */
export const stampsEveryEvent: ExecutionLaw = executionLaw("every event puts out one stamp", (execution) => readCounters(execution).broken);

/** The clock condition. */
export const causesAreStampedLower: ExecutionLaw = lawOfStamps("a → b implies C(a) < C(b)", (stamps) => {
  for (const [index, later] of stamps.entries()) {
    const cause = stamps.slice(0, index).find((earlier) => earlier.value >= later.value && happensBefore(earlier.event, later.event));
    if (cause === undefined) continue;
    return at(later.event, `${nameEvent(later.event)} is stamped above ${cause.value}, the stamp of ${nameEvent(cause.event)}, which came before it`, `it is stamped ${later.value}`);
  }
  return undefined;
});

/** No machine stamps two of its events alike, or turns its clock back. */
export const stampsRise: ExecutionLaw = lawOfStamps("each machine's stamps rise from event to event", (stamps) => {
  const last = new Map<string, number>();
  for (const { event, value } of stamps) {
    const before = last.get(event.machine) ?? 0;
    if (value <= before) return at(event, `${event.machine} stamps ${nameEvent(event)} above its last stamp, ${before}`, `it is stamped ${value}`);
    last.set(event.machine, value);
  }
  return undefined;
});

/** With steps of one, a stamp is the height of its event: the longest chain of events that ends with it. */
export const stampsAreHeights: ExecutionLaw = lawOfStamps("a stamp is the length of the longest chain of events up to it", (stamps) => {
  const heights = new Map<number, number>();
  const lastOf = new Map<string, number>();
  for (const { event, value } of stamps) {
    const height = 1 + Math.max(lastOf.get(event.machine) ?? 0, heights.get(event.cause ?? -1) ?? 0);
    if (value !== height) {
      return at(event, `${nameEvent(event)} is stamped ${height}: the longest chain of events that ends with it has ${height}`, `it is stamped ${value}`);
    }
    heights.set(event.id, height);
    lastOf.set(event.machine, height);
  }
  return undefined;
});

/**
 * Stamps merge logs: `compare` puts any two events in an order, the same from both sides, and no effect before its
 * cause. (That three never go round in a circle is for {@link judgeStampTriple}.)
 */
export function mergesLogs(compare: CompareStamps): ExecutionLaw {
  return lawOfStamps("the merged log has a place for every event and shows no effect before its cause", (stamps) => {
    for (const [index, later] of stamps.entries()) {
      for (const earlier of stamps.slice(0, index)) {
        const problem = judgeEvents(compare, earlier, later);
        if (problem !== undefined) return { ...problem, event: later.event.id };
      }
    }
    return undefined;
  });
}

/**
 * Judges an order of stamps on two of them: it answers with a number; 0 exactly for equal stamps; the lower counter
 * first; and the same way round from both sides.
 */
export function judgeStampPair(compare: CompareStamps, [first, second]: readonly [Stamp, Stamp]): Broken | undefined {
  const forwards = compare(first, second);
  const backwards = compare(second, first);
  const call = `compareStamps(${describeValue(first)}, ${describeValue(second)})`;
  for (const answer of [forwards, backwards]) {
    if (typeof answer !== "number" || Number.isNaN(answer)) return broken("compareStamps answers with a number: negative, 0 or positive", `${call} gave ${describeValue(answer)}`);
  }
  const isSame = first.counter === second.counter && first.machine === second.machine;
  const gave = `it gave ${describeValue(forwards)}`;
  if (isSame) return signOf(forwards) === 0 ? undefined : broken(`${call} is 0, as they are the same stamp`, gave);
  if (signOf(forwards) === 0) return broken(`${call} is not 0: two events never stand in one place`, gave);
  if (signOf(forwards) !== -signOf(backwards)) return broken(`${call} and the same call the other way round have opposite signs`, `they gave ${describeValue(forwards)} and ${describeValue(backwards)}`);
  const isLower = first.counter < second.counter;
  if (first.counter !== second.counter && signOf(forwards) < 0 !== isLower) return broken(`${call} is ${isLower ? "negative" : "positive"}, as the lower counter comes first`, gave);
  return undefined;
}

/** Judges an order of stamps on three of them: if the first comes before the second and the second before the third, so does the first before the third. */
export function judgeStampTriple(compare: CompareStamps, [first, second, third]: readonly [Stamp, Stamp, Stamp]): Broken | undefined {
  if (signOf(compare(first, second)) >= 0 || signOf(compare(second, third)) >= 0 || signOf(compare(first, third)) < 0) return undefined;
  const [one, two, three] = [first, second, third].map(describeValue);
  return broken(`${one} comes before ${three}, as it comes before ${two}, which comes before ${three}`, `compareStamps(${one}, ${three}) gave ${describeValue(compare(first, third))}`);
}

/** An order of stamps, as untrusted as the machine that comes with it. */
export type CompareStamps = (first: Stamp, second: Stamp) => unknown;

/** What is compared: a counter with its machine's name. */
export interface Stamp {
  readonly counter: number;
  readonly machine: string;
}

function judgeEvents(compare: CompareStamps, earlier: Stamped<number>, later: Stamped<number>): Broken | undefined {
  const [first, second] = [stampOf(earlier), stampOf(later)];
  if (first.counter === second.counter && first.machine === second.machine) {
    return broken(`${nameEvent(earlier.event)} and ${nameEvent(later.event)} have different stamps`, `both have ${describeValue(first)}`);
  }
  const problem = judgeStampPair(compare, [first, second]);
  if (problem !== undefined || signOf(compare(first, second)) < 0 || !happensBefore(earlier.event, later.event)) return problem;
  return broken(`${nameEvent(later.event)} stands after ${nameEvent(earlier.event)} in the merged log, as that happened before it`, "it stands before it");
}

function lawOfStamps(name: string, judge: (stamps: readonly Stamped<number>[]) => (Broken & { readonly event: number }) | undefined): ExecutionLaw {
  return executionLaw(name, (execution) => {
    const { stamps, broken: misshapen } = readCounters(execution);
    return misshapen ?? judge(stamps);
  });
}

function readCounters(execution: Execution): ReturnType<typeof readStamps<number>> {
  return readStamps(execution, {
    shape: '{ type: "stamped", counter: <a whole number from 1> }',
    parse(output) {
      if (typeof output !== "object" || output === null || !("type" in output) || output.type !== "stamped" || !("counter" in output)) return undefined;
      const { counter } = output;
      return typeof counter === "number" && Number.isSafeInteger(counter) && counter >= 1 ? counter : undefined;
    },
  });
}

function at(event: Event, expected: string, actual: string): Broken & { readonly event: number } {
  return { ...broken(expected, actual), event: event.id };
}

function stampOf({ event, value }: Stamped<number>): Stamp {
  return { counter: value, machine: event.machine };
}

function signOf(answer: unknown): number {
  return Math.sign(Number(answer));
}
