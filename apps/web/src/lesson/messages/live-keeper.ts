import type { LiveSystem } from "@millrace/workers";
import { useEffect, useState } from "react";

/** Keeps one live system at most, so that no worker is left behind when another is started or the picture goes. */
export class LiveKeeper {
  #live: LiveSystem | undefined;
  #turn = 0;

  /** Ends what was running, and starts this. Undefined if something else was started, or all was ended, meanwhile. */
  async start(spawning: () => Promise<LiveSystem>): Promise<LiveSystem | undefined> {
    const turn = this.#turn + 1;
    await this.stop();
    const live = await spawning();
    if (turn !== this.#turn) {
      await live.stop();
      return undefined;
    }
    this.#live = live;
    return live;
  }

  /** Ends all workers. */
  async stop(): Promise<void> {
    this.#turn += 1;
    const live = this.#live;
    this.#live = undefined;
    await live?.stop();
  }
}

/** The keeper of one picture: what runs ends with the picture. Machines are started by the reader, never by an effect. */
export function useLiveKeeper(): LiveKeeper {
  const [keeper] = useState(() => new LiveKeeper());
  useEffect(() => () => void keeper.stop(), [keeper]);
  return keeper;
}

/** What went wrong, in a sentence, for the reader. */
export function tellProblem(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
