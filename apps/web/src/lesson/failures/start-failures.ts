import { ordersOf } from "@millrace/pipeline/batch-pipeline.world.ts";
import type { Feed } from "../../live/feed.ts";
import { startFeed } from "../../live/start-feed.ts";
import { failures } from "./failures-system.ts";

/** How long a message takes from machine to machine. */
const delayMs = 130;

/** How many orders a run finds more than the one before. */
export const ordersAtATime = 24;

/** Starts the nine workers, and the first run. */
export async function startFailures(): Promise<Feed> {
  return startFeed(failures, {
    worker: () => new Worker(new URL("./failures.worker.ts", import.meta.url), { type: "module" }),
    name: "failures",
    delayMs,
    begin: runOnce,
  });
}

/** Writes new orders into PostgreSQL, and asks Airflow for a run that takes them to the dashboard. */
export async function runOnce({ live }: Feed): Promise<void> {
  const before = live.inputs.filter(({ machine }) => machine === "postgres").length;
  // One after the other: a run that begins before the commit would rightly not see it.
  await live.input("postgres", { type: "insert", rows: ordersOf(ordersAtATime, 1 + before * ordersAtATime) });
  await live.input("airflow", { type: "run" });
}
