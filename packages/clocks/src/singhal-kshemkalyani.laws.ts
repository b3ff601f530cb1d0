/**
 * What a differential clock sends, whoever wrote it; what it puts out is for the laws of vector clocks. Reads what is in
 * a message, as its form is fixed: `{ entries: { <machine>: <a whole number from 1>, … } }`. What should be in it comes
 * from the engine's own account of who received what, never from what a machine believes.
 */
import {
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  type Observation,
  broken,
  describeValue,
  executionLaw,
} from "@millrace/core";
import { oncePerExecution } from "./once-per-execution.ts";
import { type Entries, readEntries } from "./stamped-vectors.ts";

const shape = "{ entries: { <machine>: <a whole number from 1>, … } }";

/** Nothing else travels, so that entries can be counted. */
export const messagesAreEntries: ExecutionLaw = lawOfMessages(
  "a message is { entries }, with one whole number from 1 for each machine that it names",
  ({ entries, sent }) =>
    entries === undefined ? broken(`is ${shape} and has no other field`, `it is ${describeValue(sent)}`) : undefined,
);

/** The book's rule, first half: LS[j] < LU[k] puts entry k into a message to j. */
export const tellsAllNews: ExecutionLaw = lawOfMessages(
  "a message names each entry that has changed since the last message to the same machine",
  ({ entries = nothing, now, told }) => {
    for (const [machine, count] of now) {
      const before = told.get(machine) ?? 0;
      if (count === before || entries.has(machine)) continue;
      return broken(
        `names ${machine}, whose entry was ${before} at the last message there and is ${count} now`,
        `it names ${listNames(entries)}`,
      );
    }
    return undefined;
  },
);

/** The second half: nothing else does. */
export const tellsNothingTwice: ExecutionLaw = lawOfMessages(
  "a message names no entry that has not changed since the last message to the same machine",
  ({ entries = nothing, now, told }) => {
    for (const machine of entries.keys()) {
      const [before, count] = [told.get(machine) ?? 0, now.get(machine) ?? 0];
      if (count !== before) continue;
      const expected =
        count === 0
          ? `does not name ${machine}, of which its sender knows nothing`
          : `does not name ${machine}, whose entry was ${before} at the last message there, too`;
      return broken(expected, `it names ${listNames(entries)}`);
    }
    return undefined;
  },
);

/** One number says one thing: nobody hides a vector in it. */
export const numbersAreCountsOrRises: ExecutionLaw = lawOfMessages(
  "each number in a message is the sender's count, or how much it has risen since the last message there",
  ({ entries = nothing, now, told }) => {
    for (const [machine, said] of entries) {
      const count = now.get(machine) ?? 0;
      const rise = count - (told.get(machine) ?? 0);
      if (said === count || said === rise) continue;
      return broken(
        count === rise ? `says ${count} for ${machine}` : `says ${count} for ${machine}, or ${rise}, the rise`,
        `it says ${said}`,
      );
    }
    return undefined;
  },
);

/** All that is fixed about messages. */
export const messageLaws: readonly ExecutionLaw[] = [
  messagesAreEntries,
  tellsAllNews,
  tellsNothingTwice,
  numbersAreCountsOrRises,
];

/** How many entries an observation sends: 0, unless it is a message of the fixed form. For `exactly`. */
export function countEntries(observation: Observation): number {
  return observation.kind === "send" ? (readMessage(observation.message)?.size ?? 0) : 0;
}

/** A message, and what its sender knows and has told its receiver, all of it true. */
interface Sent {
  readonly sent: unknown;
  /** Undefined if the message has another form. */
  readonly entries: Entries | undefined;
  /** The sender's vector at the sending. */
  readonly now: Entries;
  /** The sender's vector at its last message to this receiver; empty before the first. */
  readonly told: Entries;
}

const nothing: Entries = new Map();

function lawOfMessages(name: string, judge: (sent: Sent) => Broken | undefined): ExecutionLaw {
  return executionLaw(name, (execution) => {
    for (const { event, to, ...sent } of readMessages(execution)) {
      const problem = judge(sent);
      if (problem === undefined) continue;
      const expected = `the message from ${event.machine} to ${to} ${problem.expected}`;
      return { ...broken(expected, problem.actual), event: event.id };
    }
    return undefined;
  });
}

/** The messages of an execution, in the order of their sending. */
const readMessages: (execution: Execution) => readonly (Sent & { readonly event: Event; readonly to: MachineId })[] =
  oncePerExecution((execution) => {
    const told = new Map<string, Entries>();
    return knownVectors(execution).flatMap(({ event, now }) =>
      event.sends.map(({ to, message }) => {
        const channel = JSON.stringify([event.machine, to]);
        const before = told.get(channel) ?? nothing;
        told.set(channel, now);
        return { event, to, sent: message, entries: readMessage(message), now, told: before };
      }),
    );
  });

/** For each request and each receipt, of which events its machine knows: worked out from who received what. */
function knownVectors({ events }: Execution): { readonly event: Event; readonly now: Entries }[] {
  const last = new Map<MachineId, Entries>();
  const byEvent = new Map<number, Entries>();
  const known: { readonly event: Event; readonly now: Entries }[] = [];
  for (const event of events) {
    if (event.kind !== "input" && event.kind !== "deliver") continue;
    const now = new Map(last.get(event.machine));
    for (const [machine, count] of byEvent.get(event.cause ?? -1) ?? nothing)
      now.set(machine, Math.max(count, now.get(machine) ?? 0));
    now.set(event.machine, (now.get(event.machine) ?? 0) + 1);
    last.set(event.machine, now);
    byEvent.set(event.id, now);
    known.push({ event, now });
  }
  return known;
}

function readMessage(message: unknown): Entries | undefined {
  if (typeof message !== "object" || message === null || !("entries" in message)) return undefined;
  if (Object.keys(message).length !== 1) return undefined;
  const entries = readEntries(message.entries);
  return entries !== undefined && [...entries.values()].every((count) => count > 0) ? entries : undefined;
}

function listNames(entries: Entries): string {
  return entries.size === 0 ? "nobody" : [...entries.keys()].join(" and ");
}
