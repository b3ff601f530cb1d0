import { exposeSystems } from "@millrace/workers/worker.ts";
import { river } from "./river-system.ts";

exposeSystems({ river });
