import { type Hand, type HandMade, type ShownOption, handHere } from "./hand.ts";
import type { Run } from "./hand-run.ts";
import { portable } from "./portable.ts";
import { type RunOptions, makeRun, namedRuns } from "./runs.ts";

/** Makes runs and keeps them, by number, to go on with them by hand. All that goes in and out fits into a message. */
export interface RunKeeper {
  /** A run of {@link namedRuns}. */
  make(name: string, options: RunOptions): Promise<NamedKeptRun>;
  optionsAt(run: number, moment: number): Promise<readonly ShownOption[]>;
  choose(run: number, moment: number, place: number): Promise<KeptRun>;
  finish(run: number, moment: number): Promise<KeptRun>;
}

/** A run without its machines, which are with the keeper. */
export interface KeptRun extends Run {
  readonly number: number;
  /** How many laws are asked of it. */
  readonly lawCount: number;
}

/** One that was made by its name. */
export interface NamedKeptRun extends KeptRun {
  /** How far it is the run that a schedule was made of, in words; absent where none was followed. */
  readonly fidelity?: string;
}

/** What {@link RunKeeper} asks, all of it: a page asks by name. */
export const keeperMethods = ["make", "optionsAt", "choose", "finish"] as const satisfies readonly (keyof RunKeeper)[];

export function makeRunKeeper(): RunKeeper {
  const hands: Hand[] = [];
  const keep = ({ execution, violation }: Run, hand: Hand): KeptRun => ({
    number: hands.push(hand) - 1,
    execution: portable(execution),
    lawCount: hand.lawCount,
    ...(violation === undefined ? {} : { violation }),
  });
  const keepMade = (made: HandMade): KeptRun => keep(made, made.hand);
  const handOf = (run: number): Hand => {
    const hand = hands[run];
    if (hand === undefined) throw new Error(`There is no run ${run}.`);
    return hand;
  };
  return {
    async make(name, options) {
      const named = Object.hasOwn(namedRuns, name) ? namedRuns[name] : undefined;
      if (named === undefined) throw new Error(`There is no run called "${name}".`);
      const { fidelity, laws, ...run } = await makeRun(named, options);
      return { ...keep(run, handHere(run.execution, laws)), ...(fidelity === undefined ? {} : { fidelity }) };
    },
    async optionsAt(run, moment) {
      const options = await handOf(run).optionsAt(moment);
      return options.map(({ words, wasTaken, isFault }) => ({ words, wasTaken, isFault }));
    },
    choose: async (run, moment, place) => keepMade(await handOf(run).choose(moment, place)),
    finish: async (run, moment) => keepMade(await handOf(run).finish(moment)),
  };
}

/** The way on from a run that a keeper has. */
export function handAt(keeper: RunKeeper, { number, lawCount }: KeptRun): Hand {
  const made = (run: KeptRun): HandMade => ({ ...run, hand: handAt(keeper, run) });
  return {
    lawCount,
    optionsAt: (moment) => keeper.optionsAt(number, moment),
    choose: async (moment, place) => made(await keeper.choose(number, moment, place)),
    finish: async (moment) => made(await keeper.finish(number, moment)),
  };
}
