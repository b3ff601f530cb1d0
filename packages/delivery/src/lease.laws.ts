/**
 * What schedulers with leases and the storage that they write to owe, whoever wrote them. Reads inputs, outputs and
 * messages, and what the machines' own clocks show; never a machine's variables.
 *
 * There is no law that never two schedulers believe that they have the lease: a pause makes it untrue, and nobody can help it.
 */
import {
  type Broken,
  type Event,
  type Execution,
  type ExecutionLaw,
  type MachineId,
  type MonitorLaw,
  always,
  broken,
  describeValue,
  eventually,
  exactly,
  executionLaw,
  monitor,
} from "@millrace/core";
import type { Backfill, FromLocks, LeaseMessage, ToStorage } from "./lease.locks.ts";

/** Safety: who has been overtaken writes nothing any more, whatever it believes. */
export const tokensNeverFall: MonitorLaw<{ highest: number }> = monitor("the tokens of accepted writes never fall", {
  start: () => ({ highest: 0 }),
  on: {
    output(state, { machine, output }) {
      if (machine !== storageName) return undefined;
      const { token, day, by } = readWritten(output);
      const { highest } = state;
      state.highest = Math.max(highest, token);
      return token < highest
        ? broken(
            `no write under token ${token}: one under ${highest} was accepted before`,
            `"${day}" of ${by} was accepted`,
          )
        : undefined;
    },
  },
});

/** What it accepts and what it refuses, each time with one answer. */
export const answersEachWriteAtOnce: MonitorLaw<LastWrite> = always<LastWrite, LeaseMessage>(
  "the storage accepts each write that has no lower token than one before, refuses any other, and says so at once",
  {
    start: () => ({ highest: 0, answers: [], puts: 0 }),
    on: {
      deliver(state, { machine, from, message }) {
        if (machine !== storageName || message.type !== "write") return;
        const { token, day } = message;
        const isAccepted = token >= state.highest;
        if (isAccepted) state.highest = token;
        Object.assign(state, { write: { from, token, day, isAccepted }, answers: [], puts: 0 });
      },
      output(state, { machine, output }) {
        if (machine !== storageName) return undefined;
        const { write } = state;
        state.puts += 1;
        const { token, day, by } = readWritten(output);
        const isIt = write?.isAccepted === true && write.token === token && write.day === day && write.from === by;
        return isIt && state.puts === 1
          ? undefined
          : broken(describeVerdict(state), `it puts ${describeValue(output)} into the table`);
      },
      send(state, { machine, to, message }) {
        if (machine !== storageName) return undefined;
        const { write, answers } = state;
        answers.push(message.type);
        const isIt = write?.from === to && "day" in message && message.day === write.day && answers.length === 1;
        const isRight = message.type === (write?.isAccepted === true ? "written" : "rejected");
        return isIt && isRight
          ? undefined
          : broken(describeVerdict(state), `it answers ${to} with ${describeValue(message)}`);
      },
    },
    holds(state) {
      const { write, answers, puts } = state;
      if (write === undefined || (answers.length === 1 && puts === Number(write.isAccepted))) return undefined;
      const isSilent = answers.length === 0;
      return broken(
        describeVerdict(state),
        isSilent ? "it gives no answer" : `it answers "${answers[0]}" and puts nothing into the table`,
      );
    },
  },
);

/** A token is proof of a lease: it goes with every write, and only while nothing says that it is over. */
export const writesUnderItsLease: MonitorLaw<Record<MachineId, number>> = monitor<
  Record<MachineId, number>,
  LeaseMessage
>(
  "a scheduler writes and renews under the token of the lease that it was given last, and writes nothing after it has heard that it is over",
  {
    start: () => ({}),
    on: {
      deliver(tokens, { machine, message }) {
        if (message.type === "granted" || message.type === "renewed") tokens[machine] = message.token;
        if (message.type === "rejected" || (message.type === "refused" && message.token === tokens[machine]))
          delete tokens[machine];
      },
      send(tokens, { machine, message }) {
        const own = tokens[machine];
        if (message.type === "acquire" || message.type === "release") delete tokens[machine];
        if (message.type === "renew" && own !== undefined && message.token !== own)
          return broken(`${machine} renews the lease of token ${own}`, `it renews that of token ${message.token}`);
        if (message.type !== "write" || message.token === own) return undefined;
        return broken(
          own === undefined ? `${machine} writes nothing: it has no lease` : `${machine} writes under token ${own}`,
          `it writes "${message.day}" under token ${message.token}`,
        );
      },
    },
  },
);

/** The days come one by one, and none is left out. */
export const writesDaysInTurn: MonitorLaw<Record<MachineId, Job>> = monitor<
  Record<MachineId, Job>,
  LeaseMessage,
  unknown,
  Backfill
