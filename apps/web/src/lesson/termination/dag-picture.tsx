import { useState } from "react";
import { useLiveRun } from "../../live/use-live-run.ts";
import { dag, greenRun, watchedDag, watchedRun } from "./green-run.ts";
import { RunPicture } from "./run-picture.tsx";
import { startSystem } from "./start-system.ts";
import { type DagStory, dagStory } from "./stories.ts";

/** A run of three tasks, the middle one of which fails: the scheduler says how the run ended. */
export function DagPicture() {
  const run = useLiveRun();
  const [isWatched, setWatched] = useState(false);
  const story = dagStory(run.events);
  const start = (watched: boolean): void => {
    setWatched(watched);
    run.start(watched ? startWatched : startPlain);
  };
  return (
    <RunPicture
      name="dag"
      run={run}
      starts={[
        ["Run the DAG", () => start(false)],
        ["Run it with a watcher", () => start(true)],
      ]}
      told={describe(story)}
    >
      <ol className="chain has-conditions">
        {Object.entries(isWatched ? watchedDag : dag).map(([task, { rule = "all_success", upstream }]) => (
          <li key={task} className={`chain-task is-${story.states[task] ?? "none"}`}>
            <strong>{task}</strong>
            <span>{upstream.length === 0 ? "at once" : `${rule}: ${upstream.join(", ")}`}</span>
            <span>{story.states[task] ?? "not yet"}</span>
          </li>
        ))}
      </ol>
    </RunPicture>
  );
}

function describe({ states, run }: DagStory): string {
  if (run === undefined) return "The run is under way.";
  const failed = Object.keys(states).filter((task) => task !== "watcher" && states[task] === "failed");
  if (run === "failed") return `The run says failed, and it is right: ${failed.join(", ")} failed.`;
  return failed.length === 0
    ? "The run says success, and nothing failed."
    : `The run says success. But ${failed.join(", ")} failed, at every attempt: the last task only asks whether it is over.`;
}

const startPlain = startSystem("green-run", greenRun);
const startWatched = startSystem("watched-run", watchedRun);
