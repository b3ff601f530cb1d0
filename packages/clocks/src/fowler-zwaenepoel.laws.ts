/**
 * What direct dependencies are, whoever logs them, and what can be worked out from them. Reads what is put out, what is in a
 * message, as its form is fixed, and the engine's own account of who received what; never a machine's variables.
 */
import {
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  broken,
  describeValue,
  executionLaw,
} from "@millrace/core";
import { guardLogs } from "./guarded-logs.ts";
import { countPasts } from "./known-pasts.ts";
import { oncePerExecution } from "./once-per-execution.ts";
import { type StampShape, nameEvent, readStamps } from "./stamped.ts";
import { type Entries, readEntries } from "./stamped-vectors.ts";

/** Each request and each message received puts out `{ type: "logged", dependencies }`, once. */
export const logsEveryEvent: ExecutionLaw = executionLaw(
  "every event logs its dependencies once",
  (execution) => readLogged(execution).broken,
);

/** One number: that of the event that sends. */
export const messagesAreOneNumber: ExecutionLaw = executionLaw(
  "a message is { count }, the number of the event that sends it, and nothing else",
  ({ events }) => {
    const counts = new Map<MachineId, number>();
    for (const { id, kind, machine, sends } of events) {
      if (kind !== "input" && kind !== "deliver") continue;
      const count = (counts.get(machine) ?? 0) + 1;
      counts.set(machine, count);
      const odd = sends.find(({ message }) => !isCount(message, count));
      if (odd === undefined) continue;
      return {
        ...broken(
          `the message from ${machine} to ${odd.to} is { count: ${count} }, as event ${count} of ${machine} sends it`,
          `it is ${describeValue(odd.message)}`,
        ),
        event: id,
      };
    }
    return undefined;
  },
);

/** D(e)[i] is the number of e, and D(e)[j] that of the latest event of j that sent what i has received. */
export const dependenciesAreDirect: ExecutionLaw = executionLaw(
  "a log names the latest event of each machine that a message has come from directly, and no other",
  (execution) => {
    const { logged, broken: misshapen } = readLogged(execution);
    const numbers = new Map<number, number>();
    const heard = new Map<MachineId, Map<MachineId, number>>();
    for (const { event, entries } of logged) {
      const { id, machine, from = machine, cause = -1 } = event;
      const direct = heard.get(machine) ?? new Map<MachineId, number>();
      heard.set(machine, direct);
      direct.set(from, Math.max(numbers.get(cause) ?? 0, direct.get(from) ?? 0));
      direct.set(machine, (direct.get(machine) ?? 0) + 1);
      numbers.set(id, direct.get(machine) ?? 0);
      for (const name of [...direct.keys(), ...entries.keys()]) {
        const [count, said] = [direct.get(name) ?? 0, entries.get(name) ?? 0];
        if (count === said) continue;
        return {
          ...broken(`${nameEvent(event)} logs ${describeDependency({ name, count, machine })}`, `it logs ${said}`),
          event: id,
        };
      }
    }
    return misshapen;
  },
);

/** closure(e) = v(e): what is worked out from all logs, at the end, is the vector time of each event. */
export function closuresAreVectorTime(vectorTimeOf: VectorTimeOf): ExecutionLaw {
  return executionLaw("the dependencies of e, and theirs, and so on, are the vector time of e", (execution) => {
    const { logged, broken: misshapen } = readLogged(execution);
    if (misshapen !== undefined) return misshapen;
    const pasts = countPasts(logged.map(({ event }) => event));
    const logs: Record<MachineId, Record<MachineId, number>[]> = {};
    for (const { event, entries } of logged) (logs[event.machine] ??= []).push(Object.fromEntries(entries));
    for (const { event } of logged) {
      const vector = pasts.get(event.id) ?? new Map<string, number>();
      const problem = judgeClosure(vectorTimeOf, {
        logs,
        event: { machine: event.machine, count: vector.get(event.machine) ?? 0 },
        vector,
      });
      if (problem !== undefined) return { ...problem, event: event.id };
    }
    return undefined;
  });
}

/**
 * Judges a closure on one event of some logs. It changes neither, and does not look into the logs without end: who works out
 * shared ancestors again and again is stopped.
 */
export function judgeClosure(vectorTimeOf: VectorTimeOf, { logs, event, vector }: ClosureCase): Broken | undefined {
  const guarded = guardLogs(logs);
  const { machine, count } = event;
  const expected = `the vector time of event ${count} of ${machine} is ${describeEntries(vector)}`;
  let answer: unknown;
  try {
    answer = vectorTimeOf(guarded.logs, Object.freeze({ ...event }));
  } catch (error) {
    if (!guarded.isSpent) throw error;
  }
  if (guarded.isSpent)
    return broken(
      `${expected}, found without working out the same ancestors again and again`,
      `it had looked up ${guarded.lookUps} entries of logs that have ${guarded.size}, and was not done`,
    );
  const entries = readEntries(answer);
  const names = [...vector.keys(), ...(entries?.keys() ?? [])];
  return entries !== undefined && names.every((name) => (entries.get(name) ?? 0) === (vector.get(name) ?? 0))
    ? undefined
    : broken(expected, `it gave ${describeValue(answer)}`);
}

/** A closure, as untrusted as the machine that comes with it. */
export type VectorTimeOf = (logs: Logs, event: { readonly machine: string; readonly count: number }) => unknown;

/** What machines have logged: the entry of event n is at n − 1. */
export type Logs = Readonly<Record<MachineId, readonly Readonly<Record<MachineId, number>>[]>>;

/** Logs, an event in them, and what is right. */
export interface ClosureCase {
  readonly logs: Logs;
  readonly event: { readonly machine: string; readonly count: number };
  readonly vector: Entries;
}

/** How dependencies are put out. */
export const loggedStamp: StampShape<Entries> = {
  shape: '{ type: "logged", dependencies: { <machine>: <a whole number from 0>, … } }',
  parse(output) {
    if (typeof output !== "object" || output === null || !("type" in output) || output.type !== "logged")
      return undefined;
    return "dependencies" in output ? readEntries(output.dependencies) : undefined;
  },
};

const readLogged: (execution: Execution) => Logged = oncePerExecution((execution) => {
  const { stamps, ...rest } = readStamps(execution, loggedStamp);
  return { logged: stamps.map(({ event, value }) => ({ event, entries: value })), ...rest };
});

/** The events of an execution with their logs. */
interface Logged {
  readonly logged: readonly { readonly event: Event; readonly entries: Entries }[];
  readonly broken?: Broken & { readonly event: number };
}

function isCount(message: unknown, count: number): boolean {
  if (typeof message !== "object" || message === null || !("count" in message)) return false;
  return message.count === count && Object.keys(message).length === 1;
}

function describeDependency({ name, count, machine }: { name: string; count: number; machine: string }): string {
  if (name === machine) return `${count} for ${name}, as it is its event ${count}`;
  return count === 0
    ? `nothing for ${name}, from which no message has come directly`
    : `${count} for ${name}, the latest of its events from which a message has come directly`;
}

function describeEntries(entries: Entries): string {
  return describeValue(Object.fromEntries(entries));
}
