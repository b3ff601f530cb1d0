/**
 * Right as well: an entry is a whole checkpoint, and the last one counts. Receipts are gathered while the disk is at work, so
 * that one write does for several. What is shown again after a crash is all that the checkpoint has answered.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { asLogReply } from "@millrace/recovery/message-log.disk.ts";
import {
  type Hall,
  type OrderRecord,
  type Subscribe,
  type Ticket,
  drawCode,
  sell,
} from "@millrace/recovery/message-log.office.ts";

interface Checkpoint {
  readonly hall: Hall;
  readonly tickets: readonly Ticket[];
}

interface State {
  /** As the disk has it; undefined until it is read. */
  saved: Checkpoint | undefined;
  isWriting: boolean;
  waiting: readonly Pick<Ticket, "topic" | "offset" | "order">[];
}

export const boxOffice: Machine<State, OrderRecord | Subscribe, Ticket> = defineMachine({
  start(context): State {
    context.call("log", { type: "read" });
    return { saved: undefined, isWriting: false, waiting: [] };
  },

  onMessage(state, message, from, context) {
    if (message.type !== "record" || state.saved === undefined) return;
    state.waiting = [...state.waiting, { topic: from, offset: message.offset, order: message.order }];
    if (!state.isWriting) save(state, state.saved, context);
  },

  onReply(state, reply, _call, context) {
    const answer = asLogReply<Checkpoint>(reply);
    const before = state.saved?.tickets.length ?? 0;
    const saved = (answer.type === "appended" ? answer.entry : answer.entries.at(-1)) ?? { hall: {}, tickets: [] };
    state.saved = saved;
    state.isWriting = false;
    for (const ticket of saved.tickets.slice(before)) context.output(ticket);
    if (answer.type === "entries")
      for (const topic of context.peers) context.send(topic, { type: "subscribe", from: nextOf(topic, saved) });
    save(state, saved, context);
  },
});

function save(state: State, saved: Checkpoint, context: Context<Subscribe, Ticket>): void {
  const hall = { ...saved.hall };
  let tickets = saved.tickets;
  for (const { topic, offset, order } of state.waiting) {
    // What came before its turn, or again, is left out: it comes in the subscription of this life.
    if (offset !== nextOf(topic, { tickets })) continue;
    tickets = [...tickets, { type: "ticket", topic, offset, order, ...sell(hall, order, drawCode(context)) }];
  }
  state.waiting = [];
  if (tickets === saved.tickets) return;
  state.isWriting = true;
  context.call("log", { type: "append", entry: { hall, tickets } });
}

function nextOf(topic: MachineId, { tickets }: Pick<Checkpoint, "tickets">): number {
  return tickets.filter((ticket) => ticket.topic === topic).length;
}
