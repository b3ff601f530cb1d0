/**
 * Right as well: reads the whole window first, and writes it with the mark in a single transaction. Which step a run is at
 * follows from what was asked.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type LoaderOptions, type Run, marks, orders } from "@millrace/recovery/high-water-mark.shop.ts";
import { type Row, asAnswer, comparePositions } from "@millrace/recovery/high-water-mark.store.ts";

interface State {
  /** How many runs were asked for and are not done. */
  runsLeft: number;
  mark: Row | undefined;
  /** The newest order when the run began: it reads all of that time stamp, and nothing newer. */
  end: Row | undefined;
  rows: readonly Row[];
}

const none = { mark: undefined, end: undefined, rows: [] };
const markPlace = { table: marks, key: orders };

export function incrementalLoader({ lookbackMs }: LoaderOptions): Machine<State, Run> {
  return defineMachine({
    start(context): State {
      context.call("warehouse", { read: [markPlace] });
      return { runsLeft: 1, ...none };
    },

    onMessage(state, _run, _from, context) {
      state.runsLeft += 1;
      if (state.runsLeft === 1) context.call("warehouse", { read: [markPlace] });
    },

    onReply(state, reply, { port, request }, context) {
      const [rows = []] = asAnswer(reply).found;
      if ("write" in Object(request)) {
        endRun(state, context);
      } else if (port === "warehouse") {
        state.mark = rows[0];
        context.call("source", { read: [{ table: orders, newest: true }] });
      } else if (state.end === undefined && rows.length === 0) {
        endRun(state, context);
      } else if (state.end === undefined) {
        state.end = rows[0];
        readOn(state, lookbackMs, context);
      } else if (rows.length > 0) {
        state.rows = [...state.rows, ...rows];
        readOn(state, lookbackMs, context);
      } else {
        const [mark] = [...state.rows, ...(state.mark === undefined ? [] : [state.mark])]
          .toSorted(comparePositions)
          .slice(-1);
        const writes = state.rows.map((row) => ({ table: orders, key: String(row.id), put: row }));
        context.call("warehouse", { write: [...writes, ...(mark === undefined ? [] : [{ ...markPlace, put: mark }])] });
      }
    },
  });
}

function readOn({ rows, mark, end }: State, lookbackMs: number, context: Context<Run>): void {
  const last = rows.at(-1);
  const begin = last === undefined ? mark && { from: { ts: mark.ts - lookbackMs } } : { after: last };
  context.call("source", { read: [{ table: orders, ...begin, ...(end && { upTo: { ts: end.ts } }) }] });
}

function endRun(state: State, context: Context<Run>): void {
  Object.assign(state, none);
  state.runsLeft -= 1;
  if (state.runsLeft > 0) context.call("warehouse", { read: [markPlace] });
}
