import type { ReactNode } from "react";
import type { LiveRun } from "../../live/use-live-run.ts";
import { RunNotice } from "./run-notice.tsx";
import "./termination.css";

/** A picture with one run: the ways to start it, what it says of itself, and what there is to see. */
export function RunPicture({
  name,
  run,
  starts,
  told,
  children,
}: {
  readonly name: string;
  readonly run: LiveRun;
  readonly starts: readonly (readonly [label: string, start: () => void])[];
  /** What is said while it runs. */
  readonly told: string;
  readonly children: ReactNode;
}) {
  return (
    <div data-picture={name}>
      <div className="controls">
        {starts.map(([label, start]) => (
          <button key={label} type="button" onClick={start}>
            {label}
          </button>
        ))}
      </div>
      <RunNotice run={run} told={told} />
      {children}
    </div>
  );
}
