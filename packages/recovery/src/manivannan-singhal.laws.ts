/**
 * What is true of any right answer to numbered checkpoints, whoever wrote it: those of one number fit together, nobody saves
 * or goes back for nothing, what arrives is handled unless it was undone, and nobody is asked anything.
 *
 * The truth is worked out from what machines put out, from their inputs, from who crashes, and from what is in which channel; of
 * a message only `type` and `job` are read. No two jobs have one name, so a name tells which message it was. A crash while some
 * machine has not gone back for the one before is beyond what was asked for: after it, these laws say nothing more.
 */
import {
  type Broken,
  type Input,
  type MachineId,
  type MonitorLaw,
  type Observation,
  always,
  broken,
  describeValue,
  encode,
  monitor,
} from "@millrace/core";
import type { Job, Work } from "./juang-venkatesan.jobs.ts";
import type { JobDone, PeriodicInput, Saved, WentBack } from "./manivannan-singhal.jobs.ts";
import { readEachOnce } from "./read-each-once.ts";

/** What has happened, as far as it has not been undone. */
export interface Books {
  /** By machine. */
  readonly machines: Record<MachineId, AccountText>;
  /** By recovery, oldest first: the number that all go back to. */
  readonly lines: number[];
  /** By job on its way: what its sender was when it sent it. */
  readonly underWay: Record<string, PostmarkText>;
  /** By receiver and text of a message besides work, as text: of how many recoveries its sender knew. */
  readonly told: Record<string, number>;
  /** What the last event has to bring about, as far as it has not done so. */
  due: Due | null;
  /** Whether there was a crash too many. */
  isBeyond: boolean;
}

/** What one machine has done. */
export interface Account {
  /** The jobs that it has handled, oldest first. */
  readonly handled: readonly string[];
  /** Its checkpoints, oldest first: number, and how many of the jobs were handled. */
  readonly checkpoints: readonly (readonly [number: number, handled: number])[];
  /** How many recoveries it has taken part in. */
  readonly incarnation: number;
}

/** An {@link Account} as JSON: the books are copied often, and few accounts change. */
export type AccountText = string;

/** What a machine was when it sent something. */
export interface Postmark {
  /** How many recoveries it had taken part in. */
  readonly incarnation: number;
  /** The number of its newest checkpoint. */
  readonly number: number;
  /** Whether the sending had been undone when the last recovery began. */
  readonly isUndone: boolean;
}

/** A {@link Postmark} as JSON, as accounts are. */
export type PostmarkText = string;

/** What an event has to bring about, at one machine. */
export interface Due {
  /** Which machine. */
  readonly machine: MachineId;
  /** The line that it has to go back to, if any. */
  line: number | null;
  /** The numbers under which it has to save, next one first. */
  readonly numbers: number[];
  /** The job that has come, if any. */
  job: string | null;
  /** Whether that one has to be handled. */
  readonly counts: boolean;
}

/** Where a job comes from. */
export interface Origin {
  /** Who has to do it. */
  readonly at: MachineId;
  /** Who hands it on; null if it comes from outside. */
  readonly from: MachineId | null;
  /** The job that hands it on; null if it comes from outside. */
  readonly parent: string | null;
}

/** By a job's name. */
export type Origins = ReadonlyMap<string, Origin>;

/** How many messages besides work each machine owes each other one: by sender, then by receiver. */
export type Owed = Record<MachineId, Record<MachineId, number>>;

/** Safety: of every number, the first checkpoints that are not before it make a line, and so does what is there now. */
export function everyLineFits(inputs: readonly Input[]): MonitorLaw<Books> {
  return lawOf(inputs, {
    name: "checkpoints of one number fit together: none has received what is sent after another one",
    holds: findOrphan,
  });
}

