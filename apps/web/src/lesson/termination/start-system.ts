import type { System } from "@millrace/core";
import { startFeed } from "../../live/start-feed.ts";
import type { Feed } from "../../live/feed.ts";
import type { StartFeed } from "../../live/use-live-run.ts";

/** How long a message is on its way, in all of this section's systems. */
export const networkMs = 300;

/** Starts one of this section's systems, under the name by which its worker knows it. */
export function startSystem(name: string, system: System, begin?: (feed: Feed) => Promise<void>): StartFeed {
  const worker = (): Worker => new Worker(new URL("./termination.worker.ts", import.meta.url), { type: "module" });
  return () => startFeed(system, { worker, name, delayMs: networkMs, ...(begin === undefined ? {} : { begin }) });
}
