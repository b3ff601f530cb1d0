/**
 * Message log: write down what you have received before anybody sees what came of it.
 *
 * What a machine does between two receipts follows from what it was and from what it received: it is *piecewise
 * deterministic*. So a log of all receipts, in their order, with whatever else was drawn by lot, is enough to become after
 * a crash what it was before. A receipt that is in no log may be another one next time. Therefore nothing that depends on
 * it leaves the machine until the log has it.
 *
 * State: what was sold, and what is expected next from each topic. After a crash the office reads its log, does all of it
 * again, shows it again, as nobody knows whether it was shown, and asks the topics for the rest.
 * Log: topic, offset, order and code of each receipt. One write for each.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 13, pessimistic logging, after Strom and Yemini,
 * "Optimistic recovery in distributed systems" (1985), and Alvisi and Marzullo, "Message logging" (1998). We deviate in that
 * senders need no log: topics keep all that they sent.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { asLogReply } from "./message-log.disk.ts";
import { type Hall, type OrderRecord, type Subscribe, type Ticket, drawCode, sell } from "./message-log.office.ts";

/** What an office remembers, until it crashes. */
export interface OfficeState {
  /** What is sold. */
  readonly hall: Hall;
  /** By topic: the offset that is expected next; undefined until the log is read. */
  next: Record<MachineId, number> | undefined;
}

/** What the log says of one receipt. */
export interface Receipt {
  /** Where it came from. */
  readonly topic: MachineId;
  /** Its place there. */
  readonly offset: number;
  /** What it said. */
  readonly order: string;
  /** What was drawn when it came: it would be another one next time. */
  readonly code: number;
}

/**
 * Sells the next free seat to each order, and stays with it.
 *
 * @example
 * ```ts
 * import { simulate } from "@millrace/core";
 * import { boxOffice } from "@millrace/recovery";
 * import { officeOf } from "@millrace/recovery/message-log.office.ts";
 *
 * const { events } = simulate(officeOf(boxOffice, { topics: { east: ["e1", "e2"], west: ["w1"] } }));
 * const seats = events.flatMap(({ outputs }) => outputs.map((ticket) => Object(ticket).seat));
 * if (seats.join() !== "1,2,3") throw new Error("three orders, three seats");
 * ```
 */
export const boxOffice: Machine<OfficeState, OrderRecord | Subscribe, Ticket> = defineMachine({
  start(context): OfficeState {
    context.call("log", { type: "read" });
    return { hall: {}, next: undefined };
  },

  onMessage({ next }, message, from, context) {
    // Whatever is passed over here comes again: from the subscription that follows.
    if (message.type !== "record" || next === undefined || message.offset !== (next[from] ?? 0)) return;
    const { offset, order } = message;
    next[from] = offset + 1;
    const entry: Receipt = { topic: from, offset, order, code: drawCode(context) };
    context.call("log", { type: "append", entry });
  },

  onReply(state, reply, _call, context) {
    const answer = asLogReply<Receipt>(reply);
    if (answer.type === "appended") {
      apply(state, answer.entry, context);
      return;
    }
    const next: Record<MachineId, number> = {};
    for (const receipt of answer.entries) {
      next[receipt.topic] = receipt.offset + 1;
      apply(state, receipt, context);
    }
    state.next = next;
    for (const topic of context.peers) context.send(topic, { type: "subscribe", from: next[topic] ?? 0 });
  },
});

/** Does what a receipt asks for: the same each time, if the receipts before it are the same. */
function apply({ hall }: OfficeState, receipt: Receipt, context: Context<Subscribe, Ticket>): void {
  const { topic, offset, order, code } = receipt;
  context.output({ type: "ticket", topic, offset, order, ...sell(hall, order, code) });
}
