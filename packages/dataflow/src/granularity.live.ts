/**
 * Batches on real workers: a source sends its rows to a loader, in batches by size or by age. Both may be killed and
 * started again.
 */
import { type AnyMachine, type Law, type System, at, defineSystem, durable } from "@millrace/core";
import { type BatchPolicy, loader } from "./batches.ts";
import { batchesFit, loadsEverything, loadsInOrder, takesAllThatWaits } from "./granularity.laws.ts";
import { batcher } from "./granularity.ts";

/**
 * A source and a loader, with anybody's batcher. Durable: the rows that wait in a source are nowhere else. A timer of a
 * source that was killed starts anew, so how long a row waits is no law here.
 */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: { source: durable(work.batcher(policy)), loader: durable(loader) },
    topology: [["source", "loader"]],
    inputs: cameMs.map((atMs, place) => at("source", { row: place + 1 }, { atMs })),
  });
}

const policy: BatchPolicy = { to: "loader", rowsMax: 4, waitMaxMs: 60 };

/** Ten rows in a row, then one now and then, three times. */
const cameMs = [0, 350, 700].flatMap((startMs) =>
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 150, 190, 280].map((afterMs) => startMs + afterMs),
);

/** The source and the loader, with our machine. */
export const system: System = systemOf({ batcher });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [loadsInOrder, loadsEverything, batchesFit(policy), takesAllThatWaits(policy)];

interface Work {
  batcher(policy: BatchPolicy): AnyMachine;
}
