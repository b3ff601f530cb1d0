/**
 * Right as well: does what dbt does. It asks the table of orders itself for the newest one, and removes what it is about to
 * insert; the mark is for others to read. The next page is asked for while this one is written, and a run begins a while
 * after it was asked for, so that it may do for several.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type LoaderOptions, type Run, marks, orders } from "@millrace/recovery/high-water-mark.shop.ts";
import { type Edge, type Row, asAnswer, comparePositions } from "@millrace/recovery/high-water-mark.store.ts";

interface State {
  isRunning: boolean;
  isDue: boolean;
  /** The newest order in the warehouse, once it is known. */
  newest: Row | undefined;
  /** Where the run ends, once it is known. */
  end: Edge | undefined;
}

export function incrementalLoader({ lookbackMs }: LoaderOptions): Machine<State, Run> {
  return defineMachine({
    start(context): State {
      context.setTimer("run", 10);
      return { isRunning: false, isDue: false, newest: undefined, end: undefined };
    },

    onMessage(_state, _run, _from, context) {
      context.setTimer("run", 10);
    },

    onTimer(state, _timer, context) {
      if (state.isRunning) state.isDue = true;
      else begin(state, context);
    },

    onReply(state, reply, { port, request }, context) {
      if ("write" in Object(request)) return;
      const { found } = asAnswer(reply);
      if (port === "warehouse") {
        state.newest = found[0]?.[0];
        const window = state.newest && { from: { ts: state.newest.ts - lookbackMs } };
        context.call("source", {
          read: [
            { table: orders, ...window },
            { table: orders, newest: true },
          ],
        });
        return;
      }
      const [page = [], [end] = []] = found;
      state.end ??= end;
      const last = page.at(-1);
      if (last === undefined || state.end === undefined) {
        state.isRunning = false;
        if (state.isDue) begin(state, context);
        return;
      }
      if (state.newest === undefined || comparePositions(last, state.newest) > 0) state.newest = last;
      replaceRows(page, state.newest, context);
      context.call("source", { read: [{ table: orders, after: last, upTo: state.end }] });
    },
  });
}

function begin(state: State, context: Context<Run>): void {
  Object.assign(state, { isRunning: true, isDue: false, newest: undefined, end: undefined });
  context.call("warehouse", { read: [{ table: orders, newest: true }] });
}

function replaceRows(page: readonly Row[], newest: Row, context: Context<Run>): void {
  const removals = page.map(({ id }) => ({ table: orders, key: id, remove: true }));
  const rows = page.map((row) => ({ table: orders, key: row.id, put: { ...row, loadedBy: context.self } }));
  context.call("warehouse", { write: [...removals, ...rows, { table: marks, key: orders, put: newest }] });
}
