/**
 * What is true of any right Koo–Toueg, whoever wrote it: the line of checkpoints has no orphan, nobody saves who need not,
 * all decide alike, work goes on, and what it costs.
 *
 * The truth is worked out from work messages and inputs, which say what each machine has sent and received when it takes a
 * checkpoint. Every message that is no work is the algorithm's own, and no field of it is read. To be asked to save before the
 * last save is over everywhere is beyond what was asked for: after that, these laws say nothing more.
 */
import { type Broken, type MachineId, type MonitorLaw, always, broken, describeValue, monitor } from "@millrace/core";
import type { CheckpointOutput, Permanent, Tentative, Work, WorkerInput } from "./koo-toueg.workers.ts";

/** What a machine has done up to some moment. */
export interface Mark {
  /** By receiver: how much work it has sent. */
  readonly sent: Counts;
  /** By sender: how much work it has received. */
  readonly received: Counts;
  /** The sum of what it has received. */
  total: number;
}

/** A {@link Mark} as JSON, machines in one order: the books are copied often, and few of their marks are read. */
export type MarkText = string;

/** By machine; those without an entry have 0. */
export type Counts = Record<MachineId, number>;

/** What has happened. */
export interface Books {
  /** By machine: what it has done up to now. */
  readonly now: Record<MachineId, MarkText>;
  /** By machine: what it had done at its last permanent checkpoint. */
  readonly permanent: Record<MachineId, MarkText>;
  /** By machine: what it had done at its tentative checkpoint; null if it has none. */
  readonly tentative: Record<MachineId, MarkText | null>;
  /** Whose disks are full. */
  full: MachineId[];
  /** The newest save; null before the first. */
  save: Save | null;
  /** Messages on their way that are no work. */
  inTransit: number;
  /** Whether a save was asked for before the last one was over. */
  isBeyond: boolean;
}

/** A save. */
export interface Save {
  /** Who was asked to. */
  readonly askedOf: MachineId;
  /** By machine that has taken a checkpoint: what it had done. */
  takers: Readonly<Record<MachineId, MarkText>>;
  /** Whose disk was full at some moment of it. */
  readonly wereFull: MachineId[];
  /** What the first one said that said anything; null before. */
  decision: "permanent" | "discarded" | null;
}

/** What was sent. */
export interface Accounts {
  /** What it was sent for. */
  readonly books: Books;
  /** By sender and receiver: messages that are no work, less those that there should be. */
  readonly tooMany: Record<MachineId, Counts>;
}

/** Work that was asked for and not sent. */
export interface Owed {
  /** Who has a tentative checkpoint, and so may put work off. */
  readonly books: Books;
  /** By sender, in the order in which it was asked to send. */
  readonly work: Record<MachineId, { readonly to: MachineId; readonly value: number }[]>;
}

/** Safety: what the algorithm is for. From the first word on that a checkpoint is permanent, tentative ones count. */
export const lineHasNoOrphan: MonitorLaw<Books> = booksLaw("the line of the newest checkpoints has no orphan", {
  permanent: judgeLine,
});

/** No more than is needed. */
export const onlyThoseSaveThatMust: MonitorLaw<Books> = booksLaw(
  "a machine saves only if a checkpoint would hold an orphan otherwise",
  { tentative: judgeNeed },
);

/** What a checkpoint is, and that all of them come to the same end; liveness: that there is one. */
export const checkpointsAreDecided: MonitorLaw<Books> = {
  ...booksLaw(
    "a checkpoint is taken once in a save, as things are, and in the end all of them are permanent or all discarded",
    {
      tentative: judgeTaking,
      permanent: judgePermanent,
      discarded: judgeDiscarded,
      other: (_books, { machine, output }) =>
        broken(
          'outputs are { type: "tentative", total }, { type: "permanent", total } and { type: "discarded" }',
          `${machine} puts out ${describeValue(output)}`,
        ),
    },
  ),
  finally: judgeEnd,
};

