import { exposeSystems } from "@millrace/workers/worker.ts";
import { steps } from "./steps-system.ts";

exposeSystems({ steps });
