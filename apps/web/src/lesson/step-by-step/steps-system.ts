import type { System } from "@millrace/core";
import { batchPipeline } from "@millrace/pipeline/batch-pipeline.world.ts";
import { paced } from "./paced.ts";

/** Nobody is thought dead while a reader reads: a heartbeat an hour. Work takes no time but that of the messages. */
const options = { heartbeatMs: 3_600_000, workMs: 0, batchRows: 3, inputs: [] };

/** The batch pipeline with a door at each machine. */
export const steps: System = batchPipeline({
  ...options,
  stations: Object.fromEntries(batchPipeline(options).nodes.map(({ id, machine }) => [id, paced(machine)])),
});