/** Work is not held up for longer than it must be, and none is lost or made up. */
export const workGoesOn: MonitorLaw<Owed> = always<Owed, unknown, unknown, WorkerInput>(
  "work is sent when that is asked for, or as soon as a tentative checkpoint is decided",
  {
    start: (machines) => ({ books: openBooks(machines), work: byMachine(machines, () => []) }),
    on: {
      ...bookkeeping(({ books }) => books, {}),
      input({ books, work }, { machine, input }) {
        if (input.type === "send") work[machine]?.push({ to: input.to, value: input.value });
        noteInput(books, { machine, input });
      },
      send({ books, work }, { machine, to, message }) {
        noteSend(books, { machine, to, message });
        if (books.isBeyond || !isWork(message)) return undefined;
        const place = (work[machine] ?? []).findIndex((owed) => owed.to === to);
        const [owed] = place < 0 ? [] : (work[machine]?.splice(place, 1) ?? []);
        if (owed?.value === message.value) return undefined;
        return broken(
          owed === undefined ? `${machine} sends ${to} no work now` : `${machine} sends ${to} ${owed.value} now`,
          `it sends ${message.value}`,
        );
      },
    },
    holds({ books, work }) {
      if (books.isBeyond) return undefined;
      const late = Object.entries(work).find(([machine, owed]) => owed.length > 0 && books.tentative[machine] === null);
      if (late === undefined) return undefined;
      const [machine, [owed]] = late;
      return broken(`${machine} sends ${owed?.to} ${owed?.value} now: it has no tentative checkpoint`, "it does not");
    },
  },
);

/** The cost. */
export const threeMessagesForEachRequest: MonitorLaw<Accounts> = {
  ...monitor<Accounts, unknown, unknown, WorkerInput>(
    "a save takes a request, a reply and a decision for each machine of each cohort, and no other message",
    {
      start: (machines) => ({ books: openBooks(machines), tooMany: byMachine(machines, () => ({})) }),
      on: {
        ...bookkeeping(({ books }) => books, {}),
        send({ books, tooMany }, { machine, to, message }) {
          noteSend(books, { machine, to, message });
          if (!isWork(message)) add(tooMany[machine], to, 1);
        },
        output(accounts, { machine, output }) {
          const { books, tooMany } = accounts;
          if (isTentative(output)) {
            for (const peer of cohortOf(books, machine)) {
              add(tooMany[machine], peer, -2);
              add(tooMany[peer], machine, -1);
            }
          }
          noteOutput(books, { machine, output });
        },
      },
    },
  ),
  finally: judgeCost,
};

/** All of them. */
export const kooTouegLaws: readonly MonitorLaw[] = [
  lineHasNoOrphan,
  onlyThoseSaveThatMust,
  checkpointsAreDecided,
  workGoesOn,
  threeMessagesForEachRequest,
];

interface Said<Output = unknown> {
  readonly machine: MachineId;
  readonly output: Output;
}

interface Judges {
  tentative?(books: Books, said: Said<Tentative>): Broken | undefined;
  permanent?(books: Books, said: Said<Permanent>): Broken | undefined;
  discarded?(books: Books, said: Said): Broken | undefined;
  other?(books: Books, said: Said): Broken | undefined;
}

function booksLaw(name: string, judges: Judges): MonitorLaw<Books> {
  return monitor<Books, unknown, unknown, WorkerInput>(name, {
    start: openBooks,
    on: bookkeeping<Books>((books) => books, judges),
  });
}

/** Observers that keep the books, and judge each output before they enter it. */
function bookkeeping<State>(booksOf: (state: State) => Books, judges: Judges) {
  return {
    input: (state: State, observation: { readonly machine: MachineId; readonly input: WorkerInput }): void =>
      noteInput(booksOf(state), observation),
    send: (state: State, observation: Sending): void => noteSend(booksOf(state), observation),
    deliver: (state: State, observation: Receiving): void => noteDelivery(booksOf(state), observation),
    output(state: State, said: Said): Broken | undefined {
      const books = booksOf(state);
      const problem = books.isBeyond ? undefined : judge(books, said, judges);
      noteOutput(books, said);
      return problem;
    },
  };
}

interface Sending {
  readonly machine: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}

interface Receiving {
  readonly machine: MachineId;
  readonly from: MachineId;
  readonly message: unknown;
}

function openBooks(machines: readonly MachineId[]): Books {
  const none = byMachine(machines, () => 0);
  const nothing = writeMark({ sent: none, received: none, total: 0 });
  return {
    now: byMachine(machines, () => nothing),
    permanent: byMachine(machines, () => nothing),
    tentative: byMachine(machines, () => null),
    full: [],
    save: null,
    inTransit: 0,
    isBeyond: false,
  };
}

