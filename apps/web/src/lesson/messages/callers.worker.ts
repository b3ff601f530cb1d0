import { exposeSystems } from "@millrace/workers/worker.ts";
import { callerSystem } from "./caller-systems.ts";

exposeSystems({ callers: callerSystem });
