import type { LiveSystem } from "@millrace/workers";
import { useState } from "react";
import { useLiveKeeper } from "./live-keeper.ts";
import { errorText } from "../shell/error-text.ts";

/** Something that a reader lets workers do, and that comes to an end by itself. */
export interface LiveJob {
  readonly isRunning: boolean;
  /** Why it did not come to its end the last time. */
  readonly problem: string | undefined;
  /** Starts the workers, does the work with them, and ends them. */
  run(start: () => Promise<LiveSystem>, work: (live: LiveSystem) => Promise<void>): Promise<void>;
}

/** One such job at a time for a component. It ends with the component. */
export function useLiveJob(): LiveJob {
  const keeper = useLiveKeeper();
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run: LiveJob["run"] = async (start, work) => {
    setRunning(true);
    setProblem(undefined);
    try {
      const live = await keeper.start(start);
      if (live === undefined) return;
      await work(live);
      const [failure] = live.failures;
      if (failure !== undefined) setProblem(`The machines stopped: ${failure.machine}: ${failure.message}`);
    } catch (error) {
      setProblem(`The machines stopped: ${errorText(error)}`);
    }
    await keeper.stop();
    setRunning(false);
  };
  return { isRunning, problem, run };
}
