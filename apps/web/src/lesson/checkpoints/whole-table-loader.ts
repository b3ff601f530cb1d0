/**
 * A loader that forgets: each run copies the whole table from its beginning, page by page, and nothing says how far the
 * last one came. What a second run does to the warehouse depends on how rows are written.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type Run, orders } from "@millrace/recovery/high-water-mark.shop.ts";
import { type Position, type Row, asAnswer } from "@millrace/recovery/high-water-mark.store.ts";

/** What it remembers, until it crashes. */
export interface WholeTableState {
  /** The run under way: the last row that it has read. Undefined if there is none. */
  run: { cursor?: Position } | undefined;
}

/** A loader that makes a run when it starts, and one whenever it is asked to. `append` adds a row, whatever is there. */
export function wholeTableLoader({ write }: { readonly write: "append" | "put" }): Machine<WholeTableState, Run> {
  return defineMachine<WholeTableState, Run>({
    start(context) {
      const state: WholeTableState = { run: {} };
      readPage(state, context);
      return state;
    },

    onMessage(state, _run, _from, context) {
      if (state.run !== undefined) return;
      state.run = {};
      readPage(state, context);
    },

    onReply(state, reply, { port }, context) {
      if (port === "warehouse") return readPage(state, context);
      const [page = []] = asAnswer(reply).found;
      const last = page.at(-1);
      if (last === undefined || state.run === undefined) {
        state.run = undefined;
        return;
      }
      state.run.cursor = { ts: last.ts, id: last.id };
      context.call("warehouse", { write: page.map((row) => writeOf(row)) });
    },
  });

  function writeOf(row: Row): object {
    return write === "append" ? { table: orders, append: row } : { table: orders, key: row.id, put: row };
  }
}

function readPage({ run }: WholeTableState, context: Context<Run>): void {
  const page = run?.cursor === undefined ? {} : { after: run.cursor };
  context.call("source", { read: [{ table: orders, ...page }] });
}