/** What comes is handled at once, each job once, and nothing else is; but a job whose sending is undone is not. */
export function handlesWhatCounts(inputs: readonly Input[]): MonitorLaw<Books> {
  return lawOf(inputs, {
    name: "what comes is handled at once, unless its sending is undone",
    judges: judgeHandled,
    holds: ({ due }) =>
      due === null || due.job === null || !due.counts
        ? undefined
        : broken(`${due.machine} handles "${due.job}", which has come and is not undone`, "it does not"),
  });
}

/** Checkpoints: when a period begins, or a message or a recovery asks for it, and never besides. */
export function savesWhatIsNeeded(inputs: readonly Input[]): MonitorLaw<Books> {
  return lawOf(inputs, {
    name: "a checkpoint is saved when a period, a message or a recovery brings a higher number, and then only",
    judges({ due }, { machine, output }) {
      if (!isSaved(output)) return undefined;
      const wanted = due?.numbers[0];
      if (wanted === output.number) return undefined;
      const saves = `it saves one with number ${output.number}`;
      return wanted === undefined
        ? broken(`${machine} saves no checkpoint now`, saves)
        : broken(`${machine} saves a checkpoint with number ${wanted}`, saves);
    },
    holds: ({ due }) =>
      due?.numbers[0] === undefined
        ? undefined
        : broken(`${due.machine} saves a checkpoint with number ${due.numbers[0]}`, "it saves none"),
  });
}

/** A recovery: who crashed goes back to its newest checkpoint, and others as the line asks, each as soon as it hears, once. */
export function goesBackToTheLine(inputs: readonly Input[]): MonitorLaw<Books> {
  return lawOf(inputs, {
    name: "a machine goes back once, as soon as it hears of it, to its first checkpoint that is not before the line",
    judges: judgeRecovered,
    holds: ({ due }) =>
      due === null || due.line === null
        ? undefined
        : broken(`${due.machine} goes back for a line of ${due.line} now`, "it does not"),
  });
}

/** The cost: nothing but work, and after a crash one message to each other machine from the one that crashed. */
export const asksNobody: MonitorLaw<Owed> = {
  ...monitor<Owed>("nothing besides work is sent, but after a crash one message to each other machine", {
    start: (machines) =>
      Object.fromEntries(
        machines.map((from) => [from, Object.fromEntries(machines.filter((to) => to !== from).map((to) => [to, 0]))]),
      ),
    on: {
      // Who crashes again before it has told the others is not held to it.
      crash: (owed, { machine }) => fill(owed[machine], 0),
      restart: (owed, { machine }) => fill(owed[machine], 1),
      send(owed, { machine, to, message }) {
        if (isWork(message)) return undefined;
        const row = owed[machine] ?? {};
        const left = row[to] ?? 0;
        row[to] = left - 1;
        return left < 1
          ? broken(`${machine} sends ${to} nothing but work now`, `it sends ${describeValue(message)}`)
          : undefined;
      },
    },
  }),
  finally(owed) {
    for (const [from, row] of Object.entries(owed)) {
      const left = Object.entries(row).find(([, count]) => count > 0);
      if (left !== undefined) return broken(`${from}, which has crashed, tells ${left[0]}`, "it never does");
    }
    return undefined;
  },
};

/** All of them. `inputs` are those of the system: they say what there is to do. */
export function manivannanSinghalLaws(inputs: readonly Input[]): MonitorLaw[] {
  return [
    everyLineFits(inputs),
    handlesWhatCounts(inputs),
    savesWhatIsNeeded(inputs),
    goesBackToTheLine(inputs),
    asksNobody,
  ];
}

type OutputSeen = Extract<Observation, { readonly kind: "output" }>;

interface Judge {
  readonly name: string;
  /** Called before an output is entered into the books. */
  judges?(books: Books, seen: OutputSeen, origins: Origins): Broken | undefined;
  /** Called after every event. */
  holds(books: Books, origins: Origins): Broken | undefined;
}

