import { exposeSystems } from "@millrace/workers/worker.ts";
import { system } from "./bank-system.ts";

exposeSystems({ bank: system });
