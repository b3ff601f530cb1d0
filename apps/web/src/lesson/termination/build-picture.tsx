import type { LiveMachine } from "@millrace/workers";
import type { Places } from "../../live/machine-map.tsx";
import { type StartFeed, useLiveRun } from "../../live/use-live-run.ts";
import { type Build, build, models, refresh } from "./build.ts";
import { Killable } from "./killable.tsx";
import { RunPicture } from "./run-picture.tsx";
import { startSystem } from "./start-system.ts";
import { type BuildStory, buildStory } from "./stories.ts";

const statements: readonly string[] = [...models, refresh];

/** dbt builds its models and sets off a refresh: when it exits, is the warehouse done? */
export function BuildPicture() {
  const run = useLiveRun();
  const story = buildStory(run.events);
  const warehouse = run.machines.find(({ id }) => id === "warehouse");
  return (
    <RunPicture
      name="build"
      run={run}
      starts={[
        ["dbt build", () => run.start(startForgetful)],
        ["dbt build, and wait for the refresh", () => run.start(startPatient)],
      ]}
      told={describe(story, warehouse?.status === "down")}
    >
      <ol className="chain">
        {statements.map((statement) => (
          <li key={statement} className={`chain-task is-${isDone(story, statement) ? "success" : "none"}`}>
            <strong>{statement}</strong>
            <span>{describeStatement(story, statement)}</span>
          </li>
        ))}
      </ol>
      <Killable
        run={run}
        label="dbt, its warehouse, and the statements and answers between them"
        places={places}
        textOf={textOf}
        machine="warehouse"
        describe={describeWork}
      />
    </RunPicture>
  );
}

function describe(story: BuildStory, isDown: boolean): string {
  const { exitedAfterMs } = story;
  const left = statements.filter((statement) => !isDone(story, statement));
  const dead = isDown ? " The warehouse is down, and what it was at is lost." : "";
  if (exitedAfterMs === undefined) return `dbt is running.${dead}`;
  const exit = `dbt ended with exit code 0 after ${secondsText(exitedAfterMs)}.`;
  if (left.length > 0) return `${exit} Not done: ${left.join(", ")}.${dead}`;
  const lastMs = Math.max(...Object.values(story.finishedAfterMs));
  return lastMs > exitedAfterMs
    ? `${exit} The warehouse was done ${secondsText(lastMs - exitedAfterMs)} later.`
    : `${exit} By then everything was done.`;
}

function isDone({ finishedAfterMs }: BuildStory, statement: string): boolean {
  return finishedAfterMs[statement] !== undefined;
}

function describeStatement({ finishedAfterMs }: BuildStory, statement: string): string {
  const ms = finishedAfterMs[statement];
  return ms === undefined ? "not done" : `done after ${secondsText(ms)}`;
}

function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

const places: Places = { dbt: [60, 35], warehouse: [300, 35] };

function textOf(message: unknown): string {
  // They send each other nothing else.
  return (message as { readonly type: "run" | "done" }).type;
}

function describeWork({ status, state }: LiveMachine): string {
  if (status !== "up") return "No word from here.";
  // The warehouse's state is this.
  const { at } = (state ?? {}) as { readonly at?: string };
  return at === undefined ? "Nothing to do." : `At: ${at}.`;
}

function started(input: Build): StartFeed {
  return startSystem("build", build, ({ live }) => live.input("dbt", input));
}

const startForgetful = started({ waitsForAll: false });
const startPatient = started({ waitsForAll: true });
