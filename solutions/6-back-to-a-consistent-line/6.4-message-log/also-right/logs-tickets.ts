/**
 * Right as well: the log keeps what came of the receipts, the tickets themselves, as a changelog does. They are made at once
 * and handed out when they are written. The hall is ahead of the log, and nobody sees it.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";
import { asLogReply } from "@millrace/recovery/message-log.disk.ts";
import {
  type Hall,
  type OrderRecord,
  type Subscribe,
  type Ticket,
  drawCode,
  sell,
} from "@millrace/recovery/message-log.office.ts";

interface State {
  hall: Hall;
  readonly next: Map<MachineId, number>;
  isOpen: boolean;
}

export const boxOffice: Machine<State, OrderRecord | Subscribe, Ticket> = defineMachine({
  start(context): State {
    context.call("log", { type: "read" });
    return { hall: {}, next: new Map(), isOpen: false };
  },

  onMessage({ hall, next, isOpen }, message, from, context) {
    if (message.type !== "record" || !isOpen || message.offset !== (next.get(from) ?? 0)) return;
    const { offset, order } = message;
    next.set(from, offset + 1);
    // Only who has no place needs a code.
    const place = hall[order] ?? sell(hall, order, drawCode(context));
    const entry: Ticket = { type: "ticket", topic: from, offset, order, ...place };
    context.call("log", { type: "append", entry });
  },

  onReply(state, reply, _call, context) {
    const answer = asLogReply<Ticket>(reply);
    const tickets = answer.type === "appended" ? [answer.entry] : answer.entries;
    for (const ticket of tickets) context.output(ticket);
    if (answer.type === "appended") return;
    state.isOpen = true;
    for (const { order, seat, code } of tickets) state.hall[order] = { seat, code };
    for (const { topic, offset } of tickets) state.next.set(topic, offset + 1);
    for (const topic of context.peers) context.send(topic, { type: "subscribe", from: state.next.get(topic) ?? 0 });
  },
});
