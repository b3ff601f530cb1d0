/**
 * High-water mark: load what is new since the last run, and be sure that nothing was left out.
 *
 * A run asks the warehouse how far it is, goes back from there by as much as an order may be late, and reads page by page
 * up to the order that was the newest when the run began. Each page is written in one transaction with the mark that goes
 * with it, each order in the place of its older self. So a run that is cut short, or made twice, does no harm.
 *
 * State: the run under way: where it ends, and where its next page begins. All that must survive is in the warehouse.
 * Calls: one of the warehouse and one of the source for each page, and one each to find the mark and the end.
 *
 * Source: beyond the book, which has checkpoints of whole systems in Kshemkalyani & Singhal, Distributed Computing (2008),
 * ch. 13; incremental models of dbt with a unique key and a lookback. Those ask for the newest row of their own table; here
 * the mark is a row of its own, for others to read.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type LoaderOptions, type Run, marks, orders } from "./high-water-mark.shop.ts";
import { type Position, type Row, asAnswer, comparePositions } from "./high-water-mark.store.ts";

/** What a loader remembers, until it crashes. */
export interface LoaderState {
  /** The run under way; undefined if there is none. */
  run: RunUnderWay | undefined;
  /** Whether another one was asked for meanwhile. */
  isDue: boolean;
}

/** Undefined is what the run does not know yet. */
export interface RunUnderWay {
  /** The mark of the warehouse; undefined as well, if it has none. */
  mark?: Position | undefined;
  /** The newest order when the run began: it reads no further. */
  end?: Position | undefined;
  /** The last order that it has read. */
  cursor?: Position | undefined;
}

/**
 * A loader of orders that may be late by so much. It makes a run when it starts, and one whenever it is asked to.
 *
 * @example
 * ```ts
 * import { simulate } from "@millrace/core";
 * import { incrementalLoader } from "@millrace/recovery";
 * import { order, shopOf } from "@millrace/recovery/high-water-mark.shop.ts";
 *
 * const commits = [[order(1, 500)], [order(2, 450), order(3, 450), order(4, 450)]];
 * const { events } = simulate(shopOf(incrementalLoader({ lookbackMs: 100 }), { commits }));
 * const written = events.flatMap(({ call }) => (call?.port === "warehouse" ? (Object(call.request).write ?? []) : []));
 * if (!written.some((write) => write.key === 4)) throw new Error("order 4 is late, and loaded");
 * ```
 */
export function incrementalLoader({ lookbackMs }: LoaderOptions): Machine<LoaderState, Run> {
  return defineMachine({
    start(context): LoaderState {
      return begin({ run: undefined, isDue: false }, context);
    },

    onMessage(state, _run, _from, context) {
      if (state.run === undefined) begin(state, context);
      else state.isDue = true;
    },

    onReply(state, reply, { port }, context) {
      const { run } = state;
      if (run === undefined) return;
      const { found } = asAnswer(reply);
      if (port === "warehouse") {
        const [[mark] = []] = found;
        run.mark = mark;
        readPage(run, { lookbackMs, context });
      } else {
        const [[newest] = [], page = []] = found;
        run.end ??= newest;
        if (page.length > 0) writePage(run, page, context);
        else finish(state, context);
      }
    },
  });
}

const readMark = { table: marks, key: orders };

function begin(state: LoaderState, context: Context<Run>): LoaderState {
  state.run = {};
  context.call("warehouse", { read: [readMark] });
  return state;
}

/** Asks for the rows that come next, and for the newest one, at the same moment. */
function readPage(
  { mark, end, cursor }: RunUnderWay,
  { lookbackMs, context }: LoaderOptions & { readonly context: Context<Run> },
): void {
  const window = mark === undefined ? {} : { from: { ts: mark.ts - lookbackMs } };
  const page = cursor === undefined ? window : { after: cursor, upTo: end };
  context.call("source", {
    read: [
      { table: orders, newest: true },
      { table: orders, ...page },
    ],
  });
}

function writePage(run: RunUnderWay, page: readonly Row[], context: Context<Run>): void {
  for (const { ts, id } of page) run.cursor = { ts, id };
  const { mark, cursor } = run;
  // In the window, a page may lie before the mark.
  const put = mark !== undefined && cursor !== undefined && comparePositions(mark, cursor) > 0 ? mark : cursor;
  const rows = page.map((row) => ({ table: orders, key: row.id, put: row }));
  context.call("warehouse", { write: [...rows, { ...readMark, put }], read: [readMark] });
}

function finish(state: LoaderState, context: Context<Run>): void {
  state.run = undefined;
  if (!state.isDue) return;
  state.isDue = false;
  begin(state, context);
}
