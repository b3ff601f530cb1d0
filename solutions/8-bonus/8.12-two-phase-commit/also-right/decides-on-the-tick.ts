/**
 * Right as well: votes are only collected, and every 10 ms the publisher looks what it can decide; so it may crash with all
 * votes in its hands, and aborts then. The rows travel with the decision a second time, and a table keeps none of them; it
 * asks what became of its promise when it comes back, with a message of a kind of its own.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type Publish, type Rows, isFit } from "@millrace/delivery/two-phase-commit.tables.ts";

type Message =
  | { readonly type: "prepare"; readonly id: string; readonly rows: Rows }
  | { readonly type: "vote"; readonly id: string; readonly vote: "yes" | "no" }
  | { readonly type: "what of"; readonly id: string }
  | { readonly type: "decision"; readonly id: string; readonly decision: "commit" | "abort"; readonly rows: Rows };

interface Item {
  readonly request: Publish;
  ticksLeft: number;
  readonly votes: Map<MachineId, "yes" | "no">;
  result: "none" | "commit" | "abort";
}

interface State {
  readonly items: Map<string, Item>;
}

type Reach = Context<Message, object>;

export const publisher: Machine<State, Message, object, Publish> = defineMachine({
  start(context): State {
    const kept = (context.disk.read("results") ?? new Map()) as Map<string, Pick<Item, "request" | "result">>;
    const state: State = { items: new Map() };
    for (const [id, { request, result }] of kept)
      state.items.set(id, { request, result, ticksLeft: 0, votes: new Map() });
    if ([...state.items.values()].some(({ result }) => result === "none")) context.setTimer("tick", 10);
    return state;
  },

  onMessage({ items }, message, from, context) {
    const item = items.get(message.id);
    if (item === undefined) return;
    if (message.type === "vote") item.votes.set(from, message.vote);
    if (message.type === "what of" && item.result !== "none") tell(item, from, context);
  },

  onTimer(state, _tick, context) {
    for (const item of state.items.values()) {
      if (item.result !== "none") continue;
      const votes = context.peers.map((peer) => item.votes.get(peer));
      item.ticksLeft -= 1;
      if (votes.every((vote) => vote === "yes")) item.result = "commit";
      else if (votes.includes("no") || item.ticksLeft < 0) item.result = "abort";
      if (item.result === "none") continue;
      context.output({ type: item.result === "commit" ? "committed" : "aborted", id: item.request.id });
      for (const peer of context.peers) tell(item, peer, context);
    }
    keep(state, context);
    if ([...state.items.values()].some(({ result }) => result === "none")) context.setTimer("tick", 10);
  },

  onInput(state, request, context) {
    state.items.set(request.id, { request, ticksLeft: 5, votes: new Map(), result: "none" });
    for (const peer of context.peers)
      context.send(peer, { type: "prepare", id: request.id, rows: request.rows[peer] ?? [] });
    keep(state, context);
    context.setTimer("tick", 10);
  },
});

function tell({ request, result }: Item, to: MachineId, context: Reach): void {
  if (result === "none") return;
  context.send(to, { type: "decision", id: request.id, decision: result, rows: request.rows[to] ?? [] });
}

function keep({ items }: State, { disk }: Reach): void {
  disk.write("results", new Map([...items].map(([id, { request, result }]) => [id, { request, result }])));
}

interface TableState {
  readonly promised: Set<string>;
  readonly over: Set<string>;
}

export const table: Machine<TableState, Message, object> = defineMachine({
  start(context): TableState {
    const state = (context.disk.read("all") ?? { promised: new Set(), over: new Set() }) as TableState;
    for (const id of state.promised) for (const peer of context.peers) context.send(peer, { type: "what of", id });
    return state;
  },

  onMessage(state, message, from, context) {
    const { id } = message;
    if (message.type === "prepare") {
      const isYes = isFit(message.rows) && !state.over.has(id);
      if (isYes) state.promised.add(id);
      context.send(from, { type: "vote", id, vote: isYes ? "yes" : "no" });
    } else if (message.type === "decision" && !state.over.has(id)) {
      state.promised.delete(id);
      state.over.add(id);
      const { decision, rows } = message;
      context.output(decision === "commit" ? { type: "committed", id, rows } : { type: "aborted", id });
    }
    context.disk.write("all", state);
  },
});
