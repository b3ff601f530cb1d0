/**
 * Right as well: the log says only from which topic the next record came, and the code that was drawn. What the record said
 * is asked of the topic again. After a crash, records wait until it is their turn in the log.
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

interface Turn {
  readonly topic: MachineId;
  readonly code: number;
}

interface State {
  readonly hall: Hall;
  /** In the log, and not yet done. */
  turns: readonly Turn[];
  /** By topic, from offset 0 on: what has come in this life. */
  readonly orders: Record<MachineId, string[]>;
  /** By topic: how many of these are done, and of how many the log has been asked to take note. */
  readonly done: Record<MachineId, number>;
  readonly noted: Record<MachineId, number>;
  isOpen: boolean;
}

export const boxOffice: Machine<State, OrderRecord | Subscribe, Ticket> = defineMachine({
  start(context): State {
    context.call("log", { type: "read" });
    for (const topic of context.peers) context.send(topic, { type: "subscribe", from: 0 });
    return { hall: {}, turns: [], orders: {}, done: {}, noted: {}, isOpen: false };
  },

  onMessage(state, message, from, context) {
    if (message.type !== "record") return;
    const orders = (state.orders[from] ??= []);
    if (message.offset !== orders.length) return;
    orders.push(message.order);
    goOn(state, context);
  },

  onReply(state, reply, _call, context) {
    const answer = asLogReply<Turn>(reply);
    if (answer.type === "appended") state.turns = [...state.turns, answer.entry];
    else {
      state.turns = answer.entries;
      state.isOpen = true;
      for (const { topic } of answer.entries) state.noted[topic] = (state.noted[topic] ?? 0) + 1;
    }
    goOn(state, context);
  },
});

function goOn(state: State, context: Context<Subscribe, Ticket>): void {
  const { hall, orders, done, noted } = state;
  for (const { topic, code } of state.turns) {
    const offset = done[topic] ?? 0;
    const order = orders[topic]?.[offset];
    if (order === undefined) break;
    context.output({ type: "ticket", topic, offset, order, ...sell(hall, order, code) });
    done[topic] = offset + 1;
    state.turns = state.turns.slice(1);
  }
  if (!state.isOpen) return;
  for (const topic of context.peers)
    for (; (noted[topic] ?? 0) < (orders[topic]?.length ?? 0); noted[topic] = (noted[topic] ?? 0) + 1)
      context.call("log", { type: "append", entry: { topic, code: drawCode(context) } });
}
