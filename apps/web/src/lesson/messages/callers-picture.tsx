import type { Event } from "@millrace/core";
import { type LiveSystem, spawn } from "@millrace/workers";
import { useId, useState } from "react";
import { Problem } from "../../live/problem.tsx";
import { Scrollable } from "../../live/scrollable.tsx";
import { useLiveJob } from "../../live/use-live-job.ts";
import { watchToEnd } from "../../live/watch-to-end.ts";
import { callerSystem, callers } from "./caller-systems.ts";
import { JobLanes } from "./job-lanes.tsx";
import { type LaneSums, lanesOf, sumUp } from "./lanes.ts";
import "./messages.css";

const jobs = 8;

/** A caller that waits for each answer, and one that goes on: the same jobs, the same warehouse, at the same time. */
export default function CallersPicture() {
  const [delayMs, setDelayMs] = useState(40);
  const [events, setEvents] = useState<readonly Event[]>([]);
  const { isRunning, problem, run } = useLiveJob();
  const delayId = useId();

  function call(): void {
    setEvents([]);
    const start = async (): Promise<LiveSystem> =>
      spawn(callerSystem, {
        worker: () => new Worker(new URL("./callers.worker.ts", import.meta.url), { type: "module" }),
        name: "callers",
        network: { delayMs: [delayMs, delayMs] },
      });
    void run(start, async (live) => {
      await Promise.all(callers.map((caller) => live.input(caller, { jobs })));
      await watchToEnd(live, (event) => setEvents((before) => [...before, event]));
    });
  }

  const lanes = callers.map((caller) => lanesOf(caller, events));
  const sums = lanes.map((each) => sumUp(each, jobs));
  return (
    <div>
      <div className="controls">
        <span>
          <label htmlFor={delayId}>One way takes {delayMs} ms</label>
          <br />
          <input
            id={delayId}
            type="range"
            min={0}
            max={120}
            step={10}
            value={delayMs}
            onChange={({ target }) => setDelayMs(Number(target.value))}
          />
        </span>
        <button type="button" disabled={isRunning} onClick={call}>
          {isRunning ? "They are calling" : `Give both ${jobs} jobs`}
        </button>
      </div>
      <p role="status">{isRunning ? "The machines run." : tellSums(sums)}</p>
      <Problem told={problem}>Give them their jobs once more to try again.</Problem>
      <JobLanes callers={callers} lanes={lanes} jobs={jobs} />
      <Scrollable label="What was measured">
        <table>
          <caption>What was measured</caption>
          <thead>
            <tr>
              <th scope="col">the caller that</th>
              <th scope="col">all answers after</th>
              <th scope="col">of that, doing nothing</th>
              <th scope="col">requests open at once</th>
            </tr>
          </thead>
          <tbody>
            {callers.map((caller, place) => (
              <tr key={caller}>
                <th scope="row">{caller}</th>
                <td>{sums[place]?.allMs === undefined ? "not yet" : `${Math.round(sums[place].allMs)} ms`}</td>
                <td>{Math.round(sums[place]?.idleMs ?? 0)} ms</td>
                <td>{sums[place]?.open ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </div>
  );
}

function tellSums([blocking, free]: readonly LaneSums[]): string {
  if (blocking?.allMs === undefined || free?.allMs === undefined)
    return "Nothing has run yet. Both callers prepare a job, send it to the warehouse, and need its answer in the end.";
  return `The caller that waits had all ${jobs} answers after ${Math.round(blocking.allMs)} ms, and never more than ${blocking.open} request open. The one that goes on had them after ${Math.round(free.allMs)} ms, with up to ${free.open} requests open at once.`;
}
