import type { Event } from "@millrace/core";
import type { LiveSystem } from "@millrace/workers";

/** Tells of each event until nothing is left to do. The workers have ended then. */
export async function watchToEnd(live: LiveSystem, see: (event: Event) => void): Promise<void> {
  const ended = live.settled().then(() => live.stop());
  for await (const event of live.events) see(event);
  await ended;
}