function noteInput(
  books: Books,
  { machine, input }: { readonly machine: MachineId; readonly input: WorkerInput },
): void {
  const { save, full } = books;
  if (input.type === "disk") {
    books.full = full.filter((other) => other !== machine);
    if (input.isFull) books.full.push(machine);
    if (input.isFull && save !== null && !save.wereFull.includes(machine)) save.wereFull.push(machine);
  } else if (input.type === "save" && !full.includes(machine)) {
    if (save === null || isOver(books, save))
      books.save = { askedOf: machine, takers: {}, wereFull: [...full], decision: null };
    else books.isBeyond = true;
  }
}

function isOver({ tentative, inTransit }: Books, { takers }: Save): boolean {
  return Object.keys(takers).length > 0 && inTransit === 0 && Object.values(tentative).every((mark) => mark === null);
}

function noteSend(books: Books, { machine, to, message }: Sending): void {
  if (isWork(message)) change(books.now, machine, ({ sent }) => add(sent, to, 1));
  else books.inTransit += 1;
}

function noteDelivery(books: Books, { machine, from, message }: Receiving): void {
  if (!isWork(message)) {
    books.inTransit -= 1;
    return;
  }
  change(books.now, machine, (mark) => {
    add(mark.received, from, 1);
    mark.total += message.value;
  });
}

function noteOutput({ now, permanent, tentative, save }: Books, { machine, output }: Said): void {
  if (isTentative(output)) {
    const mark = now[machine];
    if (mark === undefined) return;
    tentative[machine] = mark;
    if (save !== null) save.takers = inOrder({ ...save.takers, [machine]: mark });
  } else if (isPermanent(output) || isDiscarded(output)) {
    const mark = tentative[machine] ?? null;
    if (isPermanent(output) && mark !== null) permanent[machine] = mark;
    tentative[machine] = null;
    if (save !== null) save.decision ??= output.type;
  }
}

function judge(books: Books, said: Said, judges: Judges): Broken | undefined {
  const { machine, output } = said;
  if (isTentative(output)) return judges.tentative?.(books, { machine, output });
  if (isPermanent(output)) return judges.permanent?.(books, { machine, output });
  return isDiscarded(output) ? judges.discarded?.(books, said) : judges.other?.(books, said);
}

function judgeLine({ permanent, tentative }: Books): Broken | undefined {
  const line = Object.entries(permanent).map(([machine, mark]) => ({
    machine,
    mark: readMark(tentative[machine] ?? mark),
  }));
  for (const { machine: from, mark: sender } of line) {
    for (const { machine: to, mark: receiver } of line) {
      const [sent, received] = [sender.sent[to] ?? 0, receiver.received[from] ?? 0];
      if (received <= sent) continue;
      return broken(
        `in the line, ${from} has sent all that ${to} has received from it`,
        `${to} has received ${received} there, and ${from} has sent ${sent}`,
      );
    }
  }
  return undefined;
}

function judgeNeed(books: Books, { machine }: Said): Broken | undefined {
  if (books.save?.askedOf === machine || isNeeded(books, machine)) return undefined;
  return broken(
    `${machine} takes no checkpoint: nobody who does has received what its last one has not sent`,
    "it takes one",
  );
}

/** Whether a machine that has taken a checkpoint has received in it what the last one of this machine has not sent. */
function isNeeded({ save, permanent }: Books, machine: MachineId): boolean {
  const { sent } = readMark(permanent[machine]);
  return Object.entries(save?.takers ?? {}).some(
    ([taker, mark]) => (readMark(mark).received[machine] ?? 0) > (sent[taker] ?? 0),
  );
}

function judgeTaking({ save, full, now }: Books, { machine, output }: Said<Tentative>): Broken | undefined {
  // One that is given up before all have answered may still reach machines that have not heard of that.
  if (save === null || save.decision === "permanent")
    return broken(`${machine} takes a checkpoint while a save is under way`, "none is");
  if (machine in save.takers) return broken(`${machine} takes one checkpoint in a save`, "it takes a second one");
  if (machine !== save.askedOf && !(save.askedOf in save.takers))
    return broken(`${save.askedOf}, which was asked, is the first to take a checkpoint`, `${machine} is`);
  if (full.includes(machine)) return broken(`${machine} takes no checkpoint: its disk is full`, "it takes one");
  const { total } = readMark(now[machine]);
  if (output.total === total) return undefined;
  return broken(`${machine}, with a total of ${total} now, saves that`, `it saves ${output.total}`);
}

