import type { MetabaseState } from "@millrace/pipeline/batch/metabase.ts";
import type { PostgresState } from "@millrace/pipeline/batch/postgres.ts";
import type { NodeState } from "@millrace/pipeline/batch/redshift.ts";
import type { S3State } from "@millrace/pipeline/batch/s3.ts";
import { layersOf } from "../../live/batch-words.ts";
import type { Feed } from "../../live/feed.ts";
import { useFold } from "../../live/use-feed.ts";
import { type RunTally, runTally } from "../failures/run-tally.ts";
import type { PacedState } from "./paced.ts";

/** The way of the rows, and how many have come how far. */
export function Stops({ feed }: { readonly feed: Feed }) {
  const tally = useFold(feed, runTally);
  return (
    <ol className="stops" aria-label="How far the rows have come">
      {stops.map(({ title, task, count }) => {
        const stage = stageOf(task, tally);
        return (
          <li
            key={title}
            className={`stop stop-${stage}`}
            {...(stage === "now" ? { "aria-current": "step" as const } : {})}
          >
            <span className="stop-title">{title}</span>
            <span className="stop-count">{count(feed)}</span>
          </li>
        );
      })}
    </ol>
  );
}

type Stage = "ahead" | "now" | "done";

function stageOf(task: string | undefined, { tasks, runState }: RunTally): Stage {
  if (task === undefined) return runState === "none" ? "now" : "done";
  const state = tasks.find((line) => line.task === task)?.state ?? "none";
  if (state === "none") return "ahead";
  return state === "success" ? "done" : "now";
}

interface Stop {
  readonly title: string;
  /** The task that brings rows here; absent where they begin. */
  readonly task?: string;
  count(feed: Feed): string;
}

const stops: readonly Stop[] = [
  { title: "PostgreSQL", count: (feed) => rows((stateOf(feed, "postgres") as PostgresState | undefined)?.rowCount) },
  { title: "Airflow", task: "extract", count: () => "orders, no rows" },
  { title: "S3: bronze", task: "bronze", count: (feed) => rows(layer(feed, "bronze/")) },
  { title: "dbt: silver", task: "silver", count: (feed) => rows(layer(feed, "silver/")) },
  { title: "dbt: gold", task: "gold", count: (feed) => `${layer(feed, "gold/")} sums` },
  { title: "Redshift", task: "load", count: (feed) => `${loaded(feed)} orders` },
  { title: "Metabase", task: "refresh", count: (feed) => `shows ${shown(feed)} orders` },
];

function rows(count = 0): string {
  return `${count} rows`;
}

function stateOf({ live }: Feed, id: string): unknown {
  const state = live.machines.find((machine) => machine.id === id)?.state;
  // Every machine of this system is paced.
  return (state as PacedState<unknown, unknown> | undefined)?.inner;
}

function layer(feed: Feed, prefix: string): number {
  const state = stateOf(feed, "s3") as S3State | undefined;
  if (state === undefined) return 0;
  const counts = Object.entries(layersOf(state)).map(([key, count]) => (key.startsWith(prefix) ? count : 0));
  return counts.reduce((sum, count) => sum + count, 0);
}

function loaded(feed: Feed): number {
  const nodes = ["node-1", "node-2"].map((id) => stateOf(feed, id) as NodeState | undefined);
  return nodes.reduce((sum, node) => sum + (node?.rowCount ?? 0), 0);
}

function shown(feed: Feed): number {
  return (stateOf(feed, "metabase") as MetabaseState | undefined)?.dashboard?.rowCount ?? 0;
}
