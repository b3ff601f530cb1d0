import type { Execution } from "@millrace/core";
import type { Hand, HandMade, ShownOption } from "../../execution/hand.ts";
import type { ByHand, FoundRun } from "./said.ts";

/** Does something by hand in a worker that has the machines. */
export type AskByHand = (byHand: ByHand) => Promise<FoundRun & { readonly options: readonly ShownOption[] }>;

/** With machines that are in a worker, where a learner's code may run: every step is made anew over there, from the start. */
export function handThere({ execution, lawCount }: FoundRun, ask: AskByHand): Hand {
  const leave = async (moment: number, act: ByHand["act"]): Promise<HandMade> => {
    const { options: _options, ...made } = await ask({ schedule: execution.schedule, moment, act });
    return { ...made, hand: handThere(made, ask) };
  };
  return {
    lawCount,
    async optionsAt(moment) {
      return (await ask({ schedule: execution.schedule, moment: afterStarts(moment, execution), act: "look" })).options;
    },
    choose: leave,
    finish: (moment) => leave(moment, "finish"),
  };
}

/** Before the last machine has started nothing can be chosen. */
function afterStarts(moment: number, { events, schedule }: Execution): number {
  return Math.max(moment, events.length - schedule.length - 1);
}