/** All laws keep the same books; each judges another thing. */
function lawOf(inputs: readonly Input[], { name, judges, holds }: Judge): MonitorLaw<Books> {
  const origins = originsOf(inputs);
  return always<Books, unknown, unknown, PeriodicInput>(name, {
    start: (machines) => ({
      machines: Object.fromEntries(
        machines.map((machine) => [machine, writeAccount({ handled: [], checkpoints: [[0, 0]], incarnation: 0 })]),
      ),
      lines: [],
      underWay: {},
      told: {},
      due: null,
      isBeyond: false,
    }),
    on: {
      timer: (books) => void (books.due = null),
      crash: (books, { machine }) => noteCrash(books, machine, origins),
      restart: (books, { machine }) => note(books, machine, { line: books.lines.at(-1) ?? null }),
      input(books, { machine, input }) {
        if (input.type === "job") note(books, machine, { job: input.job.name });
        else note(books, machine, { number: input.number });
      },
      deliver: (books, { machine, message }) => noteDelivery(books, { machine, message, origins }),
      drop(books, { message }) {
        if (isWork(message)) delete books.underWay[message.job.name];
      },
      send(books, { machine, to, message }) {
        const account = accountOf(books, machine);
        if (account === undefined) return;
        // Who is about to say that it has gone back may tell others first.
        const isGoing = books.due?.machine === machine && books.due.line !== null;
        const incarnation = account.incarnation + (isGoing ? 1 : 0);
        if (!isWork(message)) books.told[encode([to, message])] = incarnation;
        else
          books.underWay[message.job.name] = writePostmark({ incarnation, number: newest(account), isUndone: false });
      },
      output(books, seen) {
        if (books.isBeyond) return undefined;
        const problem = judges?.(books, seen, origins);
        noteOutput(books, seen);
        return problem;
      },
    },
    holds: (books) => (books.isBeyond ? undefined : holds(books, origins)),
  });
}

function noteCrash(books: Books, machine: MachineId, origins: Origins): void {
  const { machines, lines, underWay } = books;
  books.due = null;
  const account = accountOf(books, machine);
  if (account === undefined) return;
  if (Object.values(machines).every((text) => readAccount(text).incarnation === lines.length)) {
    for (const [job, postmark] of Object.entries(underWay))
      underWay[job] = writePostmark({ ...readPostmark(postmark), isUndone: !isKept(books, job, origins) });
    lines.push(newest(account));
  } else {
    // Nothing is promised any more, so nothing has to be remembered.
    Object.assign(books, { machines: {}, lines: [], underWay: {}, told: {}, isBeyond: true });
  }
}

/** What an event has to bring about. `number` asks for a checkpoint if it is higher than the machine's own. */
function note(
  books: Books,
  machine: MachineId,
  { line = null, number = 0, job = null, counts = true }: Partial<Due> & { readonly number?: number },
): void {
  books.due = null;
  const account = accountOf(books, machine);
  if (account === undefined) return;
  const numbers: number[] = [];
  const target = line === null ? undefined : targetOf(account, line);
  if (line !== null && target === undefined) numbers.push(line);
  const own = line === null ? newest(account) : (target?.[0] ?? line);
  if (number > own) numbers.push(number);
  if (line !== null || numbers.length > 0 || job !== null) books.due = { machine, line, numbers, job, counts };
}

function noteDelivery(
  books: Books,
  { machine, message, origins }: { readonly machine: MachineId; readonly message: unknown; readonly origins: Origins },
): void {
  const { lines, underWay, told } = books;
  const account = accountOf(books, machine);
  if (account === undefined) return;
  const job = isWork(message) ? message.job.name : null;
  const letter = { incarnation: told[encode([machine, message])] ?? 0, number: 0, isUndone: false };
  const postmark = job === null ? undefined : underWay[job];
  const { incarnation, number, isUndone } = postmark === undefined ? letter : readPostmark(postmark);
  if (job !== null) delete underWay[job];
  const line = incarnation > account.incarnation ? (lines.at(-1) ?? 0) : null;
  // Who has not heard of the last recovery cannot know what that one undoes.
  const isBehind = line === null && account.incarnation < lines.length;
  const counts = job === null || (isBehind ? !isUndone : isKept(books, job, origins));
  note(books, machine, counts ? { line, number, job } : { line, job, counts });
}

