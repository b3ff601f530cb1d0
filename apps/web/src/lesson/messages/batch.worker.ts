import { exposeSystems } from "@millrace/workers/worker.ts";
import { batchSystem } from "./batch-system.ts";

exposeSystems({ batches: batchSystem });
