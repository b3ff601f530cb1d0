/** A sender and a loader that passes rows in batches of any size. Runs on the page, and in its workers. */
import { type AnyMachine, type System, defineMachine, defineSystem } from "@millrace/core";

/** What the sender is asked to do. */
export interface Round {
  /** How many rows to send in all. */
  readonly rows: number;
  /** How many go into one message. */
  readonly batchRows: number;
}

/** A row, as small as the rows of many a table. */
interface Row {
  readonly id: number;
  readonly customer: string;
  readonly amount: number;
}

interface BatchMessage {
  readonly rows: readonly Row[];
}

/** The loader's answer: so many rows are loaded. */
interface LoadedMessage {
  readonly loaded: number;
}

interface SenderState {
  round: Round;
  sent: number;
  loaded: number;
}

/** Sends a batch, waits until it is loaded, and sends the next. Puts out how many rows are loaded, once all are. */
const sender = defineMachine<SenderState, BatchMessage | LoadedMessage, { readonly loaded: number }, Round>({
  start: () => ({ round: { rows: 0, batchRows: 1 }, sent: 0, loaded: 0 }),

  onMessage(state, message, _from, context) {
    if (!("loaded" in message)) return;
    state.loaded += message.loaded;
    if (state.sent < state.round.rows) context.send("loader", nextBatch(state));
    else context.output({ loaded: state.loaded });
  },

  onInput(state, round, context) {
    Object.assign(state, { round, sent: 0, loaded: 0 });
    context.send("loader", nextBatch(state));
  },
});

/** Hides the customer of each row behind a hash and keeps a sum, so that a row has a price too. Says how many rows came. */
const loader = defineMachine<{ checksum: number; sum: number }, BatchMessage | LoadedMessage>({
  start: () => ({ checksum: 0, sum: 0 }),

  onMessage(state, message, from, context) {
    if (!("rows" in message)) return;
    for (const { customer, amount } of message.rows) {
      state.checksum ^= hash(customer);
      state.sum += amount;
    }
    context.send(from, { loaded: message.rows.length });
  },
});

/** The two of them. */
export const batchSystem: System = defineSystem({
  machines: { sender: sender as AnyMachine, loader: loader as AnyMachine }, // a system takes machines of any type
});

/** Of many rounds, as one that is to resist guessing is. */
function hash(text: string): number {
  let found = 17;
  for (let round = 0; round < 400; round++) {
    for (let place = 0; place < text.length; place++)
      found = (Math.imul(found, 31) + text.charCodeAt(place) + round) | 0;
  }
  return found;
}

function nextBatch(state: SenderState): BatchMessage {
  const { rows, batchRows } = state.round;
  const first = state.sent;
  state.sent = Math.min(rows, first + batchRows);
  return {
    rows: Array.from({ length: state.sent - first }, (_, place) => ({
      id: first + place,
      customer: `customer ${(first + place) % 17}`,
      amount: 100 + place,
    })),
  };
}
