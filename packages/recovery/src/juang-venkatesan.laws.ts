/**
 * What is true of any right recovery from logs, whoever wrote it: all go back to the latest line without an orphan, nothing is
 * handled that was not sent, all that was sent is handled once, and what it costs.
 *
 * The truth is worked out from what machines say that they handle, since a job says what it hands on; from their inputs; and
 * from who crashes. A message that is no work is a recovery's own, and no field of it is read. A crash in the middle of a
 * recovery is beyond what was asked for: after one, these laws say nothing more.
 */
import { type Broken, type MachineId, type MonitorLaw, always, broken, describeValue, monitor } from "@millrace/core";
import {
  type Job,
  type JobInput,
  type LogEntry,
  type Recovered,
  type Work,
  receivedFrom,
  sentTo,
} from "./juang-venkatesan.jobs.ts";
import { readEachOnce } from "./read-each-once.ts";
import { type Histories, findOrphan, recoveryLine } from "./recovery-line.ts";

/** What has happened, as far as it has not been undone. */
export interface Books {
  /** By machine: its events. They are undone when it says what it keeps. */
  readonly logs: Record<MachineId, Noted[]>;
  /** By machine: how many of them are on its disk. */
  readonly onDisk: Record<MachineId, number>;
  /** By machine: jobs from outside that are not among its events. */
  readonly inputs: Record<MachineId, GivenJob[]>;
  /** The recovery under way; null if there is none. */
  recovery: Recovery | null;
  /** What to make of a crash in the middle of a recovery: nothing more is said, or only what must hold even then. */
  readonly overlaps: "ignored" | "judged";
  /** Whether there was one and it is ignored. */
  isBeyond: boolean;
}

/** An event as {@link LogEntry} has it, but that its job is JSON: the books are copied often, and read seldom. */
export interface Noted {
  /** Who sent the job; null if it came from outside. */
  readonly from: MachineId | null;
  /** Which job. */
  readonly job: string;
}

/** A job from outside. */
export interface GivenJob {
  /** What the machine was asked to do, as JSON. */
  readonly job: string;
  /** False if it was handled and undone: whoever gave it asks again. */
  readonly isDue: boolean;
}

/** A recovery under way. */
export interface Recovery {
  /** Who crashed first. */
  readonly crashed: MachineId;
  /** Whether there was another crash since: then nobody can tell from outside when it is over, and it never is. */
  overlaps: boolean;
  /** By machine that is through: what it had done before, without what the crash has taken. */
  readonly before: Record<MachineId, readonly Noted[]>;
  /** By machine that is through: how many of these events it keeps. */
  readonly kept: Record<MachineId, number>;
}

/** What was sent. */
export interface Accounts {
  /** What it was sent for. */
  readonly books: Books;
  /** By sender and receiver: messages of the recovery under way. */
  readonly rollbacks: Counts;
  /** By sender and receiver: jobs sent, less those that were to be sent, for the first time or again. */
  readonly tooMany: Counts;
}

/** By sender and receiver. */
export type Counts = Record<MachineId, Record<MachineId, number>>;

/** Safety, and nothing undone for nothing. Judged when all have said what they keep. */
export const returnsToTheLine: MonitorLaw<Books> = monitor<Books, unknown, unknown, JobInput>(
  "after a crash, all machines return to the latest line without an orphan",
  {
    start: (machines) => openBooks(machines),
    on: {
      input: noteInput,
      crash: noteCrash,
      output(books, { machine, output }) {
        if (isHandled(output)) {
          const problem = judgeMoment(books, machine);
          noteHandled(books, { machine, ...output });
          return problem;
        }
        if (!isRecovered(output)) return undefined;
        return judgeRecovered(books, { machine, ...output }) ?? noteRecovered(books, { machine, ...output }, judgeLine);
      },
    },
  },
);

/**
 * Safety alone: each event receives what was sent and not received, in the order of its channel. For worlds that are too large
 * to follow to their end from every state.
 */
export const handlesNoOtherJob: MonitorLaw<Books> = monitor<Books, unknown, unknown, JobInput>(
  "every job that was given or sent and is not undone is handled, once and in its order, and no other",
  {
    start: (machines) => openBooks(machines),
    on: {
      input: noteInput,
      crash: noteCrash,
      output(books, { machine, output }) {
        if (isHandled(output)) {
          const problem = judgeHandled(books, { machine, ...output });
          noteHandled(books, { machine, ...output });
          return problem;
        }
        if (isRecovered(output)) return noteRecovered(books, { machine, ...output });
        return broken(
          'outputs are { type: "handled", from, job } and { type: "recovered", kept }, with these fields',
          `${machine} puts out ${describeValue(output)}`,
        );
      },
    },
  },
);

