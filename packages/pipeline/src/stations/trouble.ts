/** What happens to a request at a station that has a bad day. */
import type { Context } from "@millrace/core";

/** How likely each trouble is, from 0 to 1. */
export interface Trouble {
  /** The request is lost before anybody reads it. */
  readonly lost: number;
  /** The station has no time: it answers 503, and does nothing. */
  readonly busy: number;
  /** The station does what it is asked, and the answer is lost. */
  readonly unheard: number;
}

/** What becomes of a request. */
export type Fate = "fine" | keyof Trouble;

/** A good day. */
export const noTrouble: Trouble = { lost: 0, busy: 0, unheard: 0 };

/** Draws what becomes of a request, from the station's own stream; on a good day, draws nothing. */
export function drawFate({ lost, busy, unheard }: Trouble, { random }: Pick<Context, "random">): Fate {
  if (lost + busy + unheard === 0) return "fine";
  const drawn = random();
  if (drawn < lost) return "lost";
  if (drawn < lost + busy) return "busy";
  return drawn < lost + busy + unheard ? "unheard" : "fine";
}
