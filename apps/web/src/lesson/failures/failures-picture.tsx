import type { LiveMachine } from "@millrace/workers";
import { useState } from "react";
import { batchLayout } from "../../live/batch-layout.ts";
import { batchHolds, batchLook } from "../../live/batch-words.ts";
import type { Feed } from "../../live/feed.ts";
import { LiveStage } from "../../live/live-stage.tsx";
import { MachineList } from "../../live/machine-list.tsx";
import { News } from "../../live/news.tsx";
import { quietly } from "../../live/quietly.ts";
import { useFold } from "../../live/use-feed.ts";
import { WhenRunning } from "../../live/when-running.tsx";
import { EndCounts } from "./end-counts.tsx";
import { runTally } from "./run-tally.ts";
import { ordersAtATime, runOnce, startFailures } from "./start-failures.ts";
import { TaskTable } from "./task-table.tsx";
import { useRestarts } from "./use-restarts.ts";
import "./failures.css";

export default function FailuresPicture() {
  return (
    <WhenRunning start={startFailures} starting="Nine workers are being started …">
      {(feed) => <Failures feed={feed} />}
    </WhenRunning>
  );
}

function Failures({ feed }: { readonly feed: Feed }) {
  const [restarts, setRestarts] = useState(true);
  const tally = useFold(feed, runTally);
  useRestarts(feed, restarts);
  return (
    <>
      <div className="controls">
        <button type="button" onClick={() => quietly(runOnce(feed))}>
          {ordersAtATime} more orders, and another run
        </button>
        <label>
          <input type="checkbox" checked={restarts} onChange={({ target }) => setRestarts(target.checked)} /> Start
          killed machines again after two seconds
        </label>
      </div>
      <LiveStage feed={feed} layout={batchLayout} look={batchLook} holds={holds} />
      <EndCounts feed={feed} tally={tally} />
      <TaskTable tally={tally} />
      <News label="What happened to the pipeline" lines={tally.news} />
      <MachineList feed={feed} layout={batchLayout} holds={holds} />
    </>
  );
}

function holds({ id, state }: LiveMachine): string {
  return state === undefined ? "" : batchHolds(id, state);
}
