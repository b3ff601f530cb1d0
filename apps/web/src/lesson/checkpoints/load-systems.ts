/** A source with orders, a loader, and a warehouse to load: on the page and in its workers, one for each way to load. */
import { type AnyMachine, type System, type SystemOptions, defineMachine, defineSystem } from "@millrace/core";
import { incrementalLoader } from "@millrace/recovery/high-water-mark.ts";
import { type Order, type Run, order, orders } from "@millrace/recovery/high-water-mark.shop.ts";
import { type Tables, applyWrite, emptyTables, store } from "@millrace/recovery/high-water-mark.store.ts";
import type { Mode } from "./mode.ts";
import { wholeTableLoader } from "./whole-table-loader.ts";

/** What the shop is asked to do: to have the loader run, or to change an order in the source. */
export type ShopInput = { readonly type: "run" } | { readonly type: "change"; readonly order: Order };

/** How many orders the source has. */
export const orderCount = 16;

const minuteMs = 60_000;

const loaders: Readonly<Record<Mode, AnyMachine>> = {
  append: wholeTableLoader({ write: "append" }) as AnyMachine, // a system takes machines of any type
  upsert: wholeTableLoader({ write: "put" }) as AnyMachine,
  // As far back as the order before: that one may be late.
  checkpoint: incrementalLoader({ lookbackMs: minuteMs }) as AnyMachine,
};

/** Its time stamp is when it was made or changed last: dbt's `updated_at`. */
export function orderAt(id: number, minute: number, total: number = 10 * id): Order {
  return order(id, minute * minuteMs, total);
}

const shop = defineMachine<object, Run, never, ShopInput>({
  start: () => ({}),
  onInput(_state, input, context) {
    if (input.type === "run") context.send("loader", { type: "run" });
    else context.call("source", { write: [{ table: orders, key: input.order.id, put: input.order }] });
  },
});

function firstOrders(): Tables {
  return Array.from({ length: orderCount }, (_, place) => orderAt(place + 1, place + 1)).reduce(
    (tables, each) => applyWrite(tables, { table: orders, key: each.id, put: each }),
    emptyTables,
  );
}

/** The system of one way to load. */
export function systemFor(mode: Mode, options: Pick<SystemOptions, "inputs" | "faults"> = {}): System {
  return defineSystem({
    machines: { shop: shop as AnyMachine, loader: loaders[mode] },
    topology: [["shop", "loader"]],
    resources: { source: { ...store({ pageRows: 2 }), start: () => firstOrders() }, warehouse: store() },
    ...options,
  });
}

/** The systems as they are run: nothing happens to them but what the reader does. */
export const systems: Readonly<Record<Mode, System>> = {
  append: systemFor("append"),
  upsert: systemFor("upsert"),
  checkpoint: systemFor("checkpoint"),
};
