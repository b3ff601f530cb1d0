import { exposeSystems } from "@millrace/workers/worker.ts";
import { systems } from "./funnel-systems.ts";

exposeSystems(systems);
