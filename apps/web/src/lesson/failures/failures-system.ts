import type { System } from "@millrace/core";
import { batchPipeline } from "@millrace/pipeline/batch-pipeline.world.ts";

/** How often whoever runs a task says that it is alive. Airflow gives up after four times as long. */
const heartbeatMs = 250;

/** The batch pipeline at a pace that can be watched. The page gives the rows, asks for the runs, and the reader kills. */
export const failures: System = batchPipeline({ retries: 20, heartbeatMs, workMs: 60, batchRows: 6, inputs: [] });
