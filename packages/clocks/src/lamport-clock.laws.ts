/**
 * What a scalar clock is, whoever wrote it. Reads what is put out and the engine's own happens-before; never a
 * machine's variables, never what is in a message.
 *
 * The converse, C(a) < C(b) implies a → b, is no law of a scalar clock.
 */
import {
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  broken,
  describeValue,
  executionLaw,
  happensBefore,
} from "@millrace/core";
import { oncePerExecution } from "./once-per-execution.ts";
import { type StampShape, type Stamped, nameEvent, readStamps } from "./stamped.ts";

/** Each request and each message received puts out `{ type: "stamped", counter }`, once; `counter` is a whole number from 1. */
export const stampsEveryEvent: ExecutionLaw = executionLaw(
  "every event puts out one stamp",
  (execution) => readCounters(execution).broken,
);

/** The clock condition. */
export const causesAreStampedLower: ExecutionLaw = lawOfStamps("a → b implies C(a) < C(b)", (stamps) => {
  for (const [index, later] of stamps.entries()) {
    const cause = stamps.find(
      (earlier, place) => place < index && earlier.value >= later.value && happensBefore(earlier.event, later.event),
    );
    if (cause === undefined) continue;
    return at(
      later.event,
      `${nameEvent(later.event)} is stamped above ${cause.value}, the stamp of ${nameEvent(cause.event)}, which came before it`,
      `it is stamped ${later.value}`,
    );
  }
  return undefined;
});

/** No machine stamps two of its events alike, or turns its clock back. */
export const stampsRise: ExecutionLaw = lawOfStamps("each machine's stamps rise from event to event", (stamps) => {
  const last = new Map<string, number>();
  for (const { event, value } of stamps) {
    const before = last.get(event.machine) ?? 0;
    if (value <= before)
      return at(
        event,
        `${event.machine} stamps ${nameEvent(event)} above its last stamp, ${before}`,
        `it is stamped ${value}`,
      );
    last.set(event.machine, value);
  }
  return undefined;
});

/** With steps of one, a stamp is the height of its event: the longest chain of events that ends with it. */
export const stampsAreHeights: ExecutionLaw = lawOfStamps(
  "a stamp is the length of the longest chain of events up to it",
  (stamps) => {
    const heights = new Map<number, number>();
    const lastOf = new Map<string, number>();
    for (const { event, value } of stamps) {
      const height = 1 + Math.max(lastOf.get(event.machine) ?? 0, heights.get(event.cause ?? -1) ?? 0);
      if (value !== height) {
        return at(
          event,
          `${nameEvent(event)} is stamped ${height}: the longest chain of events that ends with it has ${height}`,
          `it is stamped ${value}`,
        );
      }
      heights.set(event.id, height);
      lastOf.set(event.machine, height);
    }
    return undefined;
  },
);

/**
 * Stamps merge logs: `compare` puts any two events in an order, the same from both sides, and no effect before its
 * cause. (That three never go round in a circle is for {@link judgeStampTriple}.)
 */
export function mergesLogs(compare: CompareStamps): ExecutionLaw {
  return lawOfStamps("the merged log has a place for every event and shows no effect before its cause", (stamps) => {
    const compared = stamps.map((stamped): ComparedEvent => ({ event: stamped.event, stamp: stampOf(stamped) }));
    for (const [index, later] of compared.entries()) {
      for (const [place, earlier] of compared.entries()) {
        if (place >= index) break;
        const problem = judgeEvents(compare, earlier, later);
        if (problem !== undefined) return { ...problem, event: later.event.id };
      }
    }
    return undefined;
  });
}

/**
 * Judges an order of stamps on two of them: it answers with a number; 0 exactly for equal stamps; the lower counter
 * first; and the same way round from both sides. `expected` is of the call with the first of them first.
 */
export function judgeStampPair(compare: CompareStamps, [first, second]: readonly [Stamp, Stamp]): Broken | undefined {
  const [one, other] = [copyOf(first), copyOf(second)];
  const answers = [compare(one, other), compare(other, one)];
  const odd = answers.find((answer) => typeof answer !== "number" || Number.isNaN(answer));
  if (odd !== undefined || answers.includes(undefined))
    return broken("a number, either way round", `it gave ${describeValue(odd)}`);
  const [forwards = 0, backwards = 0] = answers.map(signOf);
  const gave = `it gave ${describeValue(answers[0])}`;
  if (first.counter === second.counter && first.machine === second.machine)
    return forwards === 0 ? undefined : broken("0, as they are the same stamp", gave);
  if (forwards === 0) return broken("a number other than 0, as two events never stand in one place", gave);
  if (first.counter < second.counter && forwards > 0)
    return broken("a negative number, as the lower counter comes first", gave);
  if (first.counter > second.counter && forwards < 0)
    return broken("a positive number, as the lower counter comes first", gave);
  return forwards === -backwards
    ? undefined
    : broken(
        "the opposite sign of the same call the other way round",
        answers.map((answer) => `it gave ${describeValue(answer)}`).join(", and the other way round "),
      );
}

