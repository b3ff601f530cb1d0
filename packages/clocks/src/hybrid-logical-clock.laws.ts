/**
 * What a hybrid logical clock is, whoever wrote it. Reads what is put out, what the machines' own clocks showed, and the
 * engine's account of which sending a receipt belongs to; never a machine's variables, never what is in a message.
 *
 * A message that is refused counts as never received. So "before", here, leaves out what only a refused message told.
 */
import {
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  broken,
  describeValue,
  executionLaw,
} from "@millrace/core";
import { oncePerExecution } from "./once-per-execution.ts";
import { type StampShape, nameEvent, readStamps } from "./stamped.ts";
import { readWallClocks } from "./wall-clocks.ts";

/** Each request and each receipt puts out one stamp; a receipt may be refused instead. */
export const answersEveryEvent: ExecutionLaw = lawOfHybrids(
  "every event puts out one stamp, and only a receipt may be refused",
  () => undefined,
);

/** The clock condition. Events of one machine are put in order by it, too. */
export const causesAreStampedLower: ExecutionLaw = lawOfHybrids(
  "a → b implies that a is stamped below b",
  ({ stamp, lastStamp, sentStamp }) => {
    if (stamp === undefined) return undefined;
    const causes = [
      { name: "the last stamp of its machine", cause: lastStamp },
      { name: "the stamp of its sending", cause: sentStamp },
    ];
    for (const { name, cause } of causes) {
      if (cause === undefined || isBelow(cause, stamp)) continue;
      return broken(`is stamped above ${describeTime(cause)}, ${name}`, `it is stamped ${describeTime(stamp)}`);
    }
    return undefined;
  },
);

/** l ≥ pt: what is stamped can be found by who looks for everything since that time. */
export const neverBehindItsClock: ExecutionLaw = lawOfHybrids(
  "no stamp is behind its machine's clock",
  ({ stamp, clockMs }) =>
    stamp === undefined || stamp.timeMs >= clockMs
      ? undefined
      : broken(`has a timeMs of ${clockMs} or more, as its clock shows ${clockMs}`, `it has ${stamp.timeMs}`),
);

/** l = max(l′, lm, pt): so every timeMs was shown by a clock in the event's past, and no later one was. */
export const timesAreShown: ExecutionLaw = lawOfHybrids(
  "timeMs is the latest that a clock showed, at this event or before it",
  ({ stamp, ...event }) => {
    if (stamp === undefined) return undefined;
    const timeMs = Math.max(...timesOf(event));
    return stamp.timeMs === timeMs
      ? undefined
      : broken(`has the timeMs ${timeMs}, the latest of ${describeSources(event)}`, `it has ${stamp.timeMs}`);
  },
);

/** c: how many events with the same l stand before it in the longest chain. */
export const countersCountChains: ExecutionLaw = lawOfHybrids(
  "counter is the length of the longest chain of events before this one that have its timeMs",
  ({ stamp, lastStamp, sentStamp }) => {
    if (stamp === undefined) return undefined;
    const counters = [lastStamp, sentStamp].flatMap((cause) => (cause?.timeMs === stamp.timeMs ? [cause.counter] : []));
    const counter = Math.max(-1, ...counters) + 1;
    if (stamp.counter === counter) return undefined;
    return broken(
      counters.length === 0
        ? `has the counter 0, as neither its machine nor the message has had the timeMs ${stamp.timeMs} before`
        : `has the counter ${counter}, one more than ${counters.join(" and ")}, which came before it with the same timeMs`,
      `it has ${stamp.counter}`,
    );
  },
);

/** The guard: lm − pt > ε. */
export function refusesWhatIsTooFarAhead(maxAheadMs: number): ExecutionLaw {
  return lawOfHybrids(
    `a receipt is refused exactly if the message is more than ${maxAheadMs} ms ahead of its receiver's clock`,
    ({ event, stamp, clockMs, sentStamp }) => {
      if (event.kind !== "deliver" || sentStamp === undefined) return undefined;
      const aheadMs = sentStamp.timeMs - clockMs;
      const isTooFar = aheadMs > maxAheadMs;
      if (isTooFar === (stamp === undefined)) return undefined;
      const where = `${Math.abs(aheadMs)} ms ${aheadMs < 0 ? "behind" : "ahead of"} its clock`;
      return broken(
        `is ${isTooFar ? "refused" : "stamped"}, as the message has the timeMs ${sentStamp.timeMs}, ${where}`,
        stamp === undefined ? "it is refused" : `it is stamped ${describeTime(stamp)}`,
      );
    },
  );
}

