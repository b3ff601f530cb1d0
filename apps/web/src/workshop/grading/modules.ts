// What lockdown() leaves behind: Compartment and harden.
/// <reference types="ses" />
import * as core from "@millrace/core";
import type { Modules } from "./evaluate-work.ts";

/**
 * What learners' files import, by the name that they import it by. A test holds it against the starters, another one against
 * the library's own answers. Whole packages are there as on disk, and so are the parts that chaos day is made of.
 */
const loaders: Readonly<Record<string, () => Promise<object>>> = {
  "@millrace/clocks": () => import("@millrace/clocks"),
  "@millrace/clocks/vector-clock.ts": () => import("@millrace/clocks/vector-clock.ts"),
  "@millrace/dataflow": () => import("@millrace/dataflow"),
  "@millrace/dataflow/aggregate.ts": () => import("@millrace/dataflow/aggregate.ts"),
  "@millrace/dataflow/batches.ts": () => import("@millrace/dataflow/batches.ts"),
  "@millrace/dataflow/books.ts": () => import("@millrace/dataflow/books.ts"),
  "@millrace/dataflow/shuffle.orders.ts": () => import("@millrace/dataflow/shuffle.orders.ts"),
  "@millrace/delivery": () => import("@millrace/delivery"),
  "@millrace/delivery/consumer-group.broker.ts": () => import("@millrace/delivery/consumer-group.broker.ts"),
  "@millrace/delivery/consumer-group.sink.ts": () => import("@millrace/delivery/consumer-group.sink.ts"),
  "@millrace/delivery/consumer-group.ts": () => import("@millrace/delivery/consumer-group.ts"),
  "@millrace/delivery/idempotent-consumer.topic.ts": () => import("@millrace/delivery/idempotent-consumer.topic.ts"),
  "@millrace/delivery/idempotent-consumer.ts": () => import("@millrace/delivery/idempotent-consumer.ts"),
  "@millrace/delivery/lease.locks.ts": () => import("@millrace/delivery/lease.locks.ts"),
  "@millrace/delivery/lease.ts": () => import("@millrace/delivery/lease.ts"),
  "@millrace/delivery/outbox.shop.ts": () => import("@millrace/delivery/outbox.shop.ts"),
  "@millrace/delivery/retry.ts": () => import("@millrace/delivery/retry.ts"),
  "@millrace/delivery/transaction.ts": () => import("@millrace/delivery/transaction.ts"),
  "@millrace/delivery/two-phase-commit.tables.ts": () => import("@millrace/delivery/two-phase-commit.tables.ts"),
  "@millrace/ordering": () => import("@millrace/ordering"),
  "@millrace/ordering/fifo-delivery.ts": () => import("@millrace/ordering/fifo-delivery.ts"),
  "@millrace/ordering/keyed-partitions.ts": () => import("@millrace/ordering/keyed-partitions.ts"),
  "@millrace/ordering/kshemkalyani-singhal.machine.ts": () =>
    import("@millrace/ordering/kshemkalyani-singhal.machine.ts"),
  "@millrace/ordering/murmur2.ts": () => import("@millrace/ordering/murmur2.ts"),
  "@millrace/pipeline/chaos-day.ts": () => import("@millrace/pipeline/chaos-day.ts"),
  "@millrace/recovery": () => import("@millrace/recovery"),
  "@millrace/recovery/high-water-mark.shop.ts": () => import("@millrace/recovery/high-water-mark.shop.ts"),
  "@millrace/recovery/high-water-mark.store.ts": () => import("@millrace/recovery/high-water-mark.store.ts"),
  "@millrace/recovery/high-water-mark.ts": () => import("@millrace/recovery/high-water-mark.ts"),
  "@millrace/recovery/juang-venkatesan.jobs.ts": () => import("@millrace/recovery/juang-venkatesan.jobs.ts"),
  "@millrace/recovery/koo-toueg.workers.ts": () => import("@millrace/recovery/koo-toueg.workers.ts"),
  "@millrace/recovery/manivannan-singhal.jobs.ts": () => import("@millrace/recovery/manivannan-singhal.jobs.ts"),
  "@millrace/recovery/message-log.disk.ts": () => import("@millrace/recovery/message-log.disk.ts"),
  "@millrace/recovery/message-log.office.ts": () => import("@millrace/recovery/message-log.office.ts"),
  "@millrace/snapshots": () => import("@millrace/snapshots"),
  "@millrace/snapshots/bank.ts": () => import("@millrace/snapshots/bank.ts"),
  "@millrace/snapshots/cdc-handoff.ts": () => import("@millrace/snapshots/cdc-handoff.ts"),
  "@millrace/snapshots/checkpoint.ts": () => import("@millrace/snapshots/checkpoint.ts"),
  "@millrace/snapshots/consistent-cut.ts": () => import("@millrace/snapshots/consistent-cut.ts"),
  "@millrace/snapshots/source-database.ts": () => import("@millrace/snapshots/source-database.ts"),
  "@millrace/termination": () => import("@millrace/termination"),
  "@millrace/termination/dag-scheduler.ts": () => import("@millrace/termination/dag-scheduler.ts"),
  "@millrace/termination/dag.ts": () => import("@millrace/termination/dag.ts"),
  "@millrace/termination/ring.ts": () => import("@millrace/termination/ring.ts"),
  "@millrace/termination/tree.ts": () => import("@millrace/termination/tree.ts"),
  "@millrace/termination/workload.ts": () => import("@millrace/termination/workload.ts"),
};

/** Loads what a script requires, and freezes it: it is shared with the engine that grades. Unknown names are left out. */
export async function loadModules(code: string): Promise<Modules> {
  const names = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name);
  const loaded = await Promise.all(
    names.flatMap((name) => {
      const load = name === "@millrace/core" ? async () => core : loaders[name];
      return load === undefined ? [] : [load().then((module) => [name, harden({ ...module })] as const)];
    }),
  );
  return new Map(loaded);
}

/** The names that can be imported. */
export const knownModules: readonly string[] = ["@millrace/core", ...Object.keys(loaders)];
