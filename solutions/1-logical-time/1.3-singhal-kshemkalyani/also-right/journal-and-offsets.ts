/**
 * A journal of changes, and for each receiver how far it has been told: a topic with an offset for each consumer group. It
 * grows for ever; nobody compacts it.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Change = readonly [machine: string, count: number];
type Entries = Readonly<Record<string, number>>;

interface State {
  readonly journal: Change[];
  readonly offsets: Map<string, number>;
}

export const singhalKshemkalyani: Machine<State, { readonly entries: Entries }, object, Input> = defineMachine({
  start: (): State => ({ journal: [], offsets: new Map() }),

  onMessage(state, { entries }, _from, context) {
    const known = replay(state.journal);
    state.journal.push(...Object.entries(entries).filter(([machine, count]) => count > (known[machine] ?? 0)));
    stamp(state, context);
  },

  onInput({ journal, offsets }, input, context) {
    stamp({ journal, offsets }, context);
    if (input.type === "local") return;
    context.send(input.to, { entries: replay(journal.slice(offsets.get(input.to) ?? 0)) });
    offsets.set(input.to, journal.length);
  },
});

function stamp({ journal }: State, { self, output }: Context<{ readonly entries: Entries }, object>): void {
  journal.push([self, (replay(journal)[self] ?? 0) + 1]);
  output({ type: "stamped", vector: replay(journal) });
}

/** The later word on a machine is the larger count. */
function replay(changes: readonly Change[]): Entries {
  return Object.fromEntries(changes);
}
