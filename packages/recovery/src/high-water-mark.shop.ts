/** A shop that commits orders to a source, late ones among them, and tells a loader when there is something to load. */
import {
  type AnyMachine,
  type Faults,
  type Input,
  type Machine,
  type System,
  at,
  defineMachine,
  defineSystem,
} from "@millrace/core";
import { type Row, store } from "./high-water-mark.store.ts";

/** The table of orders, in the source and in the warehouse. */
export const orders = "orders";

/** The table in the warehouse that says how far its orders go. */
export const marks = "marks";

/** Asks the loader for a run. The only message there is. */
export interface Run {
  /** Always this. */
  readonly type: "run";
}

/** What a loader is built with. */
export interface LoaderOptions {
  /** How much older than the newest order a late one may be, in milliseconds: 0 or more. */
  readonly lookbackMs: number;
}

/** An order, new or changed: in the source there is one row for each id. */
export interface Order extends Row {
  /** What it comes to. */
  readonly total: number;
}

/** Some orders that are committed in one transaction. */
export interface Commit {
  /** Each replaces the row that has its id. */
  readonly commit: readonly Order[];
}

/** An order, in short: by id, time stamp and total. */
export function order(id: number, ts: number, total: number = 10 * id): Order {
  return { id, ts, total };
}

/** How many rows the source gives at most. */
export const pageRows = 2;

/**
 * A shop, a source, a loader and a warehouse. The shop makes these commits one after the other, at any moment, `everyMs`
 * apart in virtual time. After each one the loader is asked for a run.
 */
export function shopOf(
  loader: AnyMachine,
  options: {
    readonly commits: readonly (readonly Order[])[];
    readonly faults?: Faults;
    readonly everyMs?: number;
  },
): System {
  const { commits, faults = {}, everyMs = 10 } = options;
  return defineSystem({
    machines: { shop, loader },
    topology: [["shop", "loader"]],
    resources: { source: store({ pageRows }), warehouse: store() },
    inputs: commits.map((commit, place): Input => at("shop", { commit }, { atMs: place * everyMs })),
    faults,
  });
}

/** A crash loses it the news that a commit is through, so when it starts again it asks once more. */
const shop: Machine<object, Run, never, Commit> = defineMachine({
  start(context) {
    if (context.disk.read("opened") === true) context.call("source", {});
    else context.disk.write("opened", true);
    return {};
  },
  onInput(_state, { commit }, context) {
    context.call("source", { write: commit.map((row) => ({ table: orders, key: row.id, put: row })) });
  },
  onReply(_state, _reply, _call, context) {
    context.send("loader", { type: "run" });
  },
});

/**
 * Commits that are drawn: of one to three orders, some of them late, one in ten too late, and some that change an order.
 * `random` gives numbers in [0, 1).
 */
export function randomCommits(
  random: () => number,
  { commits, lookbackMs }: LoaderOptions & { readonly commits: number },
): Order[][] {
  const known: Order[] = [];
  let newestTs = 0;
  return Array.from({ length: commits }, () => {
    const late = newestTs - lookbackMs;
    const commit = Array.from({ length: 1 + below(random, 3) }, (): Order => {
      const ts = Math.max(0, late - (random() < 0.1 ? 2 : 0)) + below(random, lookbackMs + 4);
      const old = random() < 0.3 ? known[below(random, known.length)] : undefined;
      return old === undefined
        ? order(below(random, 1_000_000), ts)
        : order(old.id, Math.max(ts, late, old.ts + 1), old.total + 1);
    });
    known.push(...commit);
    newestTs = Math.max(newestTs, ...commit.map(({ ts }) => ts));
    return commit.filter(({ id }, place) => commit.findLastIndex((other) => other.id === id) === place);
  });
}

function below(random: () => number, count: number): number {
  return Math.floor(random() * count);
}
