/**
 * Message log: write down what you have received before anybody sees what came of it.
 *
 * Edit `OfficeState`, the handlers, and if you like, what is in the log. What the topics are asked and send, the log's port
 * and the tickets are fixed. `sell` and `drawCode` are given.
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

/** What an office remembers, until it crashes. Yours: plain data, in an object. */
export interface OfficeState {
  /** What is sold. */
  readonly hall: Hall;
}

/** What the log says of one receipt. Yours: plain data. */
export interface Receipt {
  readonly topic: MachineId;
  readonly offset: number;
  readonly order: string;
  // TODO(learner): is this enough to do the same again?
}

/** Sells the next free seat to each order, and stays with it. */
export const boxOffice: Machine<OfficeState, OrderRecord | Subscribe, Ticket> = defineMachine({
  start(context): OfficeState {
    // TODO(learner): after a crash the office opens with an empty hall. What should it ask first, and whom?
    for (const topic of context.peers) context.send(topic, { type: "subscribe", from: 0 });
    return { hall: {} };
  },

  onMessage({ hall }, message, from, context) {
    if (message.type !== "record") return;
    // TODO(learner): this is shown before anything is written. And has this record not come before?
    const { offset, order } = message;
    const place = sell(hall, order, drawCode(context));
    context.output({ type: "ticket", topic: from, offset, order, ...place });
  },

  onReply(state, reply, call, context) {
    const answer = asLogReply<Receipt>(reply);
    // TODO(learner): { type: "appended", entry }, or { type: "entries", entries }. What may happen now that could not before?
  },
});
