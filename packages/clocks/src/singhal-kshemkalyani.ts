/**
 * Singhal and Kshemkalyani's differential technique: a vector clock whose messages carry only the entries that have
 * changed since the sender's last message to the same machine. The channels must be FIFO.
 *
 * State: `vector`, as of a vector clock; for each entry, at which of its own events this machine last changed it (the
 * book's LU); for each receiver, at which of its own events this machine last wrote to it (LS). So two numbers for each
 * machine tell who has been told what, where a copy of each vector sent would take as many as there are machines, squared.
 * Message: `entries`, those that are news to its receiver, as far as the sender has told it.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 3, the differential technique; after Singhal and
 * Kshemkalyani (1992).
 * We deviate in the order within a receipt: it is counted first, and its news is noted under its own number. Noted under
 * the number before, which may be that of a sending, news would count as told by that message.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { ClockInput } from "./lamport-clock.ts";
import type { Vector, VectorOutput } from "./vector-clock.ts";

/**
 * A machine that stamps its events with vectors and sends differences. It is asked the same as a Lamport clock
 * (`ClockInput`) and puts out the same as a vector clock (`VectorOutput`).
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { singhalKshemkalyani } from "@millrace/clocks";
 *
 * const machines = { extract: singhalKshemkalyani, transform: singhalKshemkalyani, load: singhalKshemkalyani };
 * const toLoad = at("extract", { type: "send", to: "load" });
 * const world = new World(defineSystem({ machines, inputs: [at("transform", { type: "send", to: "extract" }), toLoad, toLoad] }));
 * world.apply({ kind: "input", machine: "transform", input: 0 });
 * world.apply({ kind: "deliver", from: "transform", to: "extract", nth: 0 });
 * const first = world.apply({ kind: "input", machine: "extract", input: 1 });
 * const second = world.apply({ kind: "input", machine: "extract", input: 2 });
 * const messages = [first, second].map(({ sends }) => JSON.stringify(sends[0]?.message));
 * if (messages.join(" ") !== '{"entries":{"extract":2,"transform":1}} {"entries":{"extract":3}}') throw new Error("news only");
 * ```
 */
export const singhalKshemkalyani: Machine<DifferentialState, DifferentialMessage, VectorOutput, ClockInput> =
  defineMachine({
    start: (): DifferentialState => ({ vector: {}, changedAt: {}, toldAt: {} }),

    onMessage(state, message, _from, context) {
      countEvent(state, context);
      for (const [machine, count] of Object.entries(message.entries)) {
        if (count > entry(state.vector, machine)) change(state, context, { machine, count });
      }
      context.output({ type: "stamped", vector: state.vector });
    },

    onInput(state, input, context) {
      countEvent(state, context);
      context.output({ type: "stamped", vector: state.vector });
      if (input.type === "send") sendNews(state, input.to, context);
    },
  });

/** What travels with a message. */
export interface DifferentialMessage {
  /** The entries of the sender's vector that have changed since its last message to the same machine; at least its own. */
  readonly entries: Vector;
}

/** What a differential clock remembers. */
export interface DifferentialState {
  /** The stamp of the last event; empty before the first. */
  readonly vector: Record<MachineId, number>;
  /** By entry: at which of its own events this machine last changed it. */
  readonly changedAt: Record<MachineId, number>;
  /** By receiver: at which of its own events this machine last wrote to it; missing before the first time. */
  readonly toldAt: Record<MachineId, number>;
}

function sendNews(state: DifferentialState, to: MachineId, context: Context<DifferentialMessage, VectorOutput>): void {
  const told = state.toldAt[to] ?? 0;
  const news = Object.entries(state.vector).filter(([machine]) => entry(state.changedAt, machine) > told);
  context.send(to, { entries: Object.fromEntries(news) });
  state.toldAt[to] = entry(state.vector, context.self);
}

function countEvent(state: DifferentialState, context: Context<DifferentialMessage, VectorOutput>): void {
  change(state, context, { machine: context.self, count: entry(state.vector, context.self) + 1 });
}

/** Changes an entry, and notes at which of its own events: its own entry says which one this is. */
function change(
  { vector, changedAt }: DifferentialState,
  { self }: Pick<Context, "self">,
  { machine, count }: { readonly machine: MachineId; readonly count: number },
): void {
  vector[machine] = count;
  changedAt[machine] = entry(vector, self);
}

function entry(vector: Vector, machine: MachineId): number {
  return vector[machine] ?? 0;
}
