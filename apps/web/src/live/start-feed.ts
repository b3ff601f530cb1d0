import type { System } from "@millrace/core";
import { type SpawnOptions, spawn } from "@millrace/workers";
import { Feed } from "./feed.ts";

/** How to start a system that is followed. */
export interface FeedOptions extends Omit<SpawnOptions, "network" | "onFailure"> {
  /** How long a message is on its way, or how long at least and at most; no time at all by default. */
  readonly delayMs?: number | readonly [leastMs: number, mostMs: number];
  /** Done once the workers are there, before anything is seen. If it fails, they end. */
  begin?(feed: Feed): Promise<unknown>;
}

/** Starts a system on workers, and follows it. */
export async function startFeed(system: System, { delayMs = 0, begin, ...options }: FeedOptions): Promise<Feed> {
  const [leastMs, mostMs] = typeof delayMs === "number" ? [delayMs, delayMs] : delayMs;
  const live = await spawn(system, { ...options, network: { delayMs: [leastMs, mostMs] } });
  const feed = new Feed(live, { delayMs: mostMs });
  try {
    await begin?.(feed);
  } catch (error) {
    await feed.stop();
    throw error;
  }
  return feed;
}
