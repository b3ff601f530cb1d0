/**
 * The batch pipeline on real workers, at a pace that can be watched: heartbeats ten times a second, and a step of a task takes
 * a moment. Kill whom you like: in the end the dashboard shows what is in the source.
 */
import type { Law, System } from "@millrace/core";
import { batchPipeline } from "./batch-pipeline.world.ts";

/** Twenty-four orders, and one run. */
export const system: System = batchPipeline({ retries: 8, heartbeatMs: 100, workMs: 40, faults: { crashes: 10 } });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [];
