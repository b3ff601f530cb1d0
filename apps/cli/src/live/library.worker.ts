import { exposeSystems } from "@millrace/workers/worker.ts";
import { liveSystems } from "./systems.ts";

exposeSystems(Object.fromEntries(Object.entries(liveSystems).map(([name, { system }]) => [name, system])));