function noteOutput(books: Books, { machine, output }: OutputSeen): void {
  const { machines, due } = books;
  const account = accountOf(books, machine);
  if (account === undefined) return;
  const { handled, checkpoints, incarnation } = account;
  if (isSaved(output)) {
    const saved = [...checkpoints, [output.number, handled.length] as const];
    machines[machine] = writeAccount({ ...account, checkpoints: saved });
    if (due?.numbers[0] === output.number) due.numbers.shift();
  } else if (isRecovered(output)) {
    const place = checkpoints.findIndex(([number]) => number === output.number);
    const kept = place < 0 ? checkpoints : checkpoints.slice(0, place + 1);
    const done = handled.slice(0, kept.at(-1)?.[1] ?? 0);
    machines[machine] = writeAccount({ handled: done, checkpoints: kept, incarnation: incarnation + 1 });
    if (due !== null) due.line = null;
  } else if (isHandled(output)) {
    machines[machine] = writeAccount({ ...account, handled: [...handled, output.job] });
    if (due !== null) due.job = null;
  }
  if (due?.line === null && due.numbers.length === 0 && due.job === null) books.due = null;
}

function judgeHandled(books: Books, { machine, output }: OutputSeen, origins: Origins): Broken | undefined {
  if (!isHandled(output)) return undefined;
  const { due } = books;
  const { from, job, done } = output;
  const handles = `${machine} handles "${job}"`;
  const sender = origins.get(job)?.from ?? null;
  if (due?.job !== job) return broken(`${machine} handles what has just come, once`, `it handles "${job}"`);
  if (from !== sender) return broken(`"${job}" is from ${sender ?? "outside (null)"}`, `from: ${describeValue(from)}`);
  if (!due.counts) return broken(`${machine} throws "${job}" away, as ${sender} has undone its sending`, handles);
  const right = (accountOf(books, machine)?.handled.length ?? 0) + 1;
  return done === right ? undefined : broken(`${machine} has ${right} done with "${job}"`, `it says ${done}`);
}

function judgeRecovered(books: Books, { machine, output }: OutputSeen): Broken | undefined {
  if (isSaved(output)) return undefined;
  const line = books.due?.line ?? null;
  if (isHandled(output)) {
    return line === null
      ? undefined
      : broken(`${machine} goes back first, for a line of ${line}`, `it handles "${output.job}"`);
  }
  if (!isRecovered(output)) {
    return broken(
      'outputs are { type: "handled", from, job, done }, { type: "saved", number } and { type: "recovered", number, done }',
      `${machine} puts out ${describeValue(output)}`,
    );
  }
  const says = `it says ${describeValue(output)}`;
  const account = accountOf(books, machine);
  if (line === null || account === undefined) return broken(`${machine} has nothing to go back for`, says);
  const [number, done] = targetOf(account, line) ?? [line, account.handled.length];
  return output.number === number && output.done === done
    ? undefined
    : broken(`for a line of ${line}, ${machine} has checkpoint ${number} as its newest, and ${done} done`, says);
}

/** A job that is handled before a line and sent after it. */
function findOrphan(books: Books, origins: Origins): Broken | undefined {
  const machines: Record<MachineId, Account> = Object.fromEntries(
    Object.entries(books.machines).map(([machine, text]) => [machine, readAccount(text)]),
  );
  const numbers = new Set(Object.values(machines).flatMap(({ checkpoints }) => checkpoints.map(([number]) => number)));
  for (const line of [...numbers, Infinity]) {
    for (const [to, receiver] of Object.entries(machines)) {
      for (const job of receiver.handled.slice(0, positionOf(receiver, line))) {
        const { from, parent } = origins.get(job) ?? { from: null, parent: null };
        const sender = machines[from ?? ""];
        // Of two that have not gone back equally often, one will, and what does not fit then is gone.
        if (from === null || parent === null || sender?.incarnation !== receiver.incarnation) continue;
        const place = sender.handled.indexOf(parent);
        if (place >= 0 && place < positionOf(sender, line)) continue;
        return describeOrphan({ line, from, to, job, isUndone: place < 0, target: targetOf(receiver, line)?.[0] });
      }
    }
  }
  return undefined;
}

