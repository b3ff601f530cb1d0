/**
 * Granularity: how much work goes into one message.
 *
 * Coarse: a message costs the same with a thousand rows as with one, so many rows share its price. Fine: the first row of a
 * batch waits for the others, and a batch that is lost is sent again with all that is in it. Between the two lies the
 * cheapest batch, and a machine that collects it must let it go when it is full, or when its first row has waited enough.
 *
 * State: the rows that wait, and one timer. Messages: batches. Channels are FIFO and lose nothing: to send a lost batch
 * again is part of the price here, not of the machine.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 1: granularity is computation by communication, and
 * loosely coupled machines want it coarse. A batch by size or by age is beyond the book: Kafka's producers, `batch.size` and
 * `linger.ms`.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { Batch, BatchPolicy, Route, RowInput } from "./batches.ts";

/**
 * What a row costs on average in batches of `batchRows`, 1 or more: its share of all the times that its batch is sent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { msPerRow } from "@millrace/dataflow";
 *
 * const route = { messageMs: 90, rowMs: 1, lossRate: 0, everyMs: 5, latencyMaxMs: 1000 };
 * assert.equal(msPerRow(1, route), 91);
 * assert.equal(msPerRow(10, route), 10);
 * ```
 */
export function msPerRow(batchRows: number, route: Route): number {
  const arrivesWhole = (1 - route.lossRate) ** batchRows;
  return sendMs(batchRows, route) / arrivesWhole / batchRows;
}

/**
 * How long the first row of a batch of `batchRows`, 1 or more, takes if nothing is lost: until the last one has come, and
 * until the batch is sent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { longestWaitMs } from "@millrace/dataflow";
 *
 * const route = { messageMs: 90, rowMs: 1, lossRate: 0, everyMs: 5, latencyMaxMs: 1000 };
 * assert.equal(longestWaitMs(10, route), 45 + 100);
 * ```
 */
export function longestWaitMs(batchRows: number, route: Route): number {
  return (batchRows - 1) * route.everyMs + sendMs(batchRows, route);
}

/**
 * The number of rows with which a row costs least, of those with which none takes longer than it may; 1 if there is no such
 * number. Of several, any is right, and this is the smallest.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chooseBatchRows } from "@millrace/dataflow";
 *
 * const route = { messageMs: 90, rowMs: 1, lossRate: 0, everyMs: 5, latencyMaxMs: 1000 };
 * assert.equal(chooseBatchRows(route), 152, "as many as are in time, as nothing is lost");
 * assert.equal(chooseBatchRows({ ...route, lossRate: 0.01 }), 60, "more of them would be lost too often");
 * ```
 */
export function chooseBatchRows(route: Route): number {
  let best = 1;
  for (let rows = 2; longestWaitMs(rows, route) <= route.latencyMaxMs; rows++) {
    if (msPerRow(rows, route) < msPerRow(best, route)) best = rows;
  }
  return best;
}

/** What a batcher remembers. */
export interface BatcherState {
  /** The rows that have come since the last batch left. */
  readonly waiting: unknown[];
}

/**
 * A source that collects rows. A batch leaves when it is full, or when its first row has waited long enough.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { batcher, loader } from "@millrace/dataflow";
 *
 * const source = batcher({ to: "loader", rowsMax: 100, waitMaxMs: 50 });
 * const system = defineSystem({ machines: { source, loader }, inputs: [at("source", { row: "a" }, { atMs: 10 })] });
 * const sent = simulate(system).events.find(({ sends }) => sends.length > 0);
 * assert.equal(sent?.atMs, 60);
 * ```
 */
export function batcher({ to, rowsMax, waitMaxMs }: BatchPolicy): Machine<BatcherState, Batch, never, RowInput> {
  return defineMachine<BatcherState, Batch, never, RowInput>({
    start: () => ({ waiting: [] }),

    onTimer(state, _timer, context) {
      leave(state, context);
    },

    onInput(state, { row }, context) {
      state.waiting.push(row);
      if (state.waiting.length === 1) context.setTimer("leave", waitMaxMs);
      if (state.waiting.length === rowsMax) leave(state, context);
    },
  });

  function leave({ waiting }: BatcherState, context: Context<Batch>): void {
    context.clearTimer("leave");
    context.send(to, { type: "batch", rows: waiting.splice(0) });
  }
}

function sendMs(batchRows: number, { messageMs, rowMs }: Route): number {
  return messageMs + batchRows * rowMs;
}
