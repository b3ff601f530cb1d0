/**
 * What a log has to say, worked out from the history: which messages could have caused which, and who knows of which
 * deliveries. Reads requests, outputs, and the log in each message that is sent, whose form the exercise fixes.
 *
 * A fact is “message m has to be minded at machine d”. It has to be in the log of a message if m could have caused that
 * message and goes to d, unless one of these is known: that m is delivered at d, or that a later message was sent to d that
 * m could have caused. Known is what could have caused the message.
 */
import { type Broken, type MachineId, type MonitorLaw, broken, describeValue, monitor } from "@millrace/core";

/** Too little said: sooner or later something comes too early. */
export const logSaysWhatIsNeeded: MonitorLaw<History> = onEachSend(
  "a log says of every message where it has to be minded",
  (needed, said, { machine, to }) => {
    const missing = needed.find((fact) => !said.some((other) => isSame(fact, other)));
    return missing === undefined
      ? undefined
      : broken(`the log from ${machine} to ${to} says that ${describeFact(missing)}`, `it says ${describeFacts(said)}`);
  },
);

/** Too much said: right, but it need not be. */
export const logSaysNothingElse: MonitorLaw<History> = onEachSend(
  "a log says nothing that is known to be settled",
  (needed, said, { machine, to }) => {
    const settled = said.find((fact) => !needed.some((other) => isSame(fact, other)));
    return settled === undefined
      ? undefined
      : broken(
          `the log from ${machine} to ${to} does not say that ${describeFact(settled)}: that is settled`,
          `it says ${describeFacts(said)}`,
        );
  },
);

/** How long a log may be: an entry for each message, one that says nothing only for a sender's newest; so at most n². */
export const logIsSmall: MonitorLaw<{ readonly machines: number }> = monitor<{ readonly machines: number }>(
  "a log has one entry for a message, none that says nothing unless it is its sender's newest, and at most n² in all",
  {
    start: (machines) => ({ machines: machines.length }),
    on: {
      send({ machines }, { machine, to, message }) {
        const log = readLog(message);
        if (log === undefined) return describeNoLog(machine, message);
        const place = log.findIndex((entry, index) => isOneTooMany(entry, log.toSpliced(index, 1)));
        const entry = log[place];
        if (entry !== undefined)
          return broken(
            entry.to.length === 0
              ? `the log from ${machine} to ${to} leaves out message ${entry.clock} of ${entry.from}: nothing is said of it, and it is not the newest`
              : `the log from ${machine} to ${to} has one entry for message ${entry.clock} of ${entry.from}`,
            `it is ${describeValue(log)}`,
          );
        return log.length <= machines ** 2
          ? undefined
          : broken(`the log from ${machine} to ${to} has at most ${machines ** 2} entries`, `it has ${log.length}`);
      },
    },
  },
);

/** All that was asked, and what is known of it. Rows, and counts in a row, are in the order of the records' keys. */
export interface History {
  /** By machine: a row for each machine, of how many requests of each machine that one is known to know of. */
  readonly known: Record<MachineId, number[][]>;
  /** By the machine that was asked, oldest first. */
  readonly requests: Record<MachineId, LoggedRequest[]>;
}

/** One request, as its sender knew the world when it was asked. */
export interface LoggedRequest {
  /** Where it is to be delivered. */
  readonly to: readonly MachineId[];
  /** Where it is not yet. */
  readonly open: MachineId[];
  /** How many requests of each machine could have caused it, this one among them. */
  readonly past: readonly number[];
  /** What its sender knew, for those that will deliver it: empty when all have. */
  readonly known: number[][];
}

interface Fact {
  readonly from: MachineId;
  readonly clock: number;
  readonly at: MachineId;
}

interface Ends {
  readonly machine: MachineId;
  readonly to: MachineId;
}

interface Entry {
  readonly from: MachineId;
  readonly clock: number;
  readonly to: readonly MachineId[];
}