function judgePermanent({ save, tentative }: Books, { machine, output }: Said<Permanent>): Broken | undefined {
  const mark = tentative[machine] ?? null;
  if (mark === null) return broken(`${machine} has no checkpoint that could become permanent`, "it says that one does");
  if (save?.decision === "discarded")
    return broken(`${machine} discards its checkpoint, like the others`, "it makes it permanent");
  const { total } = readMark(mark);
  if (output.total === total) return undefined;
  return broken(`the checkpoint of ${machine} has a total of ${total}`, `it makes one of ${output.total} permanent`);
}

function judgeDiscarded(books: Books, { machine }: Said): Broken | undefined {
  const { save, tentative } = books;
  if ((tentative[machine] ?? null) === null)
    return broken(`${machine} has no checkpoint that it could discard`, "it says that it discards one");
  if (save?.decision === "permanent")
    return broken(`${machine} makes its checkpoint permanent, like the others`, "it discards it");
  if (save?.wereFull.some((full) => isNeeded(books, full)) === true) return undefined;
  return broken(`${machine} makes its checkpoint permanent: all that have to save can do so`, "it discards it");
}

function judgeEnd({ save, tentative, isBeyond }: Books): Broken | undefined {
  if (isBeyond || save === null) return undefined;
  if (!(save.askedOf in save.takers))
    return broken(`${save.askedOf}, which was asked to save, does so`, "it never does");
  const undecided = Object.entries(tentative).find(([, mark]) => mark !== null);
  if (undecided === undefined) return undefined;
  return broken(`the checkpoint of ${undecided[0]} is made permanent or discarded`, "it stays tentative");
}

function judgeCost({ books, tooMany }: Accounts): Broken | undefined {
  if (books.isBeyond) return undefined;
  for (const [from, counts] of Object.entries(tooMany)) {
    for (const [to, count] of Object.entries(counts)) {
      if (count === 0) continue;
      return broken(
        `from ${from} to ${to}, a request and a decision for each save in whose cohort ${to} is, and a reply to each request`,
        count > 0 ? `${messages(count)} more` : `${messages(-count)} fewer`,
      );
    }
  }
  return undefined;
}

/** From whom a machine has received anything since its last permanent checkpoint. */
function cohortOf({ now, permanent }: Books, machine: MachineId): MachineId[] {
  const before = readMark(permanent[machine]).received;
  return Object.entries(readMark(now[machine]).received).flatMap(([peer, count]) =>
    count > (before[peer] ?? 0) ? [peer] : [],
  );
}

/** So that books tell no order of events. */
function inOrder<Value>(values: Readonly<Record<MachineId, Value>>): Record<MachineId, Value> {
  return Object.fromEntries(Object.entries(values).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function writeMark(mark: Mark): MarkText {
  return JSON.stringify(mark);
}

function readMark(text: MarkText | undefined): Mark {
  // Nobody else writes them.
  return text === undefined ? { sent: {}, received: {}, total: 0 } : (JSON.parse(text) as Mark);
}

function change(marks: Record<MachineId, MarkText>, machine: MachineId, edit: (mark: Mark) => void): void {
  const mark = readMark(marks[machine]);
  edit(mark);
  marks[machine] = writeMark(mark);
}

function messages(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}

function add(counts: Counts | undefined, machine: MachineId, count: number): void {
  if (counts !== undefined) counts[machine] = (counts[machine] ?? 0) + count;
}

function byMachine<Value>(machines: readonly MachineId[], make: () => Value): Record<MachineId, Value> {
  return Object.fromEntries(machines.map((machine) => [machine, make()]));
}

function isTentative(output: unknown): output is Tentative {
  return has(output, "tentative") && typeof output["total"] === "number";
}

function isPermanent(output: unknown): output is Permanent {
  return has(output, "permanent") && typeof output["total"] === "number";
}

function isDiscarded(output: unknown): output is CheckpointOutput & { readonly type: "discarded" } {
  return has(output, "discarded");
}

function isWork(message: unknown): message is Work {
  return has(message, "work") && typeof message["value"] === "number";
}

function has(value: unknown, type: string): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}
