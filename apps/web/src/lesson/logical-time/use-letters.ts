import type { Event, Execution } from "@millrace/core";
import { type LiveSystem, spawn } from "@millrace/workers";
import { useCallback, useEffect, useState } from "react";
import { delayMs, system } from "./letters-system.ts";

/** A run of the letters, and the one before it. */
export interface Letters {
  /** What has happened so far: more comes as long as it is `running`. */
  readonly execution: Execution;
  readonly status: "running" | "finished" | "failed";
  /** Why it failed. */
  readonly problem?: string;
  /** 1 for the first. */
  readonly run: number;
  /** The finished run before this one, if there was one. */
  readonly previous?: Execution;
  runAgain(): void;
}

interface Shown {
  readonly execution: Execution;
  readonly status: Letters["status"];
  readonly problem?: string;
}

const nothing: Shown = { execution: { system, schedule: [], events: [] }, status: "running" };

/** Runs the letters on workers of their own, to the end; again whenever that is asked for. */
export function useLetters(): Letters {
  const [shown, setShown] = useState(nothing);
  const [run, setRun] = useState(1);
  const [previous, setPrevious] = useState<Execution>();

  useEffect(() => {
    let isGone = false;
    let live: LiveSystem | undefined;
    const fail = (problem: string): void => {
      if (!isGone) setShown(({ execution }) => ({ execution, status: "failed", problem }));
    };
    const follow = async (): Promise<void> => {
      live = await spawn(system, {
        worker: () => new Worker(new URL("./letters.worker.ts", import.meta.url), { type: "module" }),
        name: "letters",
        seed: Math.floor(Math.random() * 1_000_000),
        network: { delayMs },
        onFailure: ({ machine, message }) => fail(`${machine} is down: ${message}`),
      });
      if (isGone) return void (await live.stop());
      const watched = watch(live);
      await live.settled();
      const execution = await live.stop();
      await watched;
      if (!isGone) setShown((before) => (before.status === "failed" ? before : { execution, status: "finished" }));
    };
    const watch = async ({ events }: LiveSystem): Promise<void> => {
      let soFar: readonly Event[] = [];
      for await (const event of events) {
        soFar = [...soFar, event];
        if (!isGone) setShown((before) => ({ ...before, execution: { system, schedule: [], events: soFar } }));
      }
    };
    // A turn later, as a component that is only tried out is gone by then.
    const begin = setTimeout(() => {
      follow().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
    }, 0);
    return () => {
      isGone = true;
      clearTimeout(begin);
      void live?.stop();
    };
  }, [run]);

  const { execution, status } = shown;
  const runAgain = useCallback(() => {
    if (status === "finished") setPrevious(execution);
    setShown(nothing);
    setRun((before) => before + 1);
  }, [execution, status]);
  return { ...shown, run, ...(previous === undefined ? {} : { previous }), runAgain };
}
