import type { Feed } from "../../live/feed.ts";
import { startFeed } from "../../live/start-feed.ts";
import { river } from "./river-system.ts";

/** How the river is at first; the reader may change all of it. */
export const firstSettings: RiverSettings = { delayMs: 700, batchRows: 25, lossPercent: 0, doublePercent: 0 };

/** How many rows the reader lets flow at a time. */
export const rowsAtATime = 600;

export interface RiverSettings {
  /** How long a message takes from machine to machine. */
  readonly delayMs: number;
  readonly batchRows: number;
  /** Of a hundred messages, how many the network loses, and doubles. */
  readonly lossPercent: number;
  readonly doublePercent: number;
}

/** Starts the river's workers, and lets the first rows flow. */
export async function startRiver(): Promise<Feed> {
  return startFeed(river, {
    worker: () => new Worker(new URL("./river.worker.ts", import.meta.url), { type: "module" }),
    name: "river",
    delayMs: firstSettings.delayMs,
    async begin(feed) {
      await adjust(feed, firstSettings);
      await letFlow(feed, firstSettings);
    },
  });
}

/** Makes the river be as the reader wants it. */
export async function adjust(feed: Feed, { delayMs, lossPercent, doublePercent }: RiverSettings): Promise<void> {
  const { live } = feed;
  await Promise.all([
    feed.delay(delayMs),
    live.drop(lossPercent / 100),
    live.duplicate(doublePercent / 100),
    // There and back, and some time to think: who loses patience sooner sends in vain.
    ...["source", "airflow", "dbt", "warehouse"].map((machine) =>
      live.input(machine, { type: "patience", patienceMs: 2 * delayMs + 600 }),
    ),
  ]);
}

/** Lets rows flow. They leave the source at the same pace whether in large batches or small. */
export async function letFlow({ live }: Feed, { batchRows }: RiverSettings): Promise<void> {
  await live.input("source", { type: "flow", rows: rowsAtATime, batchRows, everyMs: msPerRow * batchRows });
}

const msPerRow = 12;
