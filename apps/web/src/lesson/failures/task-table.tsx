import { stationOf } from "@millrace/pipeline/batch-pipeline.world.ts";
import { batchLayout } from "../../live/batch-layout.ts";
import { titleOf } from "../../live/layout.ts";
import { Scrollable } from "../../live/scrollable.tsx";
import { type AttemptLine, type RunTally, type TaskLine, seconds } from "./run-tally.ts";

/** The tasks of the run, with each attempt as Airflow saw it. */
export function TaskTable({ tally: { tasks, run } }: { readonly tally: RunTally }) {
  return (
    <Scrollable label="The tasks">
      <table className="task-table">
        <caption className="visually-hidden">The tasks of run {run}</caption>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Runs on</th>
            <th scope="col">State</th>
            <th scope="col">Attempts</th>
            <th scope="col">What became of them</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((line) => (
            <Row key={line.task} line={line} />
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

function Row({ line: { task, state, attempts } }: { readonly line: TaskLine }) {
  return (
    <tr data-task={task} data-state={state} data-attempts={attempts.length}>
      <th scope="row">{task}</th>
      <td>{titleOf(batchLayout, stationOf[task] ?? "")}</td>
      <td className={state === "success" ? "good" : state === "up_for_retry" || state === "failed" ? "bad" : ""}>
        {state === "none" ? "waiting" : state.replaceAll("_", " ")}
      </td>
      <td>{attempts.length}</td>
      <td>{attempts.map(tellAttempt).join(" · ")}</td>
    </tr>
  );
}

function tellAttempt({ attempt, startedMs, endedMs, how }: AttemptLine): string {
  if (startedMs === undefined) return `${attempt}: not begun`;
  if (endedMs === undefined || how === undefined) return `${attempt}: at work`;
  const words = { success: "done in", silent: "fell silent, given up after", failed: "failed after" } as const;
  return `${attempt}: ${words[how]} ${seconds(endedMs - startedMs)}`;
}