/** For runs in which clocks are together: nothing is refused, and stamps are as near to the clocks as these to each other. */
export function staysNear(maxMs: number): ExecutionLaw {
  return lawOfHybrids(
    `nothing is refused, and no stamp is more than ${maxMs} ms ahead of its machine's clock`,
    ({ stamp, clockMs }) => {
      if (stamp === undefined) return broken("is stamped", "it is refused");
      return stamp.timeMs - clockMs <= maxMs
        ? undefined
        : broken(`has a timeMs up to ${clockMs + maxMs}, as its clock shows ${clockMs}`, `it has ${stamp.timeMs}`);
    },
  );
}

/** How a hybrid clock puts out what it has to say of an event: a stamp, or null for a receipt that is refused. */
export const hybridStamp: StampShape<HybridTime | null> = {
  shape:
    '{ type: "stamped", timeMs: <a number from 0>, counter: <a whole number from 0> }, or { type: "refused" } for a receipt',
  parse(output) {
    if (typeof output !== "object" || output === null || !("type" in output)) return undefined;
    if (output.type === "refused") return null;
    if (output.type !== "stamped" || !("timeMs" in output) || !("counter" in output)) return undefined;
    const { timeMs, counter } = output;
    if (typeof timeMs !== "number" || !Number.isFinite(timeMs) || timeMs < 0) return undefined;
    if (typeof counter !== "number" || !Number.isSafeInteger(counter) || counter < 0) return undefined;
    return { timeMs, counter };
  },
};

/** A stamp without its machine's name. */
export interface HybridTime {
  readonly timeMs: number;
  readonly counter: number;
}

/** An event with what came right before it. */
interface HybridEvent {
  readonly event: Event;
  /** What its machine's clock showed. */
  readonly clockMs: number;
  /** Undefined if it is a receipt that was refused. */
  readonly stamp: HybridTime | undefined;
  /** The last stamp of its machine before it; undefined if there is none. */
  readonly lastStamp: HybridTime | undefined;
  /** Of a receipt, the stamp of its sending. */
  readonly sentStamp: HybridTime | undefined;
}

/** The judge's `expected` goes on where the event is named: "is stamped above …". Chains and pasts are judged link by link. */
function lawOfHybrids(name: string, judge: (event: HybridEvent) => Broken | undefined): ExecutionLaw {
  return executionLaw(name, (execution) => {
    const { events, broken: misshapen } = readHybrids(execution);
    for (const event of events) {
      const problem = judge(event);
      if (problem === undefined) continue;
      return { ...broken(`${nameEvent(event.event)} ${problem.expected}`, problem.actual), event: event.event.id };
    }
    return misshapen;
  });
}

/** The events of an execution, as far as they are put out rightly. */
interface HybridRun {
  readonly events: readonly HybridEvent[];
  readonly broken?: Broken & { readonly event: number };
}

const readHybrids: (execution: Execution) => HybridRun = oncePerExecution((execution) => {
  const { stamps, ...rest } = readStamps(execution, hybridStamp);
  const clocks = readWallClocks(execution);
  const last = new Map<string, HybridTime>();
  const byEvent = new Map<number, HybridTime>();
  const events: HybridEvent[] = [];
  for (const { event, value } of stamps) {
    const { id, machine, kind, cause = -1 } = event;
    if (value === null && kind !== "deliver") {
      const problem = broken(`${nameEvent(event)} is stamped, as it is no receipt`, "it is refused");
      return { events, broken: { ...problem, event: id } };
    }
    const stamp = value ?? undefined;
    events.push({
      event,
      clockMs: clocks[id] ?? 0,
      stamp,
      lastStamp: last.get(machine),
      sentStamp: byEvent.get(cause),
    });
    if (stamp === undefined) continue;
    last.set(machine, stamp);
    byEvent.set(id, stamp);
  }
  return { events, ...rest };
});

type Sources = Pick<HybridEvent, "clockMs" | "lastStamp" | "sentStamp">;

function timesOf({ clockMs, lastStamp, sentStamp }: Sources): number[] {
  return [clockMs, ...[lastStamp, sentStamp].flatMap((cause) => (cause === undefined ? [] : [cause.timeMs]))];
}

function describeSources({ clockMs, lastStamp, sentStamp }: Sources): string {
  const sources = [`its clock (${clockMs})`];
  if (lastStamp !== undefined) sources.push(`its last stamp (${lastStamp.timeMs})`);
  if (sentStamp !== undefined) sources.push(`the message (${sentStamp.timeMs})`);
  return sources.join(", ");
}

function isBelow(first: HybridTime, second: HybridTime): boolean {
  return first.timeMs === second.timeMs ? first.counter < second.counter : first.timeMs < second.timeMs;
}

function describeTime({ timeMs, counter }: HybridTime): string {
  return describeValue({ timeMs, counter });
}
