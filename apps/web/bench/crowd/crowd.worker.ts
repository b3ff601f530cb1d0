import { exposeSystems } from "@millrace/workers/worker.ts";
import { crowd } from "./crowd.ts";

exposeSystems({ crowd });
