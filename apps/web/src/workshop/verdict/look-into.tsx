import { Component, type ReactNode, Suspense, lazy, useState } from "react";
import type { Hand } from "../../execution/hand.ts";
import { handThere } from "../grading/hand-there.ts";
import type { FoundRun } from "../grading/said.ts";
import type { Look } from "../use-grading.ts";

// A view of ten thousand events is no small thing: it comes when somebody wants it.
const ExecutionView = lazy(async () => {
  const { ExecutionView: View } = await import("../../execution/execution-view.tsx");
  return { default: View };
});

/** Opens the run of a verdict, to step through it. */
export function LookInto({ link, look }: { readonly link: string; readonly look: Look }) {
  const [shown, setShown] = useState<Opened | { readonly problem: string } | "asked">();
  const open = async (): Promise<void> => {
    setShown("asked");
    setShown(
      await look(link).then(
        (run) => ({ run, hand: handThere(run, (byHand) => look(link, byHand)) }),
        (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }),
      ),
    );
  };
  if (shown === undefined) {
    return (
      <button type="button" className="quiet-button" onClick={() => void open()}>
        Step through this run
      </button>
    );
  }
  if (shown === "asked") return <p role="status">Running it again …</p>;
  if ("problem" in shown) return <p role="alert">It could not be run again: {shown.problem}</p>;
  return (
    <Fallible>
      <Suspense fallback={<p role="status">Opening the run …</p>}>
        <ExecutionView
          execution={shown.run.execution}
          violation={shown.run.violation}
          hand={shown.hand}
          link={addressOf(link)}
        />
      </Suspense>
    </Fallible>
  );
}

/** A page that says how the run is seen again: with the code that it was made of. */
function addressOf(link: string): string {
  return new URL(`/run?${new URLSearchParams({ link }).toString()}`, location.origin).href;
}

interface Opened {
  readonly run: FoundRun;
  readonly hand: Hand;
}

/** What a learner's machines did may be such that it cannot be shown: the verdict stays. */
class Fallible extends Component<{ readonly children: ReactNode }, { readonly problem?: string }> {
  override state: { readonly problem?: string } = {};

  static getDerivedStateFromError(error: unknown): { readonly problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === undefined) return this.props.children;
    return <p role="alert">The run cannot be shown: {problem} What the verdict says holds all the same.</p>;
  }
}
