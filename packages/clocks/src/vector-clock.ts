/**
 * Vector clock: stamps each event with how many events of every machine it knows of, so that two stamps tell whether
 * one event came before the other, or neither could know of the other.
 *
 * State: `vector`, the stamp of this machine's last event, empty before the first.
 * Message: `vector`, the stamp of the event that sent it.
 * A vector has one entry per machine that is known to have had an event; a missing entry counts as 0.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 3, vector time; after Fidge and Mattern (1988).
 * We deviate in three things: an event is one run of a handler; entries go by name instead of by number; and the
 * comparison tells `equal` apart from `concurrent`, which matters for versions of data, where two can be the same.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { ClockInput } from "./lamport-clock.ts";

/**
 * A machine that stamps its events with vectors. It is asked the same as a Lamport clock (`ClockInput`).
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { vectorClock } from "@millrace/clocks";
 *
 * const world = new World(defineSystem({ machines: { a: vectorClock, b: vectorClock }, inputs: [at("a", { type: "send", to: "b" })] }));
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * const received = world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 * if (JSON.stringify(received.outputs) !== '[{"type":"stamped","vector":{"a":1,"b":1}}]') throw new Error("b knows of one event of a");
 * ```
 */
export const vectorClock: Machine<VectorState, VectorMessage, VectorOutput, ClockInput> = defineMachine({
  start: () => ({ vector: {} }),

  onMessage(state, message, _from, context) {
    state.vector = mergeVectors(state.vector, message.vector);
    stamp(state, context);
  },

  onInput(state, input, context) {
    stamp(state, context);
    if (input.type === "send") context.send(input.to, { vector: state.vector });
  },
});

/**
 * How `first` stands to `second`: `before` if no entry is larger and one is smaller, `after` the other way round,
 * `equal` if all entries are, and `concurrent` if each has an entry larger than the other's.
 *
 * @example
 * ```ts
 * import { compareVectors } from "@millrace/clocks";
 *
 * if (compareVectors({ a: 1 }, { a: 2 }) !== "before") throw new Error("a went on");
 * if (compareVectors({ a: 2, b: 1 }, { a: 1, b: 3 }) !== "concurrent") throw new Error("each has seen what the other has not");
 * if (compareVectors({ a: 1, b: 0 }, { a: 1 }) !== "equal") throw new Error("a missing entry counts as 0");
 * ```
 */
export function compareVectors(first: Vector, second: Vector): VectorOrder {
  const machines = Object.keys({ ...first, ...second });
  const isSmaller = machines.some((machine) => entry(first, machine) < entry(second, machine));
  const isLarger = machines.some((machine) => entry(first, machine) > entry(second, machine));
  if (isSmaller && isLarger) return "concurrent";
  if (isSmaller) return "before";
  return isLarger ? "after" : "equal";
}

/**
 * What is known to whoever knows both: the larger of each two entries. A new vector.
 *
 * @example
 * ```ts
 * import { mergeVectors } from "@millrace/clocks";
 *
 * const merged = mergeVectors({ a: 2, b: 1 }, { b: 3, c: 1 });
 * if (merged["a"] !== 2 || merged["b"] !== 3 || merged["c"] !== 1) throw new Error("the larger of each");
 * ```
 */
export function mergeVectors(first: Vector, second: Vector): Vector {
  const machines = Object.keys({ ...first, ...second }).sort();
  return Object.fromEntries(
    machines.map((machine) => [machine, Math.max(entry(first, machine), entry(second, machine))]),
  );
}

/** How many events of each machine are known: whole numbers; a machine without an entry counts as 0. */
export type Vector = Readonly<Record<MachineId, number>>;

/** How one vector stands to another. */
export type VectorOrder = "before" | "after" | "equal" | "concurrent";

/** What a vector clock remembers. */
export interface VectorState {
  /** The stamp of the last event; empty before the first. */
  vector: Vector;
}

/** What travels with a message. */
export interface VectorMessage {
  /** The stamp of the event that sent it. */
  readonly vector: Vector;
}

/** What the outside sees: one for each event. */
export interface VectorOutput {
  /** The only kind of output. */
  readonly type: "stamped";
  /** The stamp: how many events of each machine are this one or came before it. */
  readonly vector: Vector;
}

function stamp(state: VectorState, context: Context<VectorMessage, VectorOutput>): void {
  state.vector = mergeVectors(state.vector, { [context.self]: entry(state.vector, context.self) + 1 });
  context.output({ type: "stamped", vector: state.vector });
}

function entry(vector: Vector, machine: MachineId): number {
  return vector[machine] ?? 0;
}
