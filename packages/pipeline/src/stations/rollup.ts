/**
 * Roll-up: keeps a table of payments up to date with the incremental loader of 6.1, whenever it is asked to. It reads the
 * sink's database and writes to the resource "warehouse".
 *
 * dbt's incremental model. A run is over when the loader rests: it has no call under way, and no timer set.
 */
import { type Call, type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { asAnswer } from "@millrace/delivery/transaction.ts";
import { type Read, type Row, emptyTables, rowsOf } from "@millrace/recovery/high-water-mark.store.ts";
import { type Deeds, host, timersAfter } from "../hosted.ts";
import type { Parts } from "../parts.ts";
import type { RollupEnded, RunRollup } from "./messages.ts";
import { payments } from "./sink.ts";

/** What the roll-up remembers, until it crashes. */
export interface RollupState {
  /** The loader's own state. */
  loader: unknown;
  /** The loader's calls that have no reply, oldest first. */
  readonly calls: Call[];
  /** The loader's timers that are set. */
  timers: readonly string[];
  /** Who waits for a run to end. */
  waiting: { readonly to: MachineId; readonly attempt: number }[];
}

/** The station "rollup": its pages have `pageRows` rows. */
export function rollupStation(
  parts: Parts,
  { pageRows }: { readonly pageRows: number },
): Machine<RollupState, RunRollup | RollupEnded, never, { readonly type: "run" }> {
  // By batches of the sink, nothing is late.
  const loader = host(() => parts.incrementalLoader({ lookbackMs: 0 }), { name: "loader", self: "loader", peers: [] });

  return defineMachine({
    start(context): RollupState {
      const { state: own, ...deeds } = loader.start(context);
      const state: RollupState = { loader: own, calls: [], timers: [], waiting: [] };
      take(state, deeds, context);
      return state;
    },

    onMessage(state, { attempt }, from, context) {
      state.waiting.push({ to: from, attempt });
      take(state, loader.onMessage(state.loader, { type: "run" }, "scheduler", context), context);
    },

    onTimer(state, timer, context) {
      const deeds = loader.onTimer(state.loader, timer, context);
      if (deeds !== undefined) take(state, deeds, context);
    },

    onInput(state, _run, context) {
      take(state, loader.onMessage(state.loader, { type: "run" }, "scheduler", context), context);
    },

    onReply(state, reply, { port }, context) {
      // Replies of one resource come in the order of the calls.
      const place = state.calls.findIndex((call) => portOf(call) === port);
      const [call] = place < 0 ? [] : state.calls.splice(place, 1);
      if (call === undefined) return;
      const told = port === "database" ? answerFor(call, reply) : reply;
      take(state, loader.onReply(state.loader, told, call, context), context);
    },
  });

  function take(state: RollupState, deeds: Deeds, context: Context<unknown, never>): void {
    state.timers = timersAfter(state.timers, deeds);
    for (const call of deeds.calls) {
      state.calls.push(call);
      context.call(portOf(call), call.port === "source" ? { read: [{ table: payments }] } : call.request);
    }
    if (state.calls.length + state.timers.length > 0) return;
    for (const { to, attempt } of state.waiting) context.send(to, { type: "ended", attempt });
    state.waiting = [];
  }

  /** The sink's table, in the words of the loader's source. */
  function answerFor({ request }: Call, reply: unknown): unknown {
    const [entries = []] = asAnswer(reply).found;
    const stored = entries
      .map(({ key, row }) => ({ key, row: row as Row }))
      .toSorted((left, right) => left.row.ts - right.row.ts || left.row.id - right.row.id);
    const tables = { ...emptyTables, rows: { orders: stored } };
    const { read = [] } = request as { readonly read?: readonly Read[] };
    return { type: "committed", found: read.map((wanted) => rowsOf(tables, wanted).slice(0, pageRows)) };
  }
}

/** What the loader calls its source is the sink's database. */
function portOf({ port }: Call): string {
  return port === "source" ? "database" : port;
}
