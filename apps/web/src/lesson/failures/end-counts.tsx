import type { PostgresState } from "@millrace/pipeline/batch/postgres.ts";
import { BothEnds } from "../../live/both-ends.tsx";
import type { Feed } from "../../live/feed.ts";
import { useChanges } from "../../live/use-feed.ts";
import { type RunTally, seconds } from "./run-tally.ts";

/** The counts and sums at both ends: what PostgreSQL has, and what the dashboard shows. */
export function EndCounts({ feed, tally }: { readonly feed: Feed; readonly tally: RunTally }) {
  useChanges(feed);
  const { dashboard, run, runState, runStartedMs, runEndedMs, kills, tasks } = tally;
  // Unknown while PostgreSQL is down.
  const source = feed.live.machines.find(({ id }) => id === "postgres")?.state as PostgresState | undefined;
  const agrees = source?.rowCount === dashboard?.rowCount && source?.total === dashboard?.total;
  const isOver = runState === "success" || runState === "failed";
  const attempts = tasks.reduce((sum, task) => sum + task.attempts.length, 0);
  return (
    <>
      <BothEnds
        caption="Counts and sums at both ends"
        columns={["Orders", "Revenue"]}
        ends={[
          { id: "source", title: "PostgreSQL has", counts: [source?.rowCount, source?.total] },
          { id: "dashboard", title: "Metabase shows", counts: [dashboard?.rowCount ?? 0, dashboard?.total ?? 0] },
        ]}
      />
      <p role="status" data-run={run} data-run-state={runState}>
        {isOver ? (
          <>
            <strong className={agrees ? "good" : "bad"}>
              {agrees ? "Both ends agree." : source === undefined ? "PostgreSQL is down." : "The ends do not agree."}
            </strong>{" "}
            Run {run} ended as {runState} after {seconds(runEndedMs - runStartedMs)}, with {attempts} attempts at{" "}
            {tasks.length} tasks and {kills} {kills === 1 ? "machine" : "machines"} killed so far.
          </>
        ) : run === 0 ? (
          "The first run is about to begin."
        ) : (
          `Run ${run} is under way. Click a machine to kill it.`
        )}
      </p>
    </>
  );
}
