import type { RunTask, TaskReport, WorkerState } from "@millrace/termination";
import type { LiveMachine } from "@millrace/workers";
import { useId } from "react";
import { MachineCard } from "../../live/machine-card.tsx";
import { MachineMap, type Places } from "../../live/machine-map.tsx";
import { RunProblem } from "../../live/run-problem.tsx";
import { Scrollable } from "../../live/scrollable.tsx";
import type { LiveRun } from "../../live/use-live-run.ts";
import { secondsText } from "./library-words.ts";
import { networkMs, tasks } from "./nightly-run.ts";
import { type RunStory, type TaskStory, storyOf } from "./task-log.ts";

/** One run: its machines, and how far each task is. */
export function NightlyRun({ title, run }: { readonly title: string; readonly run: LiveRun }) {
  const heading = useId();
  const story = storyOf(run.events);
  const down = run.machines.filter(({ status }) => status === "down").map(({ id }) => id);
  return (
    <section aria-labelledby={heading} data-run={title}>
      <h4 id={heading}>{title}</h4>
      <p role="status">{describeRun(run, story, down)}</p>
      <RunProblem run={run} />
      {run.machines.length > 1 && (
        <MachineMap
          label="The scheduler, its workers, and the messages between them"
          places={places}
          height={170}
          run={run}
          travelMs={networkMs}
          textOf={textOf}
        />
      )}
      <ul className="machine-cards">
        {run.machines.map((machine) => (
          <MachineCard
            key={machine.id}
            machine={machine}
            onKill={() => run.act((live) => live.kill(machine.id))}
            onRestart={() => run.act((live) => live.restart(machine.id))}
          >
            {describeWork(machine)}
          </MachineCard>
        ))}
      </ul>
      <Scrollable label={`${title}: its tasks`}>
        <table className="picture-table">
          <caption>Tasks</caption>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">Attempts</th>
              <th scope="col">Done</th>
            </tr>
          </thead>
          <tbody>
            {tasks.map((task) => (
              <tr key={task}>
                <th scope="row">{task}</th>
                <td>{describeAttempts(story.tasks[task])}</td>
                <td>{describeEnd(story.tasks[task])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </section>
  );
}

function describeRun(run: LiveRun, { done, endedAfterMs }: RunStory, down: readonly string[]): string {
  if (run.phase === "none") return "Not started.";
  if (run.phase === "starting") return "Starting …";
  if (run.phase === "failed") return "It could not be started.";
  const dead = down.length === 0 ? "" : ` Down: ${down.join(", ")}.`;
  if (endedAfterMs !== undefined)
    return `All ${tasks.length} tasks are done, after ${secondsText(endedAfterMs)}.${dead}`;
  const stands = down.length === run.machines.length ? " Nothing is left to go on." : "";
  return `Done: ${done} of ${tasks.length} tasks.${dead}${stands}`;
}

const places: Places = { scheduler: [60, 85], "worker-1": [290, 32], "worker-2": [290, 85], "worker-3": [290, 138] };

function textOf(message: unknown): string {
  // A scheduler sends this, and its workers the rest.
  const { type } = message as RunTask | TaskReport;
  return type === "ended" ? "done" : type;
}

/** Workers say what they are at; the scheduler and the box are durable, and their tasks are in the table. */
function describeWork({ status, state }: LiveMachine): string {
  if (status !== "up") return "No word from here.";
  const { jobs } = (state ?? {}) as Partial<WorkerState>;
  if (jobs === undefined) return "";
  return jobs.length === 0 ? "Nothing to do." : `At: ${jobs.map(({ task }) => task).join(", ")}.`;
}

function describeAttempts(story: TaskStory | undefined): string {
  if (story === undefined) return "none";
  return `${story.attempts}${story.at === undefined ? "" : `, on ${story.at}`}`;
}

function describeEnd(story: TaskStory | undefined): string {
  return story?.doneAfterMs === undefined ? "not yet" : `after ${secondsText(story.doneAfterMs)}`;
}
