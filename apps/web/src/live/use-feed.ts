import { useSyncExternalStore } from "react";
import type { Feed, Fold } from "./feed.ts";

/** What a fold makes of a feed's events: the component is drawn again as they come. */
export function useFold<Value>(feed: Feed, fold: Fold<Value>): Value {
  return useSyncExternalStore(feed.subscribe, () => feed.read(fold));
}

/** Draws the component again whenever anything changes, so that it can read `feed.live` as it is. */
export function useChanges(feed: Feed | undefined): void {
  useSyncExternalStore(feed?.subscribe ?? nothingChanges, () => feed?.version);
}

const nothingChanges = () => () => undefined;
