import { exposeSystems } from "@millrace/workers/worker.ts";
import { failures } from "./failures-system.ts";

exposeSystems({ failures });