/** The same, and liveness: nobody waits for ever, and nothing is lost. */
export const handlesEachJobOnce: MonitorLaw<Books> = { ...handlesNoOtherJob, finally: judgeEnd };

/** The same, with crashes in the middle of recoveries: more than the exercise asks for. */
export const handlesEachJobOnceUnderAnyCrash: MonitorLaw<Books> = {
  ...handlesEachJobOnce,
  start: (machines) => openBooks(machines, "judged"),
};

/** The cost. */
export const sendsWhatIsNeeded: MonitorLaw<Accounts> = always<Accounts, unknown, unknown, JobInput>(
  "a recovery of N machines takes N messages on each channel, and only what is lost is sent again",
  {
    start: (machines) => ({ books: openBooks(machines), rollbacks: zeros(machines), tooMany: zeros(machines) }),
    on: {
      input: ({ books }, observation) => noteInput(books, observation),
      crash: ({ books }, observation) => noteCrash(books, observation),
      send: (accounts, { machine, to, message }) => {
        add(isWork(message) ? accounts.tooMany : accounts.rollbacks, [machine, to], 1);
        const { recovery, isBeyond } = accounts.books;
        if (isWork(message) || recovery !== null || isBeyond) return undefined;
        return broken(`${machine} sends ${to} nothing but work now`, `it sends ${describeValue(message)}`);
      },
      output(accounts, { machine, output }) {
        const { books, tooMany } = accounts;
        if (isHandled(output)) {
          const { job } = noteHandled(books, { machine, ...output });
          for (const { to } of job.next) add(tooMany, [machine, to], -1);
        }
        if (!isRecovered(output)) return undefined;
        return noteRecovered(books, { machine, ...output }, (recovery) => settle(accounts, recovery));
      },
    },
    holds({ books, tooMany }) {
      if (books.recovery !== null || books.isBeyond) return undefined;
      const found = findPair(tooMany, (count) => count > 0);
      if (found === undefined) return undefined;
      const { from, to, count } = found;
      return broken(
        `${from} sends ${to} each job once, and once more if it is lost`,
        `${count === 1 ? "1 job" : `${count} jobs`} too many`,
      );
    },
  },
);

/** All of them. */
export const juangVenkatesanLaws: readonly MonitorLaw[] = [returnsToTheLine, handlesEachJobOnce, sendsWhatIsNeeded];

interface Doing {
  readonly machine: MachineId;
  readonly from: MachineId | null;
  readonly job: string;
}

interface Keeping {
  readonly machine: MachineId;
  readonly kept: number;
}

function openBooks(machines: readonly MachineId[], overlaps: Books["overlaps"] = "ignored"): Books {
  return {
    logs: byMachine(machines, () => []),
    onDisk: byMachine(machines, () => 0),
    inputs: byMachine(machines, () => []),
    recovery: null,
    overlaps,
    isBeyond: false,
  };
}

function noteInput(books: Books, { machine, input }: { readonly machine: MachineId; readonly input: JobInput }): void {
  if (books.isBeyond) return;
  if (input.type === "flush") noteFlush(books, machine);
  else books.inputs[machine]?.push({ job: JSON.stringify(input.job), isDue: true });
}

/** In a recovery, its end decides what is on the disk. */
function noteFlush({ logs, onDisk, recovery }: Books, machine: MachineId): void {
  if (recovery === null || machine in recovery.kept) onDisk[machine] = logs[machine]?.length ?? 0;
}

function noteCrash(books: Books, { machine }: { readonly machine: MachineId }): void {
  const { recovery, inputs, overlaps, isBeyond } = books;
  if (isBeyond) return;
  // What it has put off is lost: whoever gave it asks again.
  inputs[machine] = (inputs[machine] ?? []).map(({ job }) => ({ job, isDue: false }));
  if (recovery === null) {
    books.recovery = { crashed: machine, overlaps: false, before: {}, kept: {} };
  } else if (overlaps === "judged") {
    recovery.overlaps = true;
    delete recovery.kept[machine];
  } else {
    // Nothing is promised any more, so nothing has to be remembered.
    Object.assign(books, { ...openBooks([]), isBeyond: true });
  }
}

/** Enters an event, and gives it. */
function noteHandled(books: Books, doing: Doing): LogEntry {
  const { machine, from } = doing;
  const job = dueJob(books, doing) ?? { name: doing.job, next: [] };
  if (books.isBeyond) return { from, job };
  const given = books.inputs[machine] ?? [];
  if (from === null) given.splice(givenPlace(given, doing.job), 1);
  books.logs[machine]?.push({ from, job: JSON.stringify(job) });
  return { from, job };
}

