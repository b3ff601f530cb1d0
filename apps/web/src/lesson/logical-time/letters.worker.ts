import { exposeSystems } from "@millrace/workers/worker.ts";
import { system } from "./letters-system.ts";

exposeSystems({ letters: system });
