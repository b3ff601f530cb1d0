/** Works out the vector time of each ancestor by itself, and merges; keeps what it has worked out. Logs zeros, and sends first. */
import { type Machine, defineMachine } from "@millrace/core";

type Input = { readonly type: "local" } | { readonly type: "send"; readonly to: string };
type Counts = Readonly<Record<string, number>>;
type Logs = Readonly<Record<string, readonly Counts[]>>;

interface State {
  own: number;
  readonly heard: Map<string, number>;
}

export const fowlerZwaenepoel: Machine<State, { readonly count: number }, object, Input> = defineMachine({
  start: ({ peers }): State => ({ own: 0, heard: new Map(peers.map((peer) => [peer, 0])) }),

  onMessage(state, message, from, { self, output }) {
    if (message.count > (state.heard.get(from) ?? 0)) state.heard.set(from, message.count);
    output({ type: "logged", dependencies: { ...Object.fromEntries(state.heard), [self]: ++state.own } });
  },

  onInput(state, input, { self, output, send }) {
    state.own += 1;
    if (input.type === "send") send(input.to, { count: state.own });
    output({ type: "logged", dependencies: { [self]: state.own, ...Object.fromEntries(state.heard) } });
  },
});

export function vectorTimeOf(logs: Logs, event: { readonly machine: string; readonly count: number }): Counts {
  const found = new Map<string, Counts>();
  const timeOf = (machine: string, count: number): Counts => {
    const key = `${count} ${machine}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const time: Record<string, number> = { [machine]: count };
    for (const [parent, number] of Object.entries(logs[machine]?.[count - 1] ?? {})) {
      if (parent === machine || number === 0) continue;
      for (const [name, most] of Object.entries(timeOf(parent, number))) time[name] = Math.max(most, time[name] ?? 0);
    }
    time[machine] = count;
    found.set(key, time);
    return time;
  };
  return timeOf(event.machine, event.count);
}