/** Judges an order of stamps on three of them: if one comes before a second, and that before a third, so does the one before the third. */
export function judgeStampTriple(
  compare: CompareStamps,
  [first, second, third]: readonly [Stamp, Stamp, Stamp],
): Broken | undefined {
  if (signOf(compare(first, second)) >= 0 || signOf(compare(second, third)) >= 0 || signOf(compare(first, third)) < 0)
    return undefined;
  return broken(
    "a negative number for the first and the third, as the first comes before the second and the second before the third",
    `it gave ${describeValue(compare(first, third))}`,
  );
}

/**
 * Judges how an order of stamps decides ties between two machines: one of them comes first, and the same one whatever
 * the counter is.
 */
export function judgeTies(compare: CompareStamps, [first, second]: readonly [string, string]): Broken | undefined {
  const answer = (counter: number): unknown => compare({ counter, machine: first }, { counter, machine: second });
  const counter = [1, 2, 3, 4, 5, 10, 300, 70_000].find((counter) => signOf(answer(counter)) !== signOf(answer(1)));
  if (counter === undefined)
    return judgeStampPair(compare, [
      { counter: 1, machine: first },
      { counter: 1, machine: second },
    ]);
  return broken(
    "the same machine first, whatever the counter is",
    `it gave ${describeValue(answer(1))} for counter 1, and ${describeValue(answer(counter))} for counter ${counter}`,
  );
}

/**
 * Judges whether the names decide ties, or who was asked about first: these are names that `compare` has never seen, and
 * the later in the alphabet stands first in every other pair.
 */
export function judgeStrangers(
  compare: CompareStamps,
  pairs: readonly (readonly [string, string])[],
): Broken | undefined {
  const signs = pairs.map(([first, second]) =>
    signOf(compare({ counter: 1, machine: first }, { counter: 1, machine: second })),
  );
  if (new Set(signs).size > 1) return undefined;
  return broken(
    "the names decide, so that two people who merge the same logs get the same list",
    `of ${pairs.length} pairs of names, the ${signs[0] === -1 ? "first" : "second"} always came first, whichever way round they were`,
  );
}

/** How a counter is put out, for {@link readStamps}. */
export const counterStamp: StampShape<number> = {
  shape: '{ type: "stamped", counter: <a whole number from 1> }',
  parse(output) {
    if (
      typeof output !== "object" ||
      output === null ||
      !("type" in output) ||
      output.type !== "stamped" ||
      !("counter" in output)
    )
      return undefined;
    const { counter } = output;
    return typeof counter === "number" && Number.isSafeInteger(counter) && counter >= 1 ? counter : undefined;
  },
};

/** An order of stamps, as untrusted as the machine that comes with it. */
export type CompareStamps = (first: Stamp, second: Stamp) => unknown;

/** What is compared: a counter with its machine's name. */
export interface Stamp {
  readonly counter: number;
  readonly machine: string;
}

/** An event, and what is compared of it. */
interface ComparedEvent {
  readonly event: Event;
  readonly stamp: Stamp;
}

function judgeEvents(compare: CompareStamps, earlier: ComparedEvent, later: ComparedEvent): Broken | undefined {
  const [first, second] = [earlier.stamp, later.stamp];
  if (first.counter === second.counter && first.machine === second.machine) {
    return broken(
      `${nameEvent(earlier.event)} and ${nameEvent(later.event)} have different stamps`,
      `both have ${describeValue(first)}`,
    );
  }
  const problem = judgeStampPair(compare, [first, second]);
  if (problem !== undefined)
    return broken(
      `compareStamps(${describeValue(first)}, ${describeValue(second)}): ${problem.expected}`,
      problem.actual,
    );
  if (signOf(compare(first, second)) < 0 || !happensBefore(earlier.event, later.event)) return undefined;
  return broken(
    `${nameEvent(later.event)} stands after ${nameEvent(earlier.event)} in the merged log, as that happened before it`,
    "it stands before it",
  );
}

function lawOfStamps(
  name: string,
  judge: (stamps: readonly Stamped<number>[]) => (Broken & { readonly event: number }) | undefined,
): ExecutionLaw {
  return executionLaw(name, (execution) => {
    const { stamps, broken: misshapen } = readCounters(execution);
    return misshapen ?? judge(stamps);
  });
}

const readCounters: (execution: Execution) => ReturnType<typeof readStamps<number>> = oncePerExecution((execution) =>
  readStamps(execution, counterStamp),
);

function at(event: Event, expected: string, actual: string): Broken & { readonly event: number } {
  return { ...broken(expected, actual), event: event.id };
}

function stampOf({ event, value }: Stamped<number>): Stamp {
  return { counter: value, machine: event.machine };
}

/** Two stamps are the same if they say the same; and to compare them is no reason to change them. */
function copyOf({ counter, machine }: Stamp): Stamp {
  return Object.freeze({ counter, machine });
}

function signOf(answer: unknown): number {
  return Math.sign(Number(answer));
}
