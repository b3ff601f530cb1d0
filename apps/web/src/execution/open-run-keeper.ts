import { findAbilities } from "../shell/can-run.ts";
import { connectCalls } from "../shell/worker-calls.ts";
import { type RunKeeper, keeperMethods, makeRunKeeper } from "./run-keeper.ts";

/** A keeper in a worker, or in the page where there are none: it makes the page wait, and does the same. */
export function openRunKeeper(): { readonly keeper: RunKeeper; close(): void } {
  if (!findAbilities().workers) return { keeper: makeRunKeeper(), close() {} };
  const { remote, close } = connectCalls<RunKeeper>(
    new Worker(new URL("./run-keeper.worker.ts", import.meta.url), { type: "module", name: "runs" }),
    { names: keeperMethods, broken: "The worker that makes runs could not be started. Reload the page to try again." },
  );
  return { keeper: remote, close };
}
