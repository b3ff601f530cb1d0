/**
 * What is true of any right loader, whoever wrote it: the warehouse never tells an order twice, never goes back and never
 * says more than it has; a run reads no more than it must; and in the end nothing is missing.
 *
 * Read are the calls of the shop and the loader alone. Each has its calls run in the order in which it makes them, and they
 * share no store in which both write; so what a store holds between two calls can be worked out, whoever crashes.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  equal,
  eventually,
  monitor,
} from "@millrace/core";
import { type LoaderOptions, marks, orders } from "./high-water-mark.shop.ts";
import {
  type Position,
  type Read,
  type Row,
  type Tables,
  type Transaction,
  applyWrite,
  checkTransaction,
  comparePositions,
  emptyTables,
  rowsOf,
} from "./high-water-mark.store.ts";

/** All of them, for a loader that is built with these options. */
export function incrementalLaws(options: LoaderOptions): readonly MonitorLaw[] {
  return [onceEach, neverGoesBack, marksTheNewest, readsTheWindow(options), endsComplete(options)];
}

/** Safety: an order has one row, at every moment. */
export const onceEach: MonitorLaw<Warehouse> = warehouseLaw("no order stands in the warehouse twice", (now) => {
  const seen = new Set<number>();
  for (const { id } of rowsOf(now, { table: orders })) {
    if (seen.has(id)) return broken(`one row for order ${id}`, "two");
    seen.add(id);
  }
  return undefined;
});

/** Safety: an order that is there stays, and gets no older. */
export const neverGoesBack: MonitorLaw<Warehouse> = warehouseLaw(
  "no order leaves the warehouse or gets older, and the mark never goes back",
  (now, before) => {
    // Of two rows with one id, which another law forbids, the older one.
    const rows = new Map(
      rowsOf(now, { table: orders })
        .toReversed()
        .map((row) => [row.id, row]),
    );
    for (const { id, ts } of rowsOf(before, { table: orders })) {
      const newer = rows.get(id);
      if (newer === undefined) return broken(`order ${id} stays in the warehouse`, "it is gone");
      if (newer.ts < ts) return broken(`order ${id} as of ${ts} or later`, `as of ${newer.ts}`);
    }
    const [old, mark] = [markOf(before), markOf(now)];
    if (old === undefined || (mark !== undefined && comparePositions(mark, old) >= 0)) return undefined;
    return broken(`the mark at ${describe(old)} or after it`, `at ${describe(mark)}`);
  },
);

/** Safety: whoever reads the mark knows how far the orders go, at every moment. */
export const marksTheNewest: MonitorLaw<Warehouse> = warehouseLaw(
  "the mark is that of the newest order in the warehouse",
  (now) => {
    const [newest] = rowsOf(now, { table: orders, newest: true });
    const mark = markOf(now);
    if (newest === undefined && mark === undefined) return undefined;
    if (newest !== undefined && mark !== undefined && comparePositions(mark, newest) === 0) return undefined;
    return broken(`the mark at ${describe(newest)}`, `at ${describe(mark)}`);
  },
);

/** Cost: what cannot have changed is not read again. */
export function readsTheWindow({ lookbackMs }: LoaderOptions): MonitorLaw<Warehouse> {
  return monitor<Warehouse>("no page begins further back than an order may be late", {
    start: startWarehouse,
    on: {
      call(warehouse, { machine, port, request }) {
        if (machine !== "loader") return undefined;
        checkTransaction(request);
        if (port === "warehouse") return void write(warehouse, request);
        const mark = markOf(warehouse.now);
        if (mark === undefined) return undefined;
        const firstTs = mark.ts - lookbackMs;
        const deep = (request.read ?? []).find((wanted) => beginOf(wanted) < firstTs);
        if (deep === undefined) return undefined;
        return broken(`no page from before ${firstTs}, as the mark is at ${describe(mark)}`, describeValue(deep));
      },
    },
  });
}

