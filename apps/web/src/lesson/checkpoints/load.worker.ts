import { exposeSystems } from "@millrace/workers/worker.ts";
import { systems } from "./load-systems.ts";

exposeSystems(systems);
