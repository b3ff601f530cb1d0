/**
 * Right as well: a timer of one millisecond looks at the rows that wait and counts how often it has. It is silent while
 * nothing waits. The choice takes the best of all that are in time, the largest of equals.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Batch, BatchPolicy, Route, RowInput } from "@millrace/dataflow/batches.ts";

export function msPerRow(batchRows: number, { messageMs, rowMs, lossRate }: Route): number {
  let sends = 1;
  for (let row = 0; row < batchRows; row++) sends /= 1 - lossRate;
  return (sends * (messageMs + batchRows * rowMs)) / batchRows;
}

export function longestWaitMs(batchRows: number, { messageMs, rowMs, everyMs }: Route): number {
  return messageMs - everyMs + batchRows * (rowMs + everyMs);
}

export function chooseBatchRows(route: Route): number {
  let best = { rows: 1, ms: msPerRow(1, route) };
  let sends = 1 / (1 - route.lossRate);
  for (let rows = 2; longestWaitMs(rows, route) <= route.latencyMaxMs; rows++) {
    sends /= 1 - route.lossRate;
    const ms = (sends * (route.messageMs + rows * route.rowMs)) / rows;
    if (ms <= best.ms) best = { rows, ms };
  }
  return best.rows;
}

interface State {
  readonly waiting: unknown[];
  looks: number;
}

export function batcher({ to, rowsMax, waitMaxMs }: BatchPolicy): Machine<State, Batch, never, RowInput> {
  return defineMachine<State, Batch, never, RowInput>({
    start: () => ({ waiting: [], looks: 0 }),

    onTimer(state, timer, context) {
      if (state.waiting.length === 0) return;
      state.looks += 1;
      if (state.looks < waitMaxMs) context.setTimer(timer, 1);
      else context.send(to, { type: "batch", rows: state.waiting.splice(0) });
    },

    onInput(state, { row }, context) {
      const { waiting } = state;
      if (waiting.push(row) === rowsMax) {
        context.clearTimer("look");
        context.send(to, { type: "batch", rows: waiting.splice(0) });
      } else if (waiting.length === 1) {
        state.looks = 0;
        context.setTimer("look", Math.min(1, waitMaxMs));
      }
    },
  });
}
