import { useEffect, useState } from "react";

/** What runs workers and can end them: a live system, or the feed of one. */
export interface Stoppable {
  stop(): Promise<unknown>;
}

/** Keeps one live system at most, so that no worker is left behind when another is started or the picture goes. */
export class LiveKeeper {
  #kept: Stoppable | undefined;
  #turn = 0;

  /** Ends what was running, and starts this. Undefined if something else was started, or all was ended, meanwhile. */
  async start<Kept extends Stoppable>(begin: () => Promise<Kept>): Promise<Kept | undefined> {
    const ended = this.stop();
    const turn = this.#turn;
    await ended;
    if (turn !== this.#turn) return undefined;
    try {
      const kept = await begin();
      if (turn === this.#turn) {
        this.#kept = kept;
        return kept;
      }
      await kept.stop();
    } catch (error) {
      // Of what nobody waits for any more, nobody wants to know why it failed.
      if (turn === this.#turn) throw error;
    }
    return undefined;
  }

  /** Ends all workers. */
  async stop(): Promise<void> {
    this.#turn += 1;
    const kept = this.#kept;
    this.#kept = undefined;
    // What a system says at its end is of no use to a picture that has gone on.
    await kept?.stop().catch(() => undefined);
  }
}

/** The keeper of one picture: what runs ends with the picture. */
export function useLiveKeeper(): LiveKeeper {
  const [keeper] = useState(() => new LiveKeeper());
  useEffect(() => () => void keeper.stop(), [keeper]);
  return keeper;
}
