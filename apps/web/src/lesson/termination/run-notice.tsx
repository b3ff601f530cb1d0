import { RunProblem } from "../../live/run-problem.tsx";
import type { LiveRun } from "../../live/use-live-run.ts";

/** How a picture's run is, in words, and its problem if there is one. `told` is what it says while it runs. */
export function RunNotice({ run, told }: { readonly run: LiveRun; readonly told: string }) {
  const words = { none: "Not started.", starting: "Starting …", running: told, failed: "It could not be started." };
  return (
    <>
      <p role="status">{words[run.phase]}</p>
      <RunProblem run={run} />
    </>
  );
}
