/**
 * Leases on real workers: three schedulers with the same backfill, a lock service and a storage. No write of one that was
 * overtaken gets through, whoever is killed and however slow the network is, and every backfill is done.
 *
 * Schedulers and lock service are durable: who forgot its backfill would never be done with it. The storage keeps on its disk
 * what it must not forget.
 */
import { type AnyMachine, type Law, type System, durable } from "@millrace/core";
import { leaseLaws, writesInTime } from "./lease.laws.ts";
import { scheduler, storage } from "./lease.ts";
import { backfillOf } from "./lease.world.ts";

/** Three schedulers, with anybody's machines. */
export function systemOf(work: Work): System {
  const machine = durable(work.scheduler({ marginMs }));
  return backfillOf({
    schedulers: Object.fromEntries(["one", "two", "three"].map((name) => [name, { machine, days }])),
    storage: work.storage,
    leaseMs: 60,
    faults: { crashes: 1 },
  });
}

/** A quarter of the lease: more than a message takes, unless there is trouble. */
const marginMs = 15;

const days = Array.from({ length: 12 }, (_, day) => `day ${day + 1}`);

/** The schedulers, with our machines. */
export const system: System = systemOf({ scheduler, storage });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [...leaseLaws, writesInTime(marginMs)];

interface Work {
  readonly storage: AnyMachine;
  scheduler(options: { readonly marginMs: number }): AnyMachine;
}
