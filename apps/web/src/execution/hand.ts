import type { Execution, Law } from "@millrace/core";
import { HandRun, type LeftRun, type Option, type Run } from "./hand-run.ts";

/** What can happen at some moment, as a reader sees it. */
export type ShownOption = Pick<Option, "words" | "wasTaken" | "isFault">;

/**
 * A way to leave an execution, and to go on from what comes of it: with machines that are here, or with those of a worker. Each
 * promise is rejected with an Error that says why it cannot be done.
 */
export interface Hand {
  /** How many laws watch as the reader goes. */
  readonly lawCount: number;
  /** What can happen after an event, work first, faults last. */
  optionsAt(moment: number): Promise<readonly ShownOption[]>;
  /** Leaves the execution after an event, and lets the option at this place happen. */
  choose(moment: number, place: number): Promise<HandMade>;
  /** Leaves the execution after an event, and lets what is left to do happen there, fairly and without faults. */
  finish(moment: number): Promise<HandMade>;
}

/** A run that a reader has made, and the way on from it. */
export interface HandMade extends Run {
  readonly hand: Hand;
}

/** With machines that are here. */
export function handHere(execution: Execution, laws: readonly Law[]): Hand {
  return wrap(new HandRun(execution, laws), laws.length);
}

function wrap(run: HandRun, lawCount: number): Hand {
  const made = ({ hand, ...rest }: LeftRun): HandMade => ({ ...rest, hand: wrap(hand, lawCount) });
  return {
    lawCount,
    optionsAt: async (moment) => run.optionsAt(moment),
    async choose(moment, place) {
      const option = run.optionsAt(moment)[place];
      if (option === undefined) throw new Error(`There is no option ${place} after event ${moment}.`);
      return made(run.choose(moment, option.choice));
    },
    finish: async (moment) => made(run.finish(moment)),
  };
}
