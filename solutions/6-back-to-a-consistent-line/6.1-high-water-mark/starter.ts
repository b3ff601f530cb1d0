/**
 * High-water mark: load what is new since the last run, and be sure that nothing was left out.
 *
 * When runs begin is given. Edit `RunUnderWay`, `readPage` and `writePage`, and where you need it, `onReply`. What the loader
 * is built with, what it is told, the two ports and the tables are fixed.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import { type LoaderOptions, type Run, marks, orders } from "@millrace/recovery/high-water-mark.shop.ts";
import { type Position, type Row, asAnswer } from "@millrace/recovery/high-water-mark.store.ts";

/** What a loader remembers, until it crashes. */
export interface LoaderState {
  /** The run under way; undefined if there is none. */
  run: RunUnderWay | undefined;
  /** Whether another one was asked for meanwhile. */
  isDue: boolean;
}

/** What is known of the run under way. Yours: plain data. */
export interface RunUnderWay {
  /** How far the warehouse is, as far as we know; undefined if we do not know, or if it has no mark. */
  mark?: Position | undefined;
  // TODO(learner): what else must a run remember from one page to the next?
}

/** A loader of orders that may be late by so much. It makes a run when it starts, and one whenever it is asked to. */
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
        const [page = []] = found;
        if (page.length > 0) writePage(run, page, context);
        else finish(state, context);
      }
    },
  });
}

/** Where the warehouse keeps its mark. */
const readMark = { table: marks, key: orders };

function begin(state: LoaderState, context: Context<Run>): LoaderState {
  state.run = {};
  context.call("warehouse", { read: [readMark] });
  return state;
}

/** Called when the warehouse has answered: at the beginning of a run, and after each page that was written. */
function readPage({ mark }: RunUnderWay, { context }: LoaderOptions & { readonly context: Context<Run> }): void {
  // TODO(learner): this is `where ts > (select max(ts) …)`. Which orders does it never see?
  const page = mark === undefined ? {} : { after: { ts: mark.ts } };
  context.call("source", { read: [{ table: orders, ...page }] });
}

/** Called when the source has answered with some orders, by time stamp and id. */
function writePage(_run: RunUnderWay, page: readonly Row[], context: Context<Run>): void {
  // TODO(learner): which of these may be in the warehouse already? And is the last one of this page the newest there?
  const rows = page.map((row) => ({ table: orders, append: row }));
  const [put] = page.slice(-1).map(({ ts, id }) => ({ ts, id }));
  context.call("warehouse", { write: [...rows, { ...readMark, put }], read: [readMark] });
}

function finish(state: LoaderState, context: Context<Run>): void {
  state.run = undefined;
  if (!state.isDue) return;
  state.isDue = false;
  begin(state, context);
}
