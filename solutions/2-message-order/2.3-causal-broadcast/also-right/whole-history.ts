/**
 * Holds nothing back: each message carries all that its sender knows, in an order that it may have happened in, so
 * whichever comes first brings its past along.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  /** All that was delivered or sent here, oldest first. */
  readonly story: Entry[];
}

type Entry = readonly [from: MachineId, number: number, payload: unknown];

export const causalBroadcast: Machine<State, readonly Entry[], object, { readonly payload: unknown }> = defineMachine({
  start: (): State => ({ story: [] }),

  onMessage({ story }, told, _from, context) {
    for (const entry of told) {
      const [from, number, payload] = entry;
      if (number <= countOf(story, from)) continue;
      story.push(entry);
      context.output({ type: "delivered", from, payload });
    }
  },

  onInput({ story }, { payload }, context) {
    story.push([context.self, countOf(story, context.self) + 1, payload]);
    for (const to of context.peers) context.send(to, story);
  },
});

function countOf(story: readonly Entry[], machine: MachineId): number {
  return story.filter(([from]) => from === machine).length;
}
