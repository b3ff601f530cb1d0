/**
 * What a library that is asked by scatter–gather owes to whoever asks, whoever wrote it. Reads questions, answers, and which
 * machine sends a message to which; of a message nothing but its size.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  always,
  broken,
  describeValue,
  eventually,
  exactly,
  monitor,
  never,
} from "@millrace/core";
import type { Book, Figures, Question, Row } from "./books.ts";

/** The books of each shard, by the machine's name. A machine that is not listed is a coordinator. */
export type Shelves = Readonly<Record<MachineId, readonly Book[]>>;

/** Safety: the answer is what one machine with all the books would say, and comes once. */
export function answersLikeOneMachine(shelves: Shelves): MonitorLaw<Open> {
  const books = Object.values(shelves).flat();
  return monitor<Open, unknown, unknown, Question>("an answer is what one machine with all the books would say", {
    start: () => ({ questions: [] }),
    on: {
      input: ({ questions }, { machine, input }) => void questions.push({ ...input, at: machine }),
      output({ questions }, { machine, output }) {
        if (!isAnswer(output)) return broken(`${machine} puts out { type: "answer", id, rows }`, describeValue(output));
        const place = questions.findIndex(({ id, at }) => id === output.id && at === machine);
        const [question] = place < 0 ? [] : questions.splice(place, 1);
        if (question === undefined) return broken(describeOpen(questions, machine), describeValue(output));
        return judgeRows(output.rows, rowsOfOneMachine(books, question));
      },
    },
  });
}

/** Liveness: nobody waits at the desk for ever. `shelves` are those of {@link answersLikeOneMachine}. */
export function answersEveryQuestion(shelves: Shelves): MonitorLaw<Open> {
  return eventually("every question is answered in the end", {
    of: answersLikeOneMachine(shelves),
    holds: ({ questions: [first] }) =>
      first === undefined
        ? undefined
        : broken(`${first.at} answers "${first.id}"`, "it never does, and nothing is left to happen"),
  });
}

/** As {@link answersEveryQuestion}, for one of them: it has its answer even if another one never can. */
export function answersQuestion(wanted: string, shelves: Shelves): MonitorLaw<Open> {
  return eventually(`"${wanted}" is answered, whatever becomes of other questions`, {
    of: answersLikeOneMachine(shelves),
    holds: ({ questions }) =>
      questions.some(({ id }) => id === wanted)
        ? broken(`an answer to "${wanted}", as all its replies have come`, "none comes, and nothing is left to happen")
        : undefined,
  });
}

/** Scatter: nobody waits for one shard before asking the next, and nobody is asked twice. */
export function asksAllAtOnce(shelves: Shelves): MonitorLaw<Asked> {
  const shards = Object.keys(shelves);
  return always<Asked, unknown, unknown, Question>("a coordinator asks every shard once, as soon as a question comes", {
    start: (machines) => {
      const desks = machines.filter((machine) => !shards.includes(machine));
      return {
        questions: Object.fromEntries(desks.map((desk) => [desk, 0])),
        requests: Object.fromEntries(desks.map((desk) => [desk, Object.fromEntries(shards.map((id) => [id, 0]))])),
      };
    },
    on: {
      input: ({ questions }, { machine }) => void (questions[machine] = (questions[machine] ?? 0) + 1),
      send({ questions, requests }, { machine, to }) {
        const sent = requests[machine];
        if (sent === undefined) return undefined;
        sent[to] = (sent[to] ?? 0) + 1;
        const asked = questions[machine] ?? 0;
        return sent[to] <= asked
          ? undefined
          : broken(`${machine} asks ${to} ${times(asked)}: once for each question`, `it has asked ${times(sent[to])}`);
      },
    },
    holds({ questions, requests }) {
      for (const [desk, sent] of Object.entries(requests)) {
        const asked = questions[desk] ?? 0;
        const left = shards.find((id) => (sent[id] ?? 0) < asked);
        if (left !== undefined)
          return broken(
            `${desk} asks ${left} as soon as a question comes: ${times(asked)} by now`,
            `it has asked ${times(sent[left] ?? 0)}`,
          );
      }
      return undefined;
    },
  });
}

/** Gather: a shard speaks when it is asked, to whoever asked, once. */
export function repliesToWhoAsks(shelves: Shelves): MonitorLaw<Owed> {
  return monitor<Owed>("a shard sends one reply for each request, to the machine that asked", {
    start: () => ({}),
    on: {
      deliver(owed, { machine, from }) {
        if (shelves[machine] === undefined) return;
        const debts = (owed[machine] ??= {});
        debts[from] = (debts[from] ?? 0) + 1;
      },
      send(owed, { machine, to, message }) {
        if (shelves[machine] === undefined) return undefined;
        const debts = (owed[machine] ??= {});
        const left = debts[to] ?? 0;
        debts[to] = left - 1;
        return left > 0
          ? undefined
          : broken(`${machine} owes ${to} no reply and sends it nothing`, `it sent ${describeValue(message)}`);
      },
    },
  });
}

