/**
 * The table as a flat list, and without the line that counts a message on delivery: nobody ever waits for it. What waits is
 * delivered when a clock ticks, with the smallest table first, so that one pass is enough.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  readonly names: readonly MachineId[];
  table: readonly number[];
  counts: readonly number[];
  waiting: (readonly [from: MachineId, message: Message])[];
}

interface Message {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly body: { readonly payload: unknown };
}

export const raynalSchiperToueg: Machine<
  State,
  Message,
  object,
  { readonly to: MachineId; readonly payload: unknown }
> = defineMachine({
  start({ self, peers }): State {
    const names = [self, ...peers].sort();
    return { names, table: names.flatMap(() => names.map(() => 0)), counts: names.map(() => 0), waiting: [] };
  },

  onMessage({ waiting }, message, from, context) {
    waiting.push([from, message]);
    context.setTimer("tick", 15);
  },

  onTimer(state, _tick, context) {
    const { names } = state;
    const here = names.indexOf(context.self);
    const later: State["waiting"] = [];
    state.waiting.sort(([, one], [, other]) => sum(one.after) - sum(other.after));
    for (const letter of state.waiting) {
      const [from, { before, after, body }] = letter;
      if (state.counts.some((count, place) => count < (before[place * names.length + here] ?? 0))) {
        later.push(letter);
        continue;
      }
      state.counts = state.counts.map((count, place) => (names[place] === from ? count + 1 : count));
      state.table = state.table.map((count, place) => Math.max(count, after[place] ?? 0));
      context.output({ type: "delivered", from, ...body });
    }
    state.waiting = later;
  },

  onInput(state, { to, payload }, context) {
    const { names, table } = state;
    const place = names.indexOf(context.self) * names.length + names.indexOf(to);
    state.table = table.map((count, each) => (each === place ? count + 1 : count));
    context.send(to, { before: table, after: state.table, body: { payload } });
  },
});

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
