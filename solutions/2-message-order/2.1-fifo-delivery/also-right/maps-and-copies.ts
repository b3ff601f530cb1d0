/** Never changes a box: each arrival makes a new one. Numbers are bigint, each payload travels in a list of its own. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

interface State {
  counts: ReadonlyMap<MachineId, bigint>;
  boxes: ReadonlyMap<MachineId, Box<unknown>>;
}

interface Box<Payload> {
  readonly next: bigint;
  readonly held: ReadonlyMap<bigint, readonly [Payload]>;
}

interface Message {
  readonly count: bigint;
  readonly body: readonly [payload: unknown];
  /** More than anybody needs. */
  readonly via: readonly [from: MachineId, to: MachineId, atMs: number];
}

const emptyBox = { next: 0n, held: new Map() } satisfies Box<unknown>;

export const fifoDelivery: Machine<State, Message, object, { readonly to: MachineId; readonly payload: unknown }> =
  defineMachine({
    start: (): State => ({ counts: new Map(), boxes: new Map() }),

    onMessage(state, { count, body }, from, context) {
      const [box, payloads] = take(put(state.boxes.get(from) ?? emptyBox, count, body));
      state.boxes = new Map([...state.boxes, [from, box]]);
      for (const payload of payloads) context.output({ payload, from, type: "delivered" });
    },

    onInput(state, { to, payload }, context) {
      const count = state.counts.get(to) ?? 0n;
      state.counts = new Map([...state.counts, [to, count + 1n]]);
      context.send(to, { count, body: [payload], via: [context.self, to, context.now()] });
    },
  });

function put<Payload>(box: Box<Payload>, count: bigint, body: readonly [Payload]): Box<Payload> {
  return count < box.next ? box : { ...box, held: new Map([...box.held, [count, body]]) };
}

function take<Payload>(box: Box<Payload>, taken: readonly Payload[] = []): [Box<Payload>, readonly Payload[]] {
  const due = box.held.get(box.next);
  if (due === undefined) return [box, taken];
  const held = new Map([...box.held].filter(([count]) => count !== box.next));
  return take({ next: box.next + 1n, held }, [...taken, ...due]);
}
