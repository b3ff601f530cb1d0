import { Problem } from "./problem.tsx";
import type { LiveRun } from "./use-live-run.ts";

/** What went wrong with a run that the reader can start again. */
export function RunProblem({ run: { problem, phase } }: { readonly run: LiveRun }) {
  return (
    <Problem told={problem}>{phase === "failed" && "Start it again; if that does not help, reload the page."}</Problem>
  );
}
