/**
 * Right as well: a publisher that comes back asks again instead of aborting, and a table that is asked again gives the same
 * answer again. Each publish has a key of its own on the disk, and the number of each key is kept as well. What a publisher
 * has decided it says again when it is back, and whoever knows it already passes over it.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import {
  type CommitMessage,
  type Decided,
  type Publish,
  type Rows,
  type TableOutcome,
  isFit,
} from "@millrace/delivery/two-phase-commit.tables.ts";

/** Votes by table, as they come; then the decision. */
interface Entry {
  readonly request: Publish;
  readonly votes: Record<string, "yes" | "no">;
  readonly decision?: "commit" | "abort";
}

interface State {
  count: number;
}

type Reach = Context<CommitMessage, Decided>;

export const publisher: Machine<State, CommitMessage, Decided, Publish> = defineMachine({
  start(context): State {
    const count = Number(context.disk.read("count") ?? 0);
    for (let place = 0; place < count; place++) {
      const entry = entryAt(place, context);
      if (entry.decision === undefined) ask(place, entry, context);
      else say(entry.request.id, entry.decision, context);
    }
    return { count };
  },

  onMessage(state, message, from, context) {
    if (message.type !== "vote") return;
    const place = placeOf(state, message.id, context);
    const entry = entryAt(place, context);
    if (entry.decision !== undefined) return;
    const votes = { ...entry.votes, [from]: message.vote };
    const isAll = context.peers.every((peer) => votes[peer] === "yes");
    context.disk.write(String(place), { ...entry, votes });
    if (isAll || message.vote === "no") end(place, isAll ? "commit" : "abort", context);
  },

  onTimer(_state, place, context) {
    if (entryAt(Number(place), context).decision === undefined) end(Number(place), "abort", context);
  },

  onInput(state, request, context) {
    const entry: Entry = { request, votes: {} };
    const place = state.count++;
    context.disk.write(String(place), entry);
    context.disk.write("count", state.count);
    ask(place, entry, context);
  },
});

function ask(place: number, { request, votes }: Entry, context: Reach): void {
  for (const peer of context.peers.filter((each) => votes[each] === undefined))
    context.send(peer, { type: "prepare", id: request.id, rows: request.rows[peer] ?? [] });
  context.setTimer(String(place), 250);
}

function end(place: number, decision: "commit" | "abort", context: Reach): void {
  const entry = entryAt(place, context);
  context.disk.write(String(place), { ...entry, decision });
  say(entry.request.id, decision, context);
  context.output({ type: decision === "commit" ? "committed" : "aborted", id: entry.request.id });
}

function say(id: string, decision: "commit" | "abort", context: Reach): void {
  for (const peer of context.peers) context.send(peer, { type: "decision", id, decision });
}

function placeOf({ count }: State, id: string, context: Reach): number {
  return Array.from({ length: count }, (_, place) => place).find(
    (place) => entryAt(place, context).request.id === id,
  ) as number;
}

function entryAt(place: number, { disk }: Reach): Entry {
  return disk.read(String(place)) as Entry;
}

interface TableState {
  readonly known: Record<string, Rows | "over">;
}

export const table: Machine<TableState, CommitMessage, TableOutcome> = defineMachine({
  start: (context): TableState => ({ known: (context.disk.read("known") ?? {}) as TableState["known"] }),

  onMessage({ known }, message, from, context) {
    const { id } = message;
    const before = known[id];
    if (message.type === "prepare") {
      if (before === undefined && isFit(message.rows)) known[id] = message.rows;
      const vote = known[id] === undefined || known[id] === "over" ? "no" : "yes";
      context.disk.write("known", known);
      context.send(from, { type: "vote", id, vote });
    }
    if (message.type !== "decision" || before === "over") return;
    known[id] = "over";
    context.disk.write("known", known);
    if (message.decision === "abort") context.output({ type: "aborted", id });
    else context.output({ type: "committed", id, rows: before ?? [] });
  },
});
