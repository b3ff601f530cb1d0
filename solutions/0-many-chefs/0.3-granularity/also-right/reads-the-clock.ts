/**
 * Right as well: each row is kept with the time at which it came, and no timer is ever cleared. One that goes off early
 * looks at the clock and is set again for what is left. The choice goes up as long as it gets cheaper.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { Batch, BatchPolicy, Route, RowInput } from "@millrace/dataflow/batches.ts";

export function msPerRow(batchRows: number, { messageMs, rowMs, lossRate }: Route): number {
  return Math.exp(-batchRows * Math.log1p(-lossRate)) * (messageMs / batchRows + rowMs);
}

export function longestWaitMs(batchRows: number, { messageMs, rowMs, everyMs }: Route): number {
  return messageMs + rowMs + (batchRows - 1) * (everyMs + rowMs);
}

export function chooseBatchRows(route: Route): number {
  let rows = 1;
  while (longestWaitMs(rows + 1, route) <= route.latencyMaxMs && msPerRow(rows + 1, route) <= msPerRow(rows, route))
    rows += 1;
  return rows;
}

interface State {
  readonly waiting: { readonly row: unknown; readonly cameMs: number }[];
  isSet: boolean;
}

export function batcher({ to, rowsMax, waitMaxMs }: BatchPolicy): Machine<State, Batch, never, RowInput> {
  return defineMachine<State, Batch, never, RowInput>({
    start: () => ({ waiting: [], isSet: false }),

    onTimer(state, _timer, context) {
      state.isSet = false;
      const [first] = state.waiting;
      if (first === undefined) return;
      const leftMs = first.cameMs + waitMaxMs - context.now();
      if (leftMs <= 0) return context.send(to, { type: "batch", rows: state.waiting.splice(0).map(({ row }) => row) });
      state.isSet = true;
      context.setTimer("look", leftMs);
    },

    onInput(state, { row }, context) {
      state.waiting.push({ row, cameMs: context.now() });
      if (state.waiting.length >= rowsMax)
        return context.send(to, { type: "batch", rows: state.waiting.splice(0).map(({ row }) => row) });
      if (!state.isSet) context.setTimer("look", waitMaxMs);
      state.isSet = true;
    },
  });
}
