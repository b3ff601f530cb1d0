import type { Execution } from "@millrace/core";
import { useMemo, useState } from "react";
import type { Feed } from "../../live/feed.ts";
import { quietly } from "../../live/quietly.ts";
import { startFeed } from "../../live/start-feed.ts";
import { useLiveRun } from "../../live/use-live-run.ts";
import { delayMs, system } from "./letters-system.ts";

/** A run of the letters, and the one before it. */
export interface Letters {
  /** What has happened so far: more comes as long as it is `running`. */
  readonly execution: Execution;
  readonly status: "running" | "finished" | "failed";
  /** Why it failed. */
  readonly problem: string | undefined;
  /** 1 for the first. */
  readonly run: number;
  /** The finished run before this one, if there was one. */
  readonly previous: Execution | undefined;
  runAgain(): void;
}

/** Runs the letters on workers of their own, to the end; again whenever that is asked for. */
export function useLetters(): Letters {
  const { feed, problem, start } = useLiveRun(startLetters);
  const [run, setRun] = useState(1);
  const [previous, setPrevious] = useState<Execution>();
  const count = feed?.events.length ?? 0;
  const execution = useMemo<Execution>(
    () => ({ system, schedule: [], events: feed?.events.slice(0, count) ?? [] }),
    [feed, count],
  );
  const status = problem !== undefined ? "failed" : feed?.isOver === true ? "finished" : "running";
  const runAgain = (): void => {
    if (status === "finished") setPrevious(execution);
    setRun(run + 1);
    start(startLetters);
  };
  return { execution, status, problem, run, previous, runAgain };
}

async function startLetters(): Promise<Feed> {
  const feed = await startFeed(system, {
    worker: () => new Worker(new URL("./letters.worker.ts", import.meta.url), { type: "module" }),
    name: "letters",
    seed: Math.floor(Math.random() * 1_000_000),
    delayMs,
  });
  // The reader wants to look at what happened: the workers are of no use any more.
  quietly(feed.live.settled().then(() => feed.stop()));
  return feed;
}
