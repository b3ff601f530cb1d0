/**
 * The idea of Schiper, Eggli and Sandoz: one vector clock that counts sends, and for each destination the stamp of the
 * newest message that is known to have gone there. A message is due once the receiver's clock has reached what the message
 * says of it.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

type Clock = Readonly<Record<MachineId, number>>;

interface State {
  clock: Clock;
  /** By destination. */
  newest: Readonly<Record<MachineId, Clock>>;
  waiting: Arrived[];
}

interface Message {
  readonly stamp: Clock;
  readonly newest: State["newest"];
  readonly payload: unknown;
}

interface Arrived extends Message {
  readonly from: MachineId;
}

export const raynalSchiperToueg: Machine<
  State,
  Message,
  object,
  { readonly to: MachineId; readonly payload: unknown }
> = defineMachine({
  start: (): State => ({ clock: {}, newest: {}, waiting: [] }),

  onMessage(state, message, from, context) {
    state.waiting = [...state.waiting, { ...message, from }];
    for (;;) {
      const due = state.waiting.find(({ newest }) => reaches(state.clock, newest[context.self] ?? {}));
      if (due === undefined) return;
      state.waiting = state.waiting.filter((each) => each !== due);
      state.clock = join(state.clock, due.stamp);
      const { [context.self]: _here, ...others } = due.newest;
      for (const [to, stamp] of Object.entries(others))
        state.newest = { ...state.newest, [to]: join(state.newest[to] ?? {}, stamp) };
      context.output({ type: "delivered", from: due.from, payload: due.payload });
    }
  },

  onInput(state, { to, payload }, context) {
    state.clock = { ...state.clock, [context.self]: (state.clock[context.self] ?? 0) + 1 };
    context.send(to, { stamp: state.clock, newest: state.newest, payload });
    state.newest = { ...state.newest, [to]: join(state.newest[to] ?? {}, state.clock) };
  },
});

function reaches(clock: Clock, other: Clock): boolean {
  return Object.entries(other).every(([machine, count]) => (clock[machine] ?? 0) >= count);
}

function join(one: Clock, other: Clock): Clock {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return Object.fromEntries(names.map((name) => [name, Math.max(one[name] ?? 0, other[name] ?? 0)]));
}