>("a scheduler writes its days in their order, each when the one before is written, and then says done, once", {
  start: () => ({}),
  on: {
    input(jobs, { machine, input }) {
      if (isBackfill(input)) jobs[machine] = { left: [...input.days], isOpen: false, isDone: false };
    },
    deliver(jobs, { machine, message }) {
      const job = jobs[machine];
      if (job === undefined || (message.type !== "written" && message.type !== "rejected")) return;
      job.isOpen = false;
      if (message.type === "written") job.left.shift();
    },
    send(jobs, { machine, message }) {
      if (message.type !== "write") return undefined;
      const job = jobs[machine];
      const next = job?.isOpen === false ? job.left[0] : undefined;
      if (next === message.day && job !== undefined) {
        job.isOpen = true;
        return undefined;
      }
      const expected =
        next !== undefined
          ? `${machine} writes "${next}" next`
          : job?.isOpen === true
            ? `${machine} writes nothing until it hears of "${job.left[0]}"`
            : `${machine} has nothing to write`;
      return broken(expected, `it writes "${message.day}"`);
    },
    output(jobs, { machine }) {
      const job = jobs[machine];
      if (job === undefined) return undefined;
      if (job.isDone) return broken(`${machine} says done once`, "it says so again");
      job.isDone = true;
      const [next] = job.left;
      return next === undefined
        ? undefined
        : broken(`${machine} says done when all its days are written`, `it says so, and "${next}" is not`);
    },
  },
});

/** Liveness: each backfill comes to its end, even if others had the lease in between. */
export const finishes: MonitorLaw<Record<MachineId, Job>> = eventually("every backfill is done in the end", {
  of: writesDaysInTurn,
  holds(jobs) {
    const late = Object.entries(jobs).find(([, { isDone }]) => !isDone);
    if (late === undefined) return undefined;
    const [machine, { left }] = late;
    return broken(
      `${machine} says done`,
      left.length === 0 ? "all its days are written, and it does not" : `it has not written "${left[0]}"`,
    );
  },
});

/** Where nobody is refused, no day is written twice. */
export const writesEachDayOnce: MonitorLaw<{ counted: number; expected: number }> = exactly(
  "undisturbed, each day is written once",
  {
    counts: (observation) => (observation.kind === "send" && hasType(observation.message, "write") ? 1 : 0),
    of: (observation) =>
      observation.kind === "input" && isBackfill(observation.input) ? observation.input.days.length : 0,
    unit: "writes",
  },
);

/**
 * A scheduler stops in time, by its own clock: when it sends a write, `marginMs` of its lease are left at least. The lease
 * counts from when it was asked for, as nobody knows how long the answer was on its way.
 */
export function writesInTime(marginMs: number): ExecutionLaw {
  return executionLaw(
    "a scheduler writes only while the margin of its lease is left, by its own clock",
    (execution) => {
      const readings = clockReadings(execution);
      const schedulers: Record<MachineId, { askedMs: number; endsMs: number }> = {};
      for (const { id, observations } of execution.events) {
        const nowMs = readings[id] ?? 0;
        for (const observation of observations) {
          const { kind, machine } = observation;
          if (kind !== "send" && kind !== "deliver") continue;
          // Words are checked by another law.
          const message = observation.message as LeaseMessage;
          const scheduler = (schedulers[machine] ??= { askedMs: 0, endsMs: -Infinity });
          if (kind === "deliver" && isGrant(message)) scheduler.endsMs = scheduler.askedMs + message.forMs;
          if (kind === "deliver") continue;
          if (message.type === "acquire" || message.type === "renew") scheduler.askedMs = nowMs;
          if (message.type !== "write" || scheduler.endsMs - nowMs >= marginMs) continue;
          const leftMs = scheduler.endsMs - nowMs;
          return {
            ...broken(
              `${machine} writes only if ${marginMs} ms of its lease are left, counted from when it asked for it`,
              leftMs >= 0
                ? `it writes "${message.day}" with ${leftMs} ms left`
                : `it writes "${message.day}", ${-leftMs} ms after the end`,
            ),
            event: id,
          };
        }
      }
      return undefined;
    },
  );
}

/** Until the lock service has answered, nothing more is asked of it: else nobody knows which question an answer is for. */
export const asksOneThingAtATime: MonitorLaw<Record<MachineId, string>> = monitor<
  Record<MachineId, string>,
  LeaseMessage
>("a scheduler asks the lock service one thing at a time", {
  start: () => ({}),
  on: {
    deliver(open, { machine, from }) {
      if (from === locksName) delete open[machine];
    },
    send(open, { machine, message }) {
      if (message.type !== "acquire" && message.type !== "renew") return undefined;
      const before = open[machine];
      open[machine] = message.type;
      return before === undefined
        ? undefined
        : broken(`${machine} waits for the answer to "${before}"`, `it sends "${message.type}"`);
    },
  },
});

/** The words of the exercise. List it first: other laws read them. */
export const keepsToTheWords: MonitorLaw<object> = monitor("schedulers and storage say what the others understand", {
  start: () => ({}),
  on: {
    send: (_state, { machine, to, message }) => judgeWords({ machine, to, message }),
    output: (_state, { machine, output }) =>
      machine === storageName
        ? isWrittenOutput(output)
          ? undefined
          : broken('{ type: "written", day, token, by }', `${machine} puts out ${describeValue(output)}`)
        : hasType(output, "done")
          ? undefined
          : broken('{ type: "done" }', `${machine} puts out ${describeValue(output)}`),
  },
});

