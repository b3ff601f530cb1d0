import { exposeSystems } from "@millrace/workers/worker.ts";
import { manyMachines, oneBox } from "./nightly-run.ts";

exposeSystems({ "one-box": oneBox, "many-machines": manyMachines });
