import type { Event } from "@millrace/core";
import type { LiveMachine, LiveSystem } from "@millrace/workers";
import { useCallback, useEffect, useState } from "react";
import type { Feed } from "./feed.ts";
import { useLiveKeeper } from "./live-keeper.ts";
import { errorText } from "../shell/error-text.ts";
import { useChanges } from "./use-feed.ts";

/** A system that a picture runs, as it is known right now. */
export interface LiveRun {
  readonly phase: "none" | "starting" | "running" | "failed";
  /** The system itself, while it is `running`. */
  readonly feed: Feed | undefined;
  /** What happened so far, oldest first. */
  readonly events: readonly Event[];
  readonly machines: readonly LiveMachine[];
  /** What went wrong last; undefined if nothing did. */
  readonly problem: string | undefined;
  /** Ends what is running, if anything is, and runs this. */
  start(make: StartFeed): void;
  /** Does something to the running system; nothing if there is none. A refusal becomes the `problem`. */
  act(work: (live: LiveSystem) => Promise<unknown>): void;
}

/** Starts a system's workers. */
export type StartFeed = () => Promise<Feed>;

interface State {
  readonly phase: LiveRun["phase"];
  readonly feed?: Feed;
  readonly problem?: string;
  /** How many failures the reader has seen before doing something else. */
  readonly knownFailures?: number;
}

/**
 * Runs one system at a time for a component, and ends it with the component, which is drawn again whenever anything
 * changes. With `first`, one is started at once; it stays the same function.
 */
export function useLiveRun(first?: StartFeed): LiveRun {
  const keeper = useLiveKeeper();
  const [state, setState] = useState<State>({ phase: first === undefined ? "none" : "starting" });
  const { phase, feed } = state;
  useChanges(feed);

  const start = useCallback(
    (make: StartFeed) => {
      setState({ phase: "starting" });
      keeper.start(make).then(
        // Nobody waits for it any more if there is none: the picture is gone, or runs something else.
        (feed) => feed && setState({ phase: "running", feed }),
        (error: unknown) => setState({ phase: "failed", problem: errorText(error) }),
      );
    },
    [keeper],
  );
  useEffect(() => {
    if (first === undefined) return undefined;
    // A moment later: React mounts twice in development, and the first of the two is gone by then.
    const timer = setTimeout(() => start(first));
    return () => clearTimeout(timer);
  }, [first, start]);

  const act: LiveRun["act"] = (work) => {
    if (feed === undefined) return;
    const tell = (news: Partial<State>): void =>
      setState((before) => (before.feed === feed ? { phase, feed, ...news } : before));
    const knownFailures = feed.live.failures.length;
    tell({ knownFailures });
    work(feed.live)
      .catch((error: unknown) => tell({ knownFailures, problem: errorText(error) }))
      .finally(() => feed.touch());
    // On its way down or up a machine says so, too.
    feed.touch();
  };

  const { problem = failureOf(state) } = state;
  return { phase, feed, events: feed?.events ?? [], machines: feed?.live.machines ?? [], problem, start, act };
}

function failureOf({ feed, knownFailures = 0 }: State): string | undefined {
  const failure = feed?.live.failures.slice(knownFailures).at(-1);
  return failure && `${failure.machine} is down, and the others go on: ${failure.message}`;
}