/** The cost: two messages for each question and shard. `shelves` say how many shards there are. */
export function costsTwoMessagesEach(shelves: Shelves): MonitorLaw<{ counted: number; expected: number }> {
  const perQuestion = 2 * Object.keys(shelves).length;
  return exactly("a question costs one request and one reply for each shard", {
    counts: ({ kind }) => (kind === "send" ? 1 : 0),
    of: ({ kind }) => (kind === "input" ? perQuestion : 0),
    unit: "messages",
  });
}

/** The books stay on their shelves: a message grows with the number of subjects, not with that of books. */
export function messagesStaySmall(shelves: Shelves): MonitorLaw<object> {
  const subjects = new Set(
    Object.values(shelves)
      .flat()
      .map(({ subject }) => subject),
  ).size;
  const most = charactersMax(subjects);
  return never("a message grows with the subjects, not with the books", (seen) => {
    if (seen.kind !== "send") return undefined;
    const length = lengthOf(seen.message);
    return length <= most
      ? undefined
      : broken(
          `at most ${most} characters in a message, as there are ${subjects} subjects`,
          `${seen.machine} sent ${seen.to} ${length} characters: ${describeValue(seen.message)}`,
        );
  });
}

/** How long a message may be, where there are so many subjects. */
export function charactersMax(subjects: number): number {
  return 200 + 200 * subjects;
}

/** Whether figures are those of these books, of which there is one at least. */
export function judgeFigures(actual: unknown, books: readonly Book[]): Broken | undefined {
  const expected = figuresOf(books);
  return isSame(actual, expected) ? undefined : broken(describeValue(expected), describeValue(actual));
}

/** Questions that have no answer yet, oldest first. */
export interface Open {
  /** With the coordinator that was asked. */
  readonly questions: (Question & { readonly at: MachineId })[];
}

/** What coordinators were asked, and what they asked. */
export interface Asked {
  /** By coordinator: questions that have come. */
  readonly questions: Record<MachineId, number>;
  /** By coordinator, then by shard: messages sent. */
  readonly requests: Record<MachineId, Record<MachineId, number>>;
}

/** How many replies a shard owes: by shard, then by the machine that asked. */
export type Owed = Record<MachineId, Record<MachineId, number>>;

/** The truth: all the books in one place, counted one subject at a time. */
function rowsOfOneMachine(books: readonly Book[], { atLeastPages }: Question): Row[] {
  const counted = books.filter(({ pages }) => pages >= atLeastPages);
  const bySubject = new Map<string, Book[]>();
  for (const book of counted) {
    const group = bySubject.get(book.subject);
    if (group === undefined) bySubject.set(book.subject, [book]);
    else group.push(book);
  }
  return [...bySubject].map(([subject, group]) => ({ subject, ...figuresOf(group) }));
}

function figuresOf(books: readonly Book[]): Figures {
  const pages = books.reduce((sum, book) => sum + book.pages, 0);
  const newest = books.reduce((latest, { year }) => (year > latest ? year : latest), -Infinity);
  return { books: books.length, pages, averagePages: pages / books.length, newest };
}

function judgeRows(actual: readonly unknown[], expected: readonly Row[]): Broken | undefined {
  for (const row of expected) {
    const same = actual.filter((candidate) => Object(candidate).subject === row.subject);
    if (same.length !== 1 || !isSame(same[0], row))
      return broken(
        `the row ${describeValue(row)}`,
        same.length === 0
          ? `no row for "${row.subject}"`
          : same.map((candidate) => describeValue(candidate)).join(", "),
      );
  }
  const extra = actual.find((candidate) => !expected.some(({ subject }) => Object(candidate).subject === subject));
  return actual.length === expected.length
    ? undefined
    : broken(`${expected.length} rows, one for each subject with such books`, `also ${describeValue(extra)}`);
}

/** An average may be off by a rounding, whoever has divided. */
function isSame(actual: unknown, expected: Readonly<Record<string, unknown>> | Figures | Row): boolean {
  const found: Readonly<Record<string, unknown>> = Object(actual);
  return (
    Object.keys(found).length === Object.keys(expected).length &&
    Object.entries(expected).every(([key, value]) => isNear(found[key], value))
  );
}

function isNear(actual: unknown, expected: unknown): boolean {
  if (typeof actual !== "number" || typeof expected !== "number") return actual === expected;
  return Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
}

function isAnswer(output: unknown): output is { readonly id: unknown; readonly rows: readonly unknown[] } {
  const { type, id, rows } = Object(output) as Readonly<Record<string, unknown>>;
  return type === "answer" && id !== undefined && Array.isArray(rows) && Object.keys(Object(output)).length === 3;
}

function describeOpen(questions: Open["questions"], machine: MachineId): string {
  const ids = questions.flatMap(({ id, at }) => (at === machine ? [`"${id}"`] : []));
  return ids.length === 0
    ? `${machine} puts out nothing now: it has no open question`
    : `${machine} answers one of its open questions: ${ids.join(", ")}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** A message written out, without its punctuation: a text and a key count as many characters as they have, all else ten. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value === "bigint") return String(value).length;
  if (typeof value !== "object" || value === null) return 10;
  if (value instanceof Map) return [...value].reduce((sum, [key, item]) => sum + lengthOf(key) + lengthOf(item), 0);
  if (value instanceof Set) return [...value].reduce<number>((sum, item) => sum + lengthOf(item), 0);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + lengthOf(item), 0);
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + lengthOf(item), 0);
}
