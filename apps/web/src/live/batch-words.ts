import type { MachineId } from "@millrace/core";
import type { AirflowState } from "@millrace/pipeline/batch/airflow.ts";
import type { JobState } from "@millrace/pipeline/batch/jobs.ts";
import type { MetabaseState } from "@millrace/pipeline/batch/metabase.ts";
import type { PostgresState } from "@millrace/pipeline/batch/postgres.ts";
import type { NodeState } from "@millrace/pipeline/batch/redshift.ts";
import type { S3State } from "@millrace/pipeline/batch/s3.ts";
import type { DropletLook } from "./draw-droplets.ts";

/** A message of the batch pipeline: those with rows show how many, all others are rings. */
export function batchLook(message: unknown): DropletLook {
  // Every message of a station has a type, and one that carries data has its rows.
  const { type, rows } = message as { readonly type: string; readonly rows?: readonly unknown[] };
  if (type === "run") return { kind: "load", text: "!" };
  return rows === undefined || rows.length === 0 ? { kind: "note" } : { kind: "load", text: String(rows.length) };
}

/** What a station of the batch pipeline holds, in a few words. */
export function batchHolds(id: MachineId, state: unknown): string {
  // Each station has the state of its own file.
  switch (id) {
    case "postgres":
      return `${(state as PostgresState).rowCount} rows`;
    case "airflow":
      return describeRun((state as { readonly inner: AirflowState }).inner);
    case "s3":
      return `${Object.keys(layersOf(state as S3State)).length} objects`;
    case "node-1":
    case "node-2":
      return `${(state as NodeState).rowCount} orders`;
    case "metabase": {
      const { job, dashboard } = state as MetabaseState;
      return job === undefined ? `shows ${dashboard?.rowCount ?? 0}` : describeJob(job);
    }
    default: {
      const { job } = state as JobState;
      return job === undefined ? "no task" : describeJob(job);
    }
  }
}

/** The objects of the layers, without what runs pin there for themselves. */
export function layersOf({ objects }: S3State): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(objects).filter(([key]) => !key.startsWith("snapshots/")));
}

function describeJob({ order: { task, attempt } }: NonNullable<JobState["job"]>): string {
  return `${task}, try ${attempt}`;
}

function describeRun({ run, isRunning, tasks }: AirflowState): string {
  if (!isRunning) return run === 0 ? "no run yet" : `run ${run} is over`;
  const current = Object.entries(tasks).find(([, { state }]) => state !== "success" && state !== "none");
  return current === undefined ? `run ${run}` : `${current[0]}: ${current[1].state.replaceAll("_", " ")}`;
}
