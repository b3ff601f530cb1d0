/**
 * Granularity: how many rows go into one message, and when a batch of them leaves.
 *
 * Edit `msPerRow`, `longestWaitMs` and `chooseBatchRows`, then `BatcherState` and the handlers of `batcher`. What goes in
 * and what comes out is fixed.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Batch, BatchPolicy, Route, RowInput } from "@millrace/dataflow/batches.ts";

/** What a row costs on average in batches of `batchRows`, 1 or more. */
export function msPerRow(batchRows: number, route: Route): number {
  // TODO(learner): this pays a whole message for each row, and nothing for what is lost.
  return route.messageMs + route.rowMs;
}

/** How long the first row of a batch of `batchRows` takes, from when it comes to when its batch is sent, if nothing is lost. */
export function longestWaitMs(batchRows: number, route: Route): number {
  // TODO(learner): the first row waits until the last one has come. Then the batch is sent, with all that is in it.
  return route.messageMs + route.rowMs;
}

/** The number of rows with which a row costs least, of those with which none takes longer than `latencyMaxMs`. */
export function chooseBatchRows(route: Route): number {
  // TODO(learner): as fine as possible. What does that cost?
  return 1;
}

/** What a batcher remembers. Yours: plain data, in an object. */
export interface BatcherState {
  // TODO(learner): which rows wait?
}

/** A source that collects rows. A batch leaves when it is full, or when its first row has waited long enough. */
export function batcher({ to, rowsMax, waitMaxMs }: BatchPolicy): Machine<BatcherState, Batch, never, RowInput> {
  return defineMachine<BatcherState, Batch, never, RowInput>({
    // TODO(learner): the state before anything has happened.
    start: () => ({}),

    onTimer(state, timer, context) {
      // TODO(learner): a timer has gone off. Whose time is up?
    },

    onInput(state, { row }, context) {
      // TODO(learner): this sends each row in a message of its own. Let it wait for others: up to `rowsMax` rows, and up to
      // `waitMaxMs` milliseconds. `context.setTimer(name, afterMs)` and `context.clearTimer(name)` keep the time.
      context.send(to, { type: "batch", rows: [row] });
    },
  });
}