function onEachSend(
  name: string,
  judge: (needed: readonly Fact[], said: readonly Fact[], ends: Ends) => Broken | undefined,
): MonitorLaw<History> {
  return monitor<History, unknown, unknown, { readonly to: readonly MachineId[] }>(name, {
    start: openHistory,
    on: {
      input({ known, requests }, { machine, input }) {
        const own = known[machine];
        const place = Object.keys(known).indexOf(machine);
        const past = own?.[place];
        if (own === undefined || past === undefined) return;
        past[place] = (past[place] ?? 0) + 1;
        const { to } = input;
        requests[machine]?.push({ to, open: [...to], past: [...past], known: own.map((row) => [...row]) });
      },
      send(history, { machine, to, message }) {
        const log = readLog(message);
        if (log === undefined) return describeNoLog(machine, message);
        const said = log.flatMap(({ from, clock, to: places }) => places.map((at) => ({ from, clock, at })));
        return judge(neededFacts(history, { machine, to }), said, { machine, to });
      },
      output({ known, requests }, { machine, output }) {
        const from = sourceOf(output);
        const request = Object.hasOwn(requests, from)
          ? requests[from]?.find(({ open }) => open.includes(machine))
          : undefined;
        if (request === undefined) return;
        request.open.splice(request.open.indexOf(machine), 1);
        learn(known[machine] ?? [], request.known, Object.keys(known).indexOf(machine));
        if (request.open.length === 0) request.known.length = 0;
      },
    },
  });
}

function openHistory(machines: readonly MachineId[]): History {
  return {
    known: Object.fromEntries(machines.map((machine) => [machine, machines.map(() => machines.map(() => 0))])),
    requests: Object.fromEntries(machines.map((machine) => [machine, []])),
  };
}

/** Raises all that a machine knows to what a message knew; what that one's sender knew, its receiver knows itself. */
function learn(own: readonly number[][], other: LoggedRequest["known"], self: number): void {
  for (const [place, counts] of other.entries()) {
    for (const [source, count] of counts.entries()) {
      raise(own[place], source, count);
      raise(own[self], source, count);
    }
  }
}

function raise(counts: number[] | undefined, source: number, count: number): void {
  if (counts !== undefined) counts[source] = Math.max(counts[source] ?? 0, count);
}

/** What the copy to one machine has to say of all that could have caused the newest request of another one. */
function neededFacts({ known, requests }: History, { machine, to }: Ends): Fact[] {
  const newest = requests[machine]?.at(-1);
  if (newest === undefined) return [];
  const machines = Object.keys(known);
  const earlier = machines.flatMap((from, place) =>
    (requests[from] ?? [])
      .slice(0, newest.past[place])
      .map((request, index) => ({ from, place, clock: index + 1, request }))
      .filter(({ request }) => request !== newest),
  );
  return earlier.flatMap((first) =>
    first.request.to
      .filter((at) => (known[machine]?.[machines.indexOf(at)]?.[first.place] ?? 0) < first.clock)
      .filter((at) => at === to || !newest.to.includes(at))
      .filter((at) => !earlier.some((later) => later.request.to.includes(at) && couldCause(first, later)))
      .map((at) => ({ from: first.from, clock: first.clock, at })),
  );
}

function couldCause(
  first: { readonly place: number; readonly clock: number },
  later: { readonly place: number; readonly clock: number; readonly request: LoggedRequest },
): boolean {
  if (first.place === later.place && first.clock >= later.clock) return false;
  return (later.request.past[first.place] ?? 0) >= first.clock;
}

function isSame(first: Fact, second: Fact): boolean {
  return first.from === second.from && first.clock === second.clock && first.at === second.at;
}

function isOneTooMany(entry: Entry, others: readonly Entry[]): boolean {
  return others.some(
    ({ from, clock }) =>
      from === entry.from && (clock === entry.clock || (entry.to.length === 0 && clock > entry.clock)),
  );
}

function describeFact({ from, clock, at }: Fact): string {
  return `message ${clock} of ${from} has to be minded at ${at}`;
}

function describeFacts(facts: readonly Fact[]): string {
  return facts.length === 0
    ? "nothing of any message"
    : facts.map(({ from, clock, at }) => `${clock} of ${from} at ${at}`).join(", ");
}

function describeNoLog(machine: MachineId, message: unknown): Broken {
  return broken(`what ${machine} sends has a log of entries { from, clock, to }`, `it sent ${describeValue(message)}`);
}

function readLog(message: unknown): readonly Entry[] | undefined {
  if (typeof message !== "object" || message === null || !("log" in message) || !Array.isArray(message.log))
    return undefined;
  return message.log.every(isEntry) ? message.log : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  return (
    "from" in value &&
    typeof value.from === "string" &&
    "clock" in value &&
    typeof value.clock === "number" &&
    "to" in value &&
    Array.isArray(value.to)
  );
}

function sourceOf(output: unknown): string {
  return typeof output === "object" && output !== null && "from" in output ? String(output.from) : "";
}
