import type { ReactNode } from "react";
import type { Feed } from "./feed.ts";
import { type StartFeed, useLiveRun } from "./use-live-run.ts";

/** Starts a system when it is shown, and shows `children` of it; before, that it is being started, or why it cannot be. */
export function WhenRunning({
  start,
  starting,
  children,
}: {
  /** Stays the same function. */
  readonly start: StartFeed;
  /** Said as long as the workers are not there. */
  readonly starting: string;
  /** `again` ends these machines, and starts new ones. */
  readonly children: (feed: Feed, again: () => void) => ReactNode;
}) {
  const run = useLiveRun(start);
  const again = (): void => run.start(start);
  if (run.feed !== undefined) return children(run.feed, again);
  if (run.phase !== "failed") return <p role="status">{starting}</p>;
  return (
    <div className="notice" role="alert">
      <p>The machines could not be started: {run.problem}</p>
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