/** What holds of a storage alone. */
export const storageLaws: readonly MonitorLaw[] = [keepsToTheWords, tokensNeverFall, answersEachWriteAtOnce];

/** What holds of schedulers alone, but for their clocks. */
export const schedulerLaws: readonly MonitorLaw[] = [
  keepsToTheWords,
  writesUnderItsLease,
  writesDaysInTurn,
  asksOneThingAtATime,
  finishes,
];

/** What holds of both together, but for clocks. */
export const leaseLaws: readonly MonitorLaw[] = [
  ...storageLaws,
  ...schedulerLaws.filter((law) => !storageLaws.includes(law)),
];

/** The last write that reached the storage, and what it did. */
export interface LastWrite {
  /** The highest token of those that had to be accepted. */
  highest: number;
  /** Undefined before the first. */
  write?: { readonly from: MachineId; readonly token: number; readonly day: string; readonly isAccepted: boolean };
  /** What it has answered. */
  answers: string[];
  /** How often it has put something into the table. */
  puts: number;
}

/** How far a scheduler is. */
export interface Job {
  /** The days that it has not heard to be written. */
  readonly left: string[];
  /** Whether it waits for an answer of the storage. */
  isOpen: boolean;
  /** Whether it has said so. */
  isDone: boolean;
}

const storageName = "storage";
const locksName = "locks";

/** What a machine's own clock showed at each event, by the event's number, in milliseconds. */
function clockReadings({ schedule, events }: Execution): number[] {
  const clocks: Record<MachineId, number> = {};
  const before: Record<MachineId, Event> = {};
  const starts = events.filter(({ kind }) => kind === "start").length;
  return events.map((event) => {
    const { id, machine, kind, timer = "", byMs = 0 } = event;
    const choice = schedule[id - starts] ?? {};
    const nowMs = "nowMs" in choice && typeof choice.nowMs === "number" ? choice.nowMs : undefined;
    const afterMs = before[machine]?.timers?.find(({ name }) => name === timer)?.afterMs ?? 0;
    const reading = nowMs ?? (clocks[machine] ?? 0) + (kind === "timer" ? afterMs : 0) + byMs;
    clocks[machine] = reading;
    if (event.timers !== undefined) before[machine] = event;
    return reading;
  });
}

function judgeWords({
  machine,
  to,
  message,
}: {
  readonly machine: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}): Broken | undefined {
  if (machine === locksName) return undefined;
  const actual = `${machine} sends ${to} ${describeValue(message)}`;
  if (machine === storageName) {
    const isAnswer = hasType(message, "written") || hasType(message, "rejected");
    return isAnswer && hasDay(message) ? undefined : broken('{ type: "written" or "rejected", day }', actual);
  }
  if (to === storageName) return isWrite(message) ? undefined : broken('{ type: "write", token, day }', actual);
  const isAsked =
    hasType(message, "acquire") || ((hasType(message, "renew") || hasType(message, "release")) && hasToken(message));
  return isAsked
    ? undefined
    : broken('{ type: "acquire" }, { type: "renew", token } or { type: "release", token }', actual);
}

function describeVerdict({ write, highest }: LastWrite): string {
  if (write === undefined) return "the storage is silent: nothing was to be written";
  const { token, day, from, isAccepted } = write;
  return isAccepted
    ? `the storage writes "${day}" of ${from}, under token ${token}, and answers "written"`
    : `the storage refuses "${day}" of ${from}: token ${token} is lower than ${highest}`;
}

function isGrant(message: LeaseMessage): message is Extract<FromLocks, { readonly forMs: number }> {
  return message.type === "granted" || message.type === "renewed";
}

function isBackfill(input: unknown): input is Backfill {
  return typeof input === "object" && input !== null && "days" in input && Array.isArray(input.days);
}

function isWrite(message: unknown): message is ToStorage {
  return hasType(message, "write") && hasToken(message) && hasDay(message);
}

function readWritten(output: unknown): { readonly token: number; readonly day: string; readonly by: string } {
  if (isWrittenOutput(output)) return output;
  throw new Error('The storage puts out { type: "written", day, token, by }.');
}

function isWrittenOutput(
  output: unknown,
): output is { readonly token: number; readonly day: string; readonly by: string } {
  return (
    hasType(output, "written") && hasToken(output) && hasDay(output) && "by" in output && typeof output.by === "string"
  );
}

function hasType<Type extends string>(value: unknown, type: Type): value is { readonly type: Type } {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}

function hasToken(value: object): value is { readonly token: number } {
  return "token" in value && Number.isSafeInteger(value.token);
}

function hasDay(value: object): value is { readonly day: string } {
  return "day" in value && typeof value.day === "string";
}
