import { exposeSystems } from "@millrace/workers/worker.ts";
import { build } from "./build.ts";
import { greenRun, watchedRun } from "./green-run.ts";
import { withIdleCheck, withSignals } from "./idle-check.ts";
import { commitFirst, commitLast } from "./lag.ts";

exposeSystems({
  "green-run": greenRun,
  "watched-run": watchedRun,
  build,
  "commit-first": commitFirst,
  "commit-last": commitLast,
  "idle-check": withIdleCheck,
  signals: withSignals,
});
