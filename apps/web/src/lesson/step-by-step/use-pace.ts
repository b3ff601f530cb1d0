import { useEffect, useState } from "react";
import type { Feed } from "../../live/feed.ts";
import { quietly } from "../../live/quietly.ts";
import { useChanges, useFold } from "../../live/use-feed.ts";
import { runTally } from "../failures/run-tally.ts";
import { askForRun, insert, letOneThrough, setDoors } from "./start-steps.ts";
import { stepTally } from "./step-tally.ts";

/** Play, pause and step. */
export interface Pace {
  readonly isPlaying: boolean;
  /** A step is asked for, and nothing has come to a door yet. */
  readonly isWaiting: boolean;
  play(): void;
  pause(): void;
  step(): void;
}

/** Holds the doors of a feed's machines. */
export function usePace(feed: Feed): Pace {
  useChanges(feed);
  const [isPlaying, setPlaying] = useState(false);
  const [isWaiting, setWaiting] = useState(false);
  const { inserts, runsAsked } = useFold(feed, stepTally);
  const { run, runState } = useFold(feed, runTally);
  const isRunning = runsAsked > 0 && !(run === runsAsked && runState !== "running");

  // A message that was on its way when the reader asked for a step has come.
  useEffect(() => {
    if (isWaiting && letOneThrough(feed)) setWaiting(false);
  });
  // All is there: what plays on is nothing.
  useEffect(() => {
    if (isRunning || runsAsked === 0) return;
    setPlaying(false);
    setWaiting(false);
    quietly(setDoors(feed, "closed"));
  }, [feed, isRunning, runsAsked]);

  return {
    isPlaying,
    isWaiting,
    play() {
      setPlaying(true);
      setWaiting(false);
      quietly(begin());
    },
    pause() {
      setPlaying(false);
      quietly(setDoors(feed, "closed"));
    },
    step() {
      if (isRunning) setWaiting(true);
      else if (inserts > runsAsked) quietly(askForRun(feed));
      else quietly(insert(feed));
    },
  };

  async function begin(): Promise<void> {
    await setDoors(feed, "open");
    if (isRunning) return;
    if (inserts === runsAsked) await insert(feed);
    await askForRun(feed);
  }
}