/** Undoes events. When all machines are through, the recovery is judged, and over. */
function noteRecovered(
  books: Books,
  { machine, kept }: Keeping,
  judge: (recovery: Recovery) => Broken | undefined = () => undefined,
): Broken | undefined {
  const { recovery } = books;
  if (recovery === null) return undefined;
  const log = books.logs[machine] ?? [];
  const isLost = recovery.crashed === machine;
  recovery.before[machine] = isLost ? log.slice(0, books.onDisk[machine]) : [...log];
  recovery.kept[machine] = kept;
  const undone = log.splice(kept).filter(({ from }) => from === null);
  books.inputs[machine]?.push(...undone.map(({ job }) => ({ job, isDue: false })));
  books.onDisk[machine] = log.length;
  if (recovery.overlaps || Object.keys(recovery.kept).length < Object.keys(books.logs).length) return undefined;
  books.recovery = null;
  return judge(recovery);
}

/** A machine that has crashed has nothing to go on from before it knows what it keeps. */
function judgeMoment({ recovery }: Books, machine: MachineId): Broken | undefined {
  if (recovery === null || recovery.crashed !== machine || machine in recovery.kept) return undefined;
  return broken(`${machine}, which has crashed, says what it keeps before it goes on`, `${machine} handles a job`);
}

function judgeRecovered({ recovery, logs, onDisk, isBeyond }: Books, { machine, kept }: Keeping): Broken | undefined {
  if (isBeyond) return undefined;
  const says = `${machine} says that it keeps ${kept}`;
  if (recovery === null) return broken("nobody has to go back when nobody has crashed", says);
  if (machine in recovery.kept) return broken(`${machine} says once what it keeps`, `${says}, for the second time`);
  const isLost = recovery.crashed === machine;
  const most = (isLost ? onDisk[machine] : logs[machine]?.length) ?? 0;
  if (Number.isInteger(kept) && kept >= 0 && kept <= most) return undefined;
  return broken(`${machine} keeps 0 to ${most} events: so many it has ${isLost ? "on its disk" : "in its log"}`, says);
}

function judgeLine(recovery: Recovery): Broken | undefined {
  const { before, kept, crashed } = recovery;
  const histories: Histories = Object.fromEntries(
    Object.entries(before).map(([machine, log]) => [
      machine,
      {
        events: read(log).map(({ from, job }) => ({ from, to: job.next.map(({ to }) => to) })),
        saved: Array.from({ length: log.length + 1 }, (_, count) => count),
      },
    ]),
  );
  const line = recoveryLine(histories);
  if (Object.entries(line).every(([machine, count]) => kept[machine] === count)) return undefined;
  const orphan = findOrphan(histories, kept);
  if (orphan !== undefined) return describeOrphan(recovery, orphan);
  const tooEarly = Object.entries(line).find(([machine, count]) => (kept[machine] ?? 0) < count);
  if (tooEarly === undefined) return undefined;
  const [machine, count] = tooEarly;
  const undone = read(before[machine])
    .slice(kept[machine], count)
    .map(({ job }) => quote(job.name));
  return broken(
    `${machine} keeps ${count} of its events: none of them hangs on what ${crashed} has lost`,
    `${machine} keeps ${kept[machine]}, and so undoes ${undone.join(", ")} for nothing`,
  );
}

function describeOrphan({ before, kept, crashed }: Recovery, { from, to }: Ends): Broken {
  const sent = sentTo(read(before[from]).slice(0, kept[from]), to).length;
  const orphan = read(before[to]).filter((entry) => entry.from === from)[sent];
  const reason = from === crashed ? "has lost or undone" : "has undone";
  return broken(
    `${to} undoes ${quote(orphan?.job.name ?? "")}: ${from} ${reason} the event that sent it`,
    `${to} keeps it: it keeps ${kept[to]} of its ${before[to]?.length} events`,
  );
}

function judgeHandled(books: Books, doing: Doing): Broken | undefined {
  if (books.isBeyond || dueJob(books, doing)?.name === doing.job) return undefined;
  const { machine, from, job } = doing;
  const handles = `${machine} handles ${quote(job)}${from === null ? "" : ` of ${from}`}`;
  if (from === null) return broken(`${machine} handles what it was given, each job once`, handles);
  if (!(from in books.logs)) return broken("`from` names the machine that sent the job, or is null", handles);
  const due = dueJob(books, doing);
  return due === undefined
    ? broken(
        `${machine} handles nothing of ${from} now: all that ${from} has sent, and not undone, is handled`,
        handles,
      )
    : broken(`${machine} handles ${quote(due.name)} of ${from} first`, handles);
}

