import { exposeSystems } from "@millrace/workers/worker.ts";
import { allSystems } from "./designed-system.ts";

exposeSystems(allSystems());
