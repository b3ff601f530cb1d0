import { exposeSystems } from "@millrace/workers/worker.ts";
import { boardSystems } from "./board-systems.ts";

exposeSystems({ ...boardSystems });
