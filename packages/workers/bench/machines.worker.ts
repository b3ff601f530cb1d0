import { exposeSystems } from "../src/worker.ts";
import { pair, ten } from "./systems.ts";

exposeSystems({ pair, ten });
