/**
 * Right as well: batches have numbers, and each has a timer of its own. One whose batch has left means nothing. The choice
 * solves the equation instead of trying: where the slope of the cost is zero, and the whole numbers beside it.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { Batch, BatchPolicy, Route, RowInput } from "@millrace/dataflow/batches.ts";

export function msPerRow(batchRows: number, { messageMs, rowMs, lossRate }: Route): number {
  const sends = 1 / Math.pow(1 - lossRate, batchRows);
  return (sends * messageMs) / batchRows + sends * rowMs;
}

export function longestWaitMs(batchRows: number, route: Route): number {
  return route.everyMs * batchRows - route.everyMs + route.rowMs * batchRows + route.messageMs;
}

export function chooseBatchRows(route: Route): number {
  const { messageMs, rowMs, lossRate, everyMs, latencyMaxMs } = route;
  const most = Math.max(1, Math.floor((latencyMaxMs - messageMs + everyMs) / (everyMs + rowMs)));
  if (lossRate === 0) return most;
  if (messageMs === 0) return 1;
  // messageMs = loss · rows · (messageMs + rows · rowMs)
  const loss = -Math.log1p(-lossRate);
  const ideal =
    rowMs === 0 ? 1 / loss : (-messageMs + Math.sqrt(messageMs ** 2 + (4 * rowMs * messageMs) / loss)) / (2 * rowMs);
  const below = Math.min(most, Math.max(1, Math.floor(ideal)));
  const above = Math.min(most, below + 1);
  return msPerRow(above, route) < msPerRow(below, route) ? above : below;
}

interface State {
  batch: number;
  rows: unknown[];
}

export function batcher({
  to,
  rowsMax,
  waitMaxMs,
}: BatchPolicy): Machine<State, Batch & { number: number }, never, RowInput> {
  const send = (state: State, context: Context<Batch & { number: number }>): void => {
    context.send(to, { type: "batch", rows: state.rows, number: state.batch });
    state.rows = [];
    state.batch += 1;
  };
  return defineMachine<State, Batch & { number: number }, never, RowInput>({
    start: () => ({ batch: 0, rows: [] }),

    onTimer(state, timer, context) {
      if (timer === `batch ${state.batch}` && state.rows.length > 0) send(state, context);
    },

    onInput(state, { row }, context) {
      state.rows = [...state.rows, row];
      if (state.rows.length >= rowsMax) send(state, context);
      else if (state.rows.length === 1) context.setTimer(`batch ${state.batch}`, waitMaxMs);
    },
  });
}
