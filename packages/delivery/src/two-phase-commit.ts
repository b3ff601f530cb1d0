/**
 * Two-phase commit: several tables are published together, or none of them, whoever crashes meanwhile.
 *
 * First the publisher asks every table, and each that can publish promises to: it votes yes, and keeps on disk what it needs
 * to keep its word. Then the publisher decides, on disk, and tells. It commits only if all have voted yes. Until it has voted
 * yes a table may give up by itself; after that it is in doubt, and waits: whatever it did alone might be the wrong thing.
 *
 * State: what is on the disk, in memory; besides, at the publisher, who has voted.
 * Messages: prepare, vote, decision: 3n for n tables. They may overtake each other. A prepare or a vote may be lost; a decision
 * is not, nor is any message doubled.
 *
 * Source: beyond the book. J. Gray, "Notes on data base operating systems" (1978); its relatives are in Kshemkalyani & Singhal,
 * Distributed Computing (2008), ch. 14, on agreement.
 * We deviate in that a publisher that has crashed before it decided aborts, and in that no decision is acknowledged: the
 * publisher never forgets one.
 */
import { type Context, type Disk, type Machine, type MachineId, defineMachine } from "@millrace/core";
import {
  type CommitMessage,
  type Decided,
  type Decision,
  type Prepare,
  type Publish,
  type Rows,
  type TableOutcome,
  isFit,
} from "./two-phase-commit.tables.ts";

/**
 * The machine that asks and decides (the textbook's coordinator). Its peers are the tables.
 *
 * @example
 * ```ts
 * import { simulate } from "@millrace/core";
 * import { publish, publisher, publishing, table } from "@millrace/delivery";
 *
 * const inputs = [publish("monday", { orders: ["coat"], customers: ["ada"] })];
 * const system = publishing({ publisher, table }, { tables: ["orders", "customers"], inputs });
 * const outputs = simulate(system).events.flatMap((event) => event.outputs.map((output) => JSON.stringify(output)));
 * if (outputs.length !== 3) throw new Error("the publisher and two tables");
 * if (!outputs.every((output) => output.includes("committed"))) throw new Error("both are fit, so both are published");
 * ```
 */
export const publisher: Machine<PublisherState, CommitMessage, Decided, Publish> = defineMachine({
  start(context): PublisherState {
    const state: PublisherState = { log: readLog(context.disk), voted: new Map() };
    for (const [id, entry] of state.log) {
      if (entry === "open") decide(state, { id, decision: "abort" }, context);
    }
    return state;
  },

  onMessage(state, message, from, context) {
    if (message.type !== "vote" || state.log.get(message.id) !== "open") return;
    const { id, vote } = message;
    const voted = [...(state.voted.get(id) ?? []), from];
    state.voted.set(id, voted);
    if (vote === "no") {
      decide(state, { id, decision: "abort" }, context);
    } else if (context.peers.every((peer) => voted.includes(peer))) {
      decide(state, { id, decision: "commit" }, context);
    }
  },

  onTimer(state, id, context) {
    if (state.log.get(id) === "open") decide(state, { id, decision: "abort" }, context);
  },

  onInput(state, { id, rows }, context) {
    write(state, { id, entry: "open" }, context);
    for (const peer of context.peers) {
      context.send(peer, { type: "prepare", id, rows: rows[peer] ?? [] });
    }
    context.setTimer(id, patienceMs);
  },
});

/**
 * A machine with a table (the textbook's participant). Its only peer is the publisher.
 *
 * @example
 * ```ts
 * import { simulate } from "@millrace/core";
 * import { publish, publisher, publishing, table } from "@millrace/delivery";
 *
 * const inputs = [publish("monday", { orders: ["coat"], customers: [] })];
 * const system = publishing({ publisher, table }, { tables: ["orders", "customers"], inputs });
 * const outputs = simulate(system).events.flatMap((event) => event.outputs.map((output) => JSON.stringify(output)));
 * if (!outputs.every((output) => output.includes("aborted"))) throw new Error("no customers, so no orders either");
 * ```
 */
export const table: Machine<TableState, CommitMessage, TableOutcome> = defineMachine({
  start: (context): TableState => ({ log: readLog(context.disk) }),

  onMessage(state, message, from, context) {
    switch (message.type) {
      case "prepare":
        vote(state, message, { to: from, context });
        return;
      case "decision":
        obey(state, message, context);
        return;
      default:
    }
  },
});

/** How long the publisher waits for votes. Any length is right; a longer one aborts less, and keeps tables in doubt longer. */
export const patienceMs = 1000;

/** What the publisher remembers. */
export interface PublisherState {
  /** As on the disk: how far each publish has come, by id. */
  readonly log: Map<string, PublisherEntry>;
  /** Who has voted on each, by id. */
  readonly voted: Map<string, readonly MachineId[]>;
}

/** The votes are awaited, or it is decided. */
export type PublisherEntry = "open" | Decision["decision"];

/** What a table remembers. */
export interface TableState {
  /** As on the disk: what it has promised and been told, by id. */
  readonly log: Map<string, TableEntry>;
}

/** Promised, with the rows that are to be published; or over. */
export type TableEntry = { readonly status: "promised"; readonly rows: Rows } | { readonly status: "over" };

interface Log<Entry> {
  readonly log: Map<string, Entry>;
}

/** The decision falls with the write: whatever the publisher did before it, after a crash it would abort. */
function decide(
  state: PublisherState,
  { id, decision }: Pick<Decision, "id" | "decision">,
  context: Context<CommitMessage, Decided>,
): void {
  write(state, { id, entry: decision }, context);
  context.clearTimer(id);
  for (const peer of context.peers) {
    context.send(peer, { type: "decision", id, decision });
  }
  context.output({ type: decision === "commit" ? "committed" : "aborted", id });
}

/** Promises, if the rows are fit. If not, it can give up at once: without its yes nobody commits. */
function vote(
  state: TableState,
  { id, rows }: Prepare,
  { to, context }: { readonly to: MachineId; readonly context: Context<CommitMessage, TableOutcome> },
): void {
  // An abort may have overtaken the question.
  const isOver = state.log.has(id);
  if (!isOver && isFit(rows)) {
    write(state, { id, entry: { status: "promised", rows } }, context);
    context.send(to, { type: "vote", id, vote: "yes" });
    return;
  }
  context.send(to, { type: "vote", id, vote: "no" });
  if (isOver) return;
  write(state, { id, entry: { status: "over" } }, context);
  context.output({ type: "aborted", id });
}

/** Does what it is told, once. */
function obey(state: TableState, { id, decision }: Decision, context: Context<CommitMessage, TableOutcome>): void {
  const entry = state.log.get(id);
  if (entry?.status === "over") return;
  write(state, { id, entry: { status: "over" } }, context);
  if (decision === "abort") {
    context.output({ type: "aborted", id });
  } else if (entry !== undefined) {
    context.output({ type: "committed", id, rows: entry.rows });
  }
}

function write<Entry>(
  { log }: Log<Entry>,
  { id, entry }: { readonly id: string; readonly entry: Entry },
  { disk }: { readonly disk: Disk },
): void {
  log.set(id, entry);
  disk.write("log", log);
}

/** Nobody else writes that key. */
function readLog<Entry>(disk: Disk): Map<string, Entry> {
  return (disk.read("log") as Map<string, Entry> | undefined) ?? new Map();
}