function judgeEnd({ logs, inputs, recovery, isBeyond }: Books): Broken | undefined {
  if (isBeyond) return undefined;
  const machines = Object.keys(logs);
  const silent = machines.find((machine) => recovery !== null && !(machine in recovery.kept));
  if (silent !== undefined)
    return broken(`after the crash of ${recovery?.crashed}, ${silent} says what it keeps`, "it never does");
  const given = machines
    .flatMap((to) => (inputs[to] ?? []).map((each) => ({ to, ...each })))
    .find(({ isDue }) => isDue);
  if (given !== undefined)
    return broken(`${given.to} handles ${quote(readJob(given.job).name)}, which it was given`, "it never does");
  const events = byMachine(machines, (machine) => read(logs[machine]));
  for (const [from, log] of Object.entries(events)) {
    for (const to of machines) {
      const [sent, received] = [sentTo(log, to), receivedFrom(events[to] ?? [], from)];
      const lost = sent[received];
      if (lost !== undefined) return broken(`${to} handles ${quote(lost.name)} of ${from}`, "it never does");
      // Of one recovery alone, this is seen before.
      if (received > sent.length)
        return broken(`${to} has handled what ${from} has sent`, `it has handled ${received - sent.length} jobs more`);
    }
  }
  return undefined;
}

/** When a recovery is over: its messages are counted, and what is lost is to be sent again. */
function settle({ rollbacks, tooMany }: Accounts, { before, kept }: Recovery): Broken | undefined {
  const machines = Object.keys(before);
  const isOff = findPair(rollbacks, (count) => count !== machines.length);
  if (isOff !== undefined) {
    const { from, to, count } = isOff;
    return broken(`${machines.length} messages from ${from} to ${to} besides work, one for each round`, `${count}`);
  }
  const keptLogs = byMachine(machines, (machine) => read(before[machine]).slice(0, kept[machine]));
  for (const from of machines) {
    for (const to of machines) {
      if (from === to) continue;
      add(rollbacks, [from, to], -machines.length);
      add(tooMany, [from, to], receivedFrom(keptLogs[to] ?? [], from) - sentTo(keptLogs[from] ?? [], to).length);
    }
  }
  return undefined;
}

/** What is next for a machine: on a channel, the first job that is sent and not received. */
function dueJob({ logs, inputs }: Books, { machine, from, job }: Doing): Job | undefined {
  if (from !== null) return sentTo(read(logs[from]), machine)[receivedFrom(read(logs[machine]), from)];
  const given = inputs[machine] ?? [];
  const found = given[givenPlace(given, job)];
  return found === undefined ? undefined : readJob(found.job);
}

/** Which of the given jobs of a name is meant: one that is due, if there is one. */
function givenPlace(given: readonly GivenJob[], name: string): number {
  const due = given.findIndex(({ job, isDue }) => isDue && readJob(job).name === name);
  return due >= 0 ? due : given.findIndex(({ job }) => readJob(job).name === name);
}

interface Ends {
  readonly from: MachineId;
  readonly to: MachineId;
}

function findPair(
  counts: Counts,
  isFound: (count: number) => boolean,
): (Ends & { readonly count: number }) | undefined {
  return Object.entries(counts)
    .flatMap(([from, row]) => Object.entries(row).map(([to, count]) => ({ from, to, count })))
    .find(({ count }) => isFound(count));
}

function zeros(machines: readonly MachineId[]): Counts {
  return byMachine(machines, (from) =>
    byMachine(
      machines.filter((to) => to !== from),
      () => 0,
    ),
  );
}

function add(counts: Counts, [from, to]: readonly [MachineId, MachineId], count: number): void {
  const row = counts[from];
  if (row !== undefined) row[to] = (row[to] ?? 0) + count;
}

function byMachine<Value>(
  machines: readonly MachineId[],
  make: (machine: MachineId) => Value,
): Record<MachineId, Value> {
  return Object.fromEntries(machines.map((machine) => [machine, make(machine)]));
}

/** The events of a log, from its books. */
function read(noted: readonly Noted[] = []): LogEntry[] {
  return noted.map(({ from, job }) => ({ from, job: readJob(job) }));
}

/** Of a text that was written from a job of the system's inputs. */
const readJob = readEachOnce<Job>();

function quote(name: string): string {
  return `"${name}"`;
}

function isHandled(
  output: unknown,
): output is { readonly type: "handled"; readonly from: MachineId | null; readonly job: string } {
  if (!has(output, "handled")) return false;
  const { from, job } = output;
  return (from === null || typeof from === "string") && typeof job === "string";
}

function isRecovered(output: unknown): output is Recovered {
  return has(output, "recovered") && typeof output["kept"] === "number";
}

function isWork(message: unknown): message is Work {
  return has(message, "work");
}

function has(value: unknown, type: string): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}
