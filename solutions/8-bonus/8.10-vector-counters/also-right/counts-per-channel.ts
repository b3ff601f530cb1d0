/**
 * Right as well, and larger: counts by channel, from whom to whom, as each message is received from somebody. The visitor
 * waits for a channel at a time, and counts her hops.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "@millrace/termination/ring.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
} from "@millrace/termination/workload.ts";

/** By sender and place of the receiver in the ring. */
type Matrix = Record<MachineId, number[]>;

interface State {
  ready: boolean;
  own: Matrix;
  workload: Workload;
  guest: { readonly matrix: Matrix; readonly hops: number } | null;
}

type Message = Work | { readonly type: "guest"; readonly matrix: Matrix; readonly hops: number };

export function vectorCounters(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  const empty = (): Matrix => Object.fromEntries(ring.map((machine) => [machine, ring.map(() => 0)]));
  const note = (
    matrix: Matrix,
    from: MachineId,
    { to, count }: { readonly to: MachineId; readonly count: number },
  ): void => {
    const place = ring.indexOf(to);
    const row = matrix[from] ?? [];
    row[place] = (row[place] ?? 0) + count;
  };
  const look = (state: State, context: Context<Message, Terminated>): void => {
    const { guest } = state;
    if (guest === null || !state.ready || !isPassive(state.workload)) return;
    const matrix = empty();
    for (const from of ring)
      for (const [place, to] of ring.entries())
        note(matrix, from, { to, count: (guest.matrix[from]?.[place] ?? 0) + (state.own[from]?.[place] ?? 0) });
    if (ring.some((from) => (matrix[from]?.[ring.indexOf(context.self)] ?? 0) > 0)) return;
    state.guest = null;
    state.own = empty();
    const isZero = Object.values(matrix)
      .flat()
      .every((count) => count === 0);
    if (isZero && guest.hops >= ring.length - 1) return context.output({ type: "terminated" });
    const hops = Math.min(guest.hops + 1, ring.length);
    context.send(nextInRing(ring, context.self), { type: "guest", matrix, hops });
  };
  return defineMachine({
    start: ({ self }): State => ({
      ready: false,
      own: empty(),
      workload: [],
      guest: self === ring[0] ? { matrix: empty(), hops: 0 } : null,
    }),

    onMessage(state, message, from, context) {
      if (message.type === "work") {
        note(state.own, from, { to: context.self, count: -1 });
        takeOn(state.workload, message.task, context);
      } else {
        state.guest = { matrix: message.matrix, hops: message.hops };
      }
      look(state, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      note(state.own, context.self, { to, count: 1 });
      context.send(to, { type: "work", task });
      look(state, context);
    },

    onInput(state, { task }, context) {
      state.ready = true;
      takeOn(state.workload, task, context);
      look(state, context);
    },
  });
}