/** Liveness: all that was not too late is there, as it was last. */
export function endsComplete({ lookbackMs }: LoaderOptions): MonitorLaw<Stores> {
  return eventually("in the end the warehouse has every order that was not too late", {
    of: bothStores(lookbackMs),
    holds({ source, tooLate, now }) {
      const loaded = rowsOf(now, { table: orders });
      const expected = rowsOf(source, { table: orders });
      for (const row of expected) {
        const found = loaded.find(({ id }) => id === row.id);
        if (tooLate.includes(row.id) || (found !== undefined && hasColumns(found, row))) continue;
        return broken(
          `order ${describeValue(row)} in the warehouse`,
          found === undefined ? `no order ${row.id}` : describeValue(found),
        );
      }
      const other = loaded.find(({ id }) => expected.every((row) => row.id !== id));
      return other === undefined ? undefined : broken("only orders of the source", describeValue(other));
    },
  });
}

/** What a law remembers: the warehouse as all calls so far leave it. */
interface Warehouse {
  now: Tables;
}

/** Cost: runs come to an end, and none begins by itself. For a schedule that is followed: it counts calls. */
export function restsAfter(callsMax: number): MonitorLaw<{ calls: number }> {
  const wake = (state: { calls: number }, { machine }: { readonly machine: MachineId }): void => {
    if (machine === "loader") state.calls = 0;
  };
  return monitor<{ calls: number }>("the loader rests when all is loaded and nobody asks for a run", {
    start: () => ({ calls: 0 }),
    on: {
      restart: wake,
      deliver: wake,
      call(state, { machine }) {
        if (machine === "loader") state.calls += 1;
        return state.calls > callsMax
          ? broken(`at most ${callsMax} calls after a message`, `${state.calls} calls`)
          : undefined;
      },
    },
  });
}

interface Stores extends Warehouse {
  source: Tables;
  /** Orders whose last version was committed later than it may be: whether they are loaded is left to chance. */
  tooLate: readonly number[];
}

function startWarehouse(): Warehouse {
  return { now: emptyTables };
}

function warehouseLaw(name: string, judge: (now: Tables, before: Tables) => Broken | undefined): MonitorLaw<Warehouse> {
  return monitor<Warehouse>(name, {
    start: startWarehouse,
    on: {
      call(warehouse, { machine, port, request }) {
        if (machine !== "loader" || port !== "warehouse") return undefined;
        checkTransaction(request);
        const before = warehouse.now;
        write(warehouse, request);
        return judge(warehouse.now, before);
      },
    },
  });
}

function bothStores(lookbackMs: number): MonitorLaw<Stores> {
  return monitor<Stores>("the orders are counted", {
    start: () => ({ ...startWarehouse(), source: emptyTables, tooLate: [] }),
    on: {
      call(stores, { machine, port, request }) {
        checkTransaction(request);
        if (machine === "loader" && port === "warehouse") write(stores, request);
        if (machine === "shop") commit(stores, request, lookbackMs);
      },
    },
  });
}

function write(warehouse: Warehouse, { write: writes = [] }: Transaction): void {
  warehouse.now = writes.reduce(applyWrite, warehouse.now);
}

function commit(stores: Stores, { write: writes = [] }: Transaction, lookbackMs: number): void {
  const { source } = stores;
  const committed = writes.flatMap((each) => ("put" in each ? [each.put] : []));
  const [newest] = rowsOf(source, { table: orders, newest: true });
  const isTooLate = ({ ts }: Row): boolean => newest !== undefined && ts < newest.ts - lookbackMs;
  const others = stores.tooLate.filter((id) => committed.every((row) => row.id !== id));
  stores.tooLate = [...others, ...committed.filter(isTooLate).map(({ id }) => id)];
  stores.source = writes.reduce(applyWrite, source);
}

/** The time stamp from which on a question may find rows. Time stamps are whole numbers. */
function beginOf(wanted: Read): number {
  if ("key" in wanted || "newest" in wanted) return Infinity;
  const { from, after } = wanted;
  const afterTs = after === undefined ? -Infinity : after.id === undefined ? Math.floor(after.ts) + 1 : after.ts;
  return Math.max(Math.ceil(from?.ts ?? -Infinity), afterTs);
}

function markOf(tables: Tables): Row | undefined {
  return rowsOf(tables, { table: marks, key: orders })[0];
}

function hasColumns(found: Row, row: Row): boolean {
  return Object.entries(row).every(([column, value]) => equal(found[column], value));
}

function describe(position: Position | undefined): string {
  return position === undefined ? "none" : describeValue({ ts: position.ts, id: position.id });
}
