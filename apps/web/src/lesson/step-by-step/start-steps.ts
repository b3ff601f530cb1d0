import { ordersOf } from "@millrace/pipeline/batch-pipeline.world.ts";
import type { Feed } from "../../live/feed.ts";
import { quietly } from "../../live/quietly.ts";
import { startFeed } from "../../live/start-feed.ts";
import { type PaceInput, type PacedState, isPace } from "./paced.ts";
import { steps } from "./steps-system.ts";

/** How long a message takes from machine to machine at first. */
export const delayMs = 500;

/** How many orders each run brings. */
const ordersAtATime = 6;

/** Starts the nine workers, with all doors closed. */
export async function startSteps(): Promise<Feed> {
  return startFeed(steps, {
    worker: () => new Worker(new URL("./steps.worker.ts", import.meta.url), { type: "module" }),
    name: "steps",
    delayMs,
  });
}

/** Writes a few more orders into PostgreSQL, as one transaction. */
export async function insert({ live }: Feed): Promise<void> {
  const before = live.inputs.filter(({ machine, input }) => machine === "postgres" && !isPace(input)).length;
  await live.input("postgres", { type: "insert", rows: ordersOf(ordersAtATime, 1 + before * ordersAtATime) });
}

/** Asks Airflow for a run. */
export async function askForRun({ live }: Feed): Promise<void> {
  await live.input("airflow", { type: "run" });
}

/** Opens or closes all doors. */
export async function setDoors({ live }: Feed, door: "open" | "closed"): Promise<void> {
  const input: PaceInput = { type: "pace", door };
  await Promise.all(live.machines.map(({ id }) => live.input(id, input)));
}

/** Lets through the message that has waited longest at any door; says whether there was one. */
export function letOneThrough({ live }: Feed): boolean {
  const doors = live.machines.flatMap(({ id, state }) => {
    // Every machine of this system is paced.
    const first = (state as PacedState<unknown, unknown> | undefined)?.waiting[0];
    return first === undefined ? [] : [{ id, atMs: first.atMs }];
  });
  const [oldest] = doors.toSorted((one, other) => one.atMs - other.atMs);
  if (oldest === undefined) return false;
  const input: PaceInput = { type: "pace", door: "one" };
  quietly(live.input(oldest.id, input));
  return true;
}
