import type { Event } from "@millrace/core";
import type { LiveFailure, LiveMachine, LiveSystem } from "@millrace/workers";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

/** A system that a picture runs, as it is known right now. */
export interface LiveRun {
  readonly phase: "none" | "starting" | "running" | "failed";
  /** What happened so far, oldest first. */
  readonly events: readonly Event[];
  readonly machines: readonly LiveMachine[];
  /** What went wrong last, and what to do next; undefined if nothing did. */
  readonly problem: string | undefined;
  /** Ends what is running, if anything is, and runs this. */
  start(make: MakeLive): void;
  /** Does something to the running system; nothing if there is none. A refusal becomes the `problem`. */
  act(work: (live: LiveSystem) => Promise<unknown>): void;
}

/** Spawns a system; `onFailure` is for the options of `spawn`. */
export type MakeLive = (onFailure: (failure: LiveFailure) => void) => Promise<LiveSystem>;

/** Runs one system at a time for a component, and ends it with the component. With `first`, one is started at once. */
export function useLiveRun(first?: MakeLive): LiveRun {
  // A new object for each start, so that the same system can be started again.
  const [job, setJob] = useState(first === undefined ? undefined : { make: first });
  const [phase, setPhase] = useState<LiveRun["phase"]>("none");
  const [problem, setProblem] = useState<string>();
  const [seen, setSeen] = useState<Pick<LiveRun, "events" | "machines">>(nothing);
  const running = useRef<LiveSystem>(undefined);

  useEffect(() => {
    if (job === undefined) return undefined;
    let isOver = false;
    const fail = (error: unknown): void => {
      if (isOver) return;
      setPhase("failed");
      setProblem(`${messageOf(error)} Start it again; if that does not help, reload the page.`);
    };
    const run = async (): Promise<void> => {
      const live = await job.make((failure) => {
        if (!isOver) setProblem(`${failure.machine}: ${failure.message} Its machine is down; the others go on.`);
      });
      // Nobody waits for it any more: the picture is gone, or runs something else.
      if (isOver) return void (await live.stop());
      running.current = live;
      setPhase("running");
      const events: Event[] = [];
      let isDrawing = false;
      for await (const event of live.events) {
        if (isOver) return;
        events.push(event);
        if (isDrawing) continue;
        isDrawing = true;
        // However many events come, the page is drawn once a frame.
        requestAnimationFrame(() => {
          isDrawing = false;
          if (!isOver) setSeen({ events: [...events], machines: live.machines });
        });
      }
    };
    setPhase("starting");
    setProblem(undefined);
    setSeen(nothing);
    run().catch(fail);
    return () => {
      isOver = true;
      const live = running.current;
      running.current = undefined;
      // What a system says at its end is of no use to a picture that is gone.
      live?.stop().catch(() => undefined);
    };
  }, [job]);

  const start = useCallback((make: MakeLive) => setJob({ make }), []);
  const act = useCallback((work: (live: LiveSystem) => Promise<unknown>) => {
    const live = running.current;
    if (live === undefined) return;
    const look = (): void => {
      if (running.current === live) setSeen(({ events }) => ({ events, machines: live.machines }));
    };
    setProblem(undefined);
    work(live)
      .catch((error: unknown) => {
        if (running.current === live) setProblem(messageOf(error));
      })
      .finally(look);
    // On its way down or up it says so, too.
    look();
  }, []);
  return useMemo(() => ({ phase, problem, ...seen, start, act }), [phase, problem, seen, start, act]);
}

/** The problem of a run, where there is one. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const nothing: Pick<LiveRun, "events" | "machines"> = { events: [], machines: [] };
