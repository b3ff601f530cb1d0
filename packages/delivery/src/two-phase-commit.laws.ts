/**
 * What two-phase commit promises, whoever wrote it. Reads what is asked, the messages that the exercise fixes (`type`, `id`,
 * `vote`, `decision`, and no other field), and what is put out; never a machine's variables or its disk. The machine that is
 * asked to publish is the publisher, all others are tables.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  equal,
  eventually,
  exactly,
  monitor,
} from "@millrace/core";
import { type Decision, type Publish, type Rows, type Vote, isFit } from "./two-phase-commit.tables.ts";

/** One outcome for each publish, in the agreed words. */
export const decidesOnce: MonitorLaw<Books> = outcomeLaw("a machine puts out one outcome for each publish", {
  heeds: ["outcomes"],
  output(transaction, { machine, type, id }) {
    const before = transaction.outcomes[machine];
    return before === undefined ? undefined : broken(`${machine} puts out "${id}" once`, `${before}, then ${type}`);
  },
});

/** The heart of it. */
export const nobodyDisagrees: MonitorLaw<Books> = outcomeLaw("never does one commit what another aborts", {
  heeds: ["outcomes"],
  output(transaction, { machine, type, id }) {
    const other = Object.entries(transaction.outcomes).find(([, outcome]) => outcome !== type);
    return other === undefined
      ? undefined
      : broken(`${machine} has "${id}" ${other[1]}, as ${other[0]} has`, `${machine} has it ${type}`);
  },
});

/** Who has not promised cannot be counted on. */
export const commitsOnlyIfAllVotedYes: MonitorLaw<Books> = outcomeLaw(
  "nobody commits before the publisher has a yes of every table",
  {
    heeds: ["yes"],
    output({ sides }, { machine, type, id }) {
      const missing = Object.keys(sides).find((table) => sides[table]?.isYesIn !== true);
      return type === "aborted" || missing === undefined
        ? undefined
        : broken(
            `{ type: "vote", id: "${id}", vote: "yes" } from ${missing} at the publisher, before anybody commits`,
            `${machine} put out committed without it`,
          );
    },
  },
);

/** Blocked is right, a guess is wrong. */
export const waitsInDoubt: MonitorLaw<Books> = outcomeLaw(
  "a table that has voted yes does nothing until it is told, and none commits untold",
  {
    heeds: ["votes", "decisions"],
    output({ sides }, { machine, type, id }) {
      const side = sides[machine];
      if (side === undefined) return undefined;
      const verb = type === "committed" ? "commit" : "abort";
      if (side.told.includes(verb) || (type === "aborted" && side.vote !== "yes")) return undefined;
      const reason = side.vote === "yes" ? "it has voted yes and is in doubt" : "it commits only if it is told to";
      return broken(
        `${machine} waits for { type: "decision", id: "${id}", … }: ${reason}`,
        `it put out ${type} by itself`,
      );
    },
  },
);

/** What a table was asked to publish is what it publishes. */
export const publishesItsRows: MonitorLaw<Books> = outcomeLaw("a table publishes the rows that it is to publish", {
  heeds: [],
  output({ sides }, { machine, type, id, rows }) {
    const side = sides[machine];
    return side === undefined || type === "aborted" || equal(side.rows, rows)
      ? undefined
      : broken(`${machine} publishes ${describeValue(side.rows)} as "${id}"`, `it published ${describeValue(rows)}`);
  },
});

/**
 * To abort always is no answer. There is a reason if the rows of a table are not fit, if the publisher lost patience while a yes
 * was missing, or if it crashed before it decided.
 */
export const abortsOnlyForAReason: MonitorLaw<Books> = outcomeLaw("nothing is aborted without a reason", {
  heeds: ["yes", "reasons", "outcomes"],
  output({ hasReason, sides }, { machine, type, id }) {
    if (type === "committed" || hasReason) return undefined;
    const missing = Object.keys(sides).filter((table) => sides[table]?.isYesIn !== true);
    const state =
      missing.length === 0
        ? "the publisher has a yes of every table"
        : `all rows are fit, and the publisher has neither crashed nor lost patience with ${missing.join(" and ")}`;
    return broken(`"${id}" is not aborted: ${state}`, `${machine} put out aborted`);
  },
});

/** Nobody is left in doubt, once all machines are up. */
export const everybodyDecides: MonitorLaw<Books> = eventually(
  "every machine puts out an outcome of every publish in the end",
  {
    of: decidesOnce,
    holds({ transactions, machines }) {
      for (const [id, { outcomes }] of Object.entries(transactions)) {
        const waiting = machines.find((machine) => outcomes[machine] === undefined);
        if (waiting === undefined) continue;
        return broken(
          `${waiting} puts out committed or aborted for "${id}"`,
          "it never does, and nothing is left to happen",
        );
      }
      return undefined;
    },
  },
);

/** The cost, where nobody crashes and nobody loses patience. */
export function threeMessagesForEachTable(tables: number): MonitorLaw {
  return exactly(`a publish costs ${3 * tables} messages: 3 for each table`, {
    counts: ({ kind }) => (kind === "send" ? 1 : 0),
    of: ({ kind }) => (kind === "input" ? 3 * tables : 0),
    unit: "messages",
  });
}

/** What holds whatever happens. */
export const safetyLaws: readonly MonitorLaw[] = [
  decidesOnce,
  nobodyDisagrees,
  commitsOnlyIfAllVotedYes,
  waitsInDoubt,
  publishesItsRows,
  abortsOnlyForAReason,
];

