import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Feed, Fold } from "./feed.ts";

/** A feed on the way up, up, or not to be had. */
export interface LiveFeed {
  readonly feed?: Feed;
  /** Why the machines could not be started. */
  readonly problem?: string;
  /** Ends these machines, if there are any, and starts new ones. */
  again(): void;
}

/** Starts a live system when the component is shown, and ends its workers when it is gone. `start` stays the same function. */
export function useLiveFeed(start: () => Promise<Feed>): LiveFeed {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<Omit<LiveFeed, "again">>({});
  useEffect(() => {
    let isGone = false;
    let stop: (() => void) | undefined;
    // A moment later: React mounts twice in development, and the first of the two is gone by then.
    const timer = setTimeout(() => {
      start().then(
        (feed) => {
          stop = () => void feed.live.stop();
          if (isGone) stop();
          else setState({ feed });
        },
        (error: unknown) => {
          if (!isGone) setState({ problem: error instanceof Error ? error.message : String(error) });
        },
      );
    });
    return () => {
      isGone = true;
      clearTimeout(timer);
      stop?.();
      setState({});
    };
  }, [start, round]);
  const again = useCallback(() => setRound((round) => round + 1), []);
  return { ...state, again };
}

/** What a fold makes of a feed's events: the component is drawn again as they come. */
export function useFold<Value>(feed: Feed, fold: Fold<Value>): Value {
  return useSyncExternalStore(feed.subscribe, () => feed.read(fold));
}

/** Draws the component again whenever anything changes, so that it can read `feed.live` as it is. */
export function useChanges(feed: Feed): void {
  useSyncExternalStore(feed.subscribe, () => feed.version);
}
