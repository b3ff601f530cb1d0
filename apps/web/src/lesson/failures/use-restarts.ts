import { useEffect } from "react";
import type { Feed } from "../../live/feed.ts";
import { quietly } from "../../live/quietly.ts";

/** How long a machine is left dead: about as long as a cluster takes to notice and start another. */
const deadMs = 2000;

/** Starts killed machines again after a while, as whoever runs a cluster would, if that is wanted. */
export function useRestarts(feed: Feed, isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return undefined;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const restartLater = (id: string): void => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        // The reader may have been faster.
        quietly(feed.live.restart(id));
        feed.touch();
      }, deadMs);
      timers.add(timer);
    };
    for (const { id, status } of feed.live.machines) if (status === "down") restartLater(id);
    const unwatch = feed.watch(({ kind, machine }) => {
      if (kind === "crash") restartLater(machine);
    });
    return () => {
      unwatch();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [feed, isWanted]);
}
