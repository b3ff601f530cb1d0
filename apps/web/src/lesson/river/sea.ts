/**
 * Where the river ends: batches are counted, each once.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Batch, RiverMessage } from "./handing-on.ts";
import { type ReceivedBatches, isNew, noneReceived } from "./received-batches.ts";

/** What the outside sees. */
export type SeaOutput =
  | ({ readonly type: "counted" } & Batch)
  | { readonly type: "known already"; readonly batch: number };

/** What it remembers. */
export interface SeaState {
  readonly received: ReceivedBatches;
  rows: number;
}

/** The end of the river. */
export const sea: Machine<SeaState, RiverMessage, SeaOutput> = defineMachine<SeaState, RiverMessage, SeaOutput>({
  start: () => ({ received: noneReceived(), rows: 0 }),

  onMessage(state, message, from, context) {
    if (message.type !== "batch") return;
    const { batch, rows } = message;
    context.send(from, { type: "received", batch });
    if (!isNew(state.received, batch)) {
      context.output({ type: "known already", batch });
      return;
    }
    state.rows += rows;
    context.output({ type: "counted", batch, rows });
  },
});