/** What a law remembers: of what happens, only what it heeds. */
export interface Books {
  /** All of them. */
  readonly machines: readonly MachineId[];
  /** The one that is asked to publish; empty until then. */
  publisher: MachineId;
  /** By id: what has been asked for. */
  readonly transactions: Record<string, Transaction>;
}

/** What has happened to one publish. */
export interface Transaction {
  /** Whether it may be aborted. */
  hasReason: boolean;
  /** By table. */
  readonly sides: Record<MachineId, Side>;
  /** By machine: the outcome that it put out. */
  readonly outcomes: Record<MachineId, Outcome["type"]>;
}

/** What one table knows and has said. */
export interface Side {
  /** What it is to publish. */
  rows: Rows;
  /** What it sent. */
  vote: Vote["vote"] | "none";
  /** Whether its yes has arrived. */
  isYesIn: boolean;
  /** Which decisions have reached it. */
  readonly told: Decision["decision"][];
}

interface Outcome {
  readonly machine: MachineId;
  readonly type: "committed" | "aborted";
  readonly id: string;
  readonly rows: unknown;
}

/** What can be entered in the books: votes that are sent, a yes that arrives, decisions that arrive, … */
type Entry = "votes" | "yes" | "decisions" | "reasons" | "outcomes";

/**
 * A law about outcomes: `output` is asked before the outcome is entered in the books. What a law does not heed is not entered:
 * a search tells states apart by all that laws remember.
 */
function outcomeLaw(
  name: string,
  law: { readonly heeds: readonly Entry[]; output(transaction: Transaction, outcome: Outcome): Broken | undefined },
): MonitorLaw<Books> {
  const heeds = (entry: Entry): boolean => law.heeds.includes(entry);
  return monitor<Books, unknown, unknown, Publish>(name, {
    start: (machines) => ({ machines, publisher: "", transactions: {} }),
    on: {
      input: noteInput,
      ...(heeds("votes") ? { send: noteVote } : {}),
      ...(heeds("yes") || heeds("decisions")
        ? {
            deliver(books, delivery) {
              if (heeds("yes")) noteYes(books, delivery);
              if (heeds("decisions")) noteDecision(books, delivery);
            },
          }
        : {}),
      ...(heeds("reasons") ? { timer: noteTimer, crash: noteCrash } : {}),
      output(books, { machine, output }) {
        const outcome = readOutcome(machine, output);
        if (outcome === undefined)
          return broken(
            `${machine} puts out { type: "committed", … } or { type: "aborted", … }, with the id`,
            `it put out ${describeValue(output)}`,
          );
        const transaction = books.transactions[outcome.id];
        if (transaction === undefined)
          return broken(
            `${machine} puts out the outcome of a publish that was asked for`,
            `it put out ${describeValue(output)}`,
          );
        const result = law.output(transaction, outcome);
        if (heeds("outcomes")) transaction.outcomes[machine] = outcome.type;
        return result;
      },
    },
  });
}

function noteInput(books: Books, { machine, input }: { readonly machine: MachineId; readonly input: Publish }): void {
  const tables = books.machines.filter((each) => each !== machine);
  const side = (table: MachineId): Side => ({ rows: input.rows[table] ?? [], vote: "none", isYesIn: false, told: [] });
  const sides = Object.fromEntries(tables.map((table) => [table, side(table)]));
  const hasReason = Object.values(sides).some(({ rows }) => !isFit(rows));
  books.publisher = machine;
  books.transactions[input.id] = { hasReason, sides, outcomes: {} };
}

function noteVote(
  { transactions }: Books,
  { machine, message }: { readonly machine: MachineId; readonly message: unknown },
): void {
  if (!isVote(message)) return;
  const side = transactions[message.id]?.sides[machine];
  if (side !== undefined) side.vote = message.vote;
}

interface Delivery {
  readonly machine: MachineId;
  readonly from: MachineId;
  readonly message: unknown;
}

function noteYes({ transactions }: Books, { from, message }: Delivery): void {
  if (!isVote(message) || message.vote !== "yes") return;
  const voter = transactions[message.id]?.sides[from];
  if (voter !== undefined) voter.isYesIn = true;
}

function noteDecision({ transactions }: Books, { machine, message }: Delivery): void {
  if (!isDecision(message)) return;
  const told = transactions[message.id]?.sides[machine]?.told;
  if (told?.includes(message.decision) === false) told.push(message.decision);
}

/** If it loses patience while a yes is missing, it may abort. */
function noteTimer({ publisher, transactions }: Books, { machine }: { readonly machine: MachineId }): void {
  if (machine !== publisher) return;
  for (const transaction of Object.values(transactions)) {
    if (Object.values(transaction.sides).some(({ isYesIn }) => !isYesIn)) transaction.hasReason = true;
  }
}

/** If it crashes before it has decided, it may abort. */
function noteCrash({ publisher, transactions }: Books, { machine }: { readonly machine: MachineId }): void {
  if (machine !== publisher) return;
  for (const transaction of Object.values(transactions)) {
    if (transaction.outcomes[publisher] === undefined) transaction.hasReason = true;
  }
}

function readOutcome(machine: MachineId, output: unknown): Outcome | undefined {
  const { type, id, rows } = Object(output) as Record<string, unknown>;
  if ((type !== "committed" && type !== "aborted") || typeof id !== "string") return undefined;
  return { machine, type, id, rows };
}

function isVote(message: unknown): message is Vote {
  return typeOf(message) === "vote" && hasId(message);
}

function isDecision(message: unknown): message is Decision {
  return typeOf(message) === "decision" && hasId(message);
}

function hasId(message: unknown): boolean {
  return typeof (Object(message) as { readonly id?: unknown }).id === "string";
}

function typeOf(value: unknown): unknown {
  return (Object(value) as { readonly type?: unknown }).type;
}