function describeOrphan({
  line,
  from,
  to,
  job,
  isUndone,
  target,
}: {
  readonly line: number;
  readonly from: MachineId;
  readonly to: MachineId;
  readonly job: string;
  readonly isUndone: boolean;
  readonly target: number | undefined;
}): Broken {
  if (isUndone) return broken(`${to} has not done "${job}": ${from} has undone its sending`, `${to} has done it`);
  const place =
    target === undefined ? `${to} has no checkpoint ${line}, and what it is now` : `checkpoint ${target} of ${to}`;
  return broken(
    `"${job}", which ${from} sends after its checkpoint ${line}, is handled after checkpoint ${line} of ${to}`,
    `${place} has it done`,
  );
}

/** Whether the sending of a job is not undone, and will not be by the recovery under way. */
function isKept(books: Books, job: string, origins: Origins): boolean {
  const { lines } = books;
  const { from, parent } = origins.get(job) ?? { from: null, parent: null };
  const sender = accountOf(books, from ?? "");
  if (sender === undefined || parent === null) return true;
  const place = sender.handled.indexOf(parent);
  const kept = sender.incarnation < lines.length ? positionOf(sender, lines.at(-1) ?? 0) : Infinity;
  return place >= 0 && place < kept;
}

/** How many of its jobs a machine has done at a line. */
function positionOf(account: Account, line: number): number {
  return targetOf(account, line)?.[1] ?? account.handled.length;
}

function targetOf({ checkpoints }: Account, line: number): readonly [number: number, handled: number] | undefined {
  return checkpoints.find(([number]) => number >= line);
}

function newest({ checkpoints }: Account): number {
  return checkpoints.at(-1)?.[0] ?? 0;
}

function accountOf({ machines }: Books, machine: MachineId): Account | undefined {
  const text = machines[machine];
  return text === undefined ? undefined : readAccount(text);
}

/** Of a text of {@link writeAccount}. */
const readAccount = readEachOnce<Account>();

function writeAccount({ handled, checkpoints, incarnation }: Account): AccountText {
  return JSON.stringify({ handled, checkpoints, incarnation });
}

function readPostmark(text: PostmarkText): Postmark {
  // Nobody else writes them.
  return JSON.parse(text) as Postmark;
}

function writePostmark({ incarnation, number, isUndone }: Postmark): PostmarkText {
  return JSON.stringify({ incarnation, number, isUndone });
}

function originsOf(inputs: readonly Input[]): Origins {
  const origins = new Map<string, Origin>();
  const enter = (job: Job, origin: Origin): void => {
    if (origins.has(job.name))
      throw new Error(`Cannot judge jobs as two are called "${job.name}". Call one otherwise.`);
    origins.set(job.name, origin);
    for (const { to, job: next } of job.next) enter(next, { at: to, from: origin.at, parent: job.name });
  };
  for (const { machine, input } of inputs) {
    const { type, job } = Object(input) as { readonly type?: string; readonly job?: Job };
    if (type === "job" && job !== undefined) enter(job, { at: machine, from: null, parent: null });
  }
  return origins;
}

function fill(row: Record<MachineId, number> = {}, count: number): void {
  for (const to of Object.keys(row)) row[to] = count;
}

function isWork(message: unknown): message is Work {
  return has(message, "work") && typeof Object(message["job"]).name === "string";
}

function isHandled(output: unknown): output is JobDone {
  return has(output, "handled") && typeof output["job"] === "string";
}

function isSaved(output: unknown): output is Saved {
  return has(output, "saved") && typeof output["number"] === "number";
}

function isRecovered(output: unknown): output is WentBack {
  return has(output, "recovered") && typeof output["number"] === "number";
}

function has(value: unknown, type: string): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}
