/**
 * The batch pipeline on real workers, at a pace that can be watched: heartbeats ten times a second, and a step of a task takes
 * a moment. Kill whom you like: in the end the dashboard shows what is in the source.
 */
import type { Law, System } from "@millrace/core";
import { batchPipelineLaws } from "./batch-pipeline.laws.ts";
import { batchDag, batchPipeline, nodeNames } from "./batch-pipeline.world.ts";

/** A kill may last as long as somebody looks at it, and many may come: a task is tried again that often. */
const retries = 8;

/** Twenty-four orders, and one run. */
export const system: System = batchPipeline({ retries, heartbeatMs: 100, workMs: 40, faults: { crashes: 10 } });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = batchPipelineLaws({ dag: batchDag(retries), nodes: nodeNames });
