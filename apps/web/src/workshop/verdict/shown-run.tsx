import { Suspense, lazy } from "react";
import type { Hand } from "../../execution/hand.ts";
import { Fallible } from "../../shell/fallible.tsx";
import type { FoundRun } from "../grading/said.ts";

// A view of ten thousand events is no small thing: it comes when somebody wants it.
const ExecutionView = lazy(async () => {
  const { ExecutionView: View } = await import("../../execution/execution-view.tsx");
  return { default: View };
});

/** A run of a learner's machines, to step through. Under a heading of level 2. */
export function ShownRun({
  run: { execution, violation },
  hand,
  address,
}: {
  readonly run: FoundRun;
  readonly hand: Hand;
  /** Where it can be seen again. */
  readonly address: string;
}) {
  return (
    // What a learner's machines did may be such that it cannot be shown: what is said of it stays.
    <Fallible
      tell={(problem) => (
        <p role="alert">The run cannot be shown: {problem} What the verdict says holds all the same.</p>
      )}
    >
      <Suspense fallback={<p role="status">Opening the run …</p>}>
        <ExecutionView execution={execution} violation={violation} hand={hand} link={address} />
      </Suspense>
    </Fallible>
  );
}
