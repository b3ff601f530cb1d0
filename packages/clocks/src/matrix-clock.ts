/**
 * Matrix clock: stamps events as a vector clock does, and knows besides what the other machines know. So it can tell which
 * events everybody has heard of: what is kept of those may be deleted.
 *
 * State: `rows`, by machine: the vector of the last event of that machine that this one has heard of; its own row is the
 * stamp of its last event.
 * Message: `rows`, those of its sender at the sending.
 * With n machines, that is n² numbers; a row or an entry that is missing counts as 0.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 3, matrix time; after Fischer and Michael, Wuu and
 * Bernstein (1984), and Sarin and Lynch (1987).
 * We deviate as in the vector clock: an event is one run of a handler, and rows and entries go by name.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { ClockInput } from "./lamport-clock.ts";
import { type Vector, mergeVectors } from "./vector-clock.ts";

/**
 * A machine that stamps its events and says what may be deleted. It is asked the same as a Lamport clock (`ClockInput`).
 * All machines are itself and its peers, so it needs a channel to every other machine.
 *
 * @example
 * ```ts
 * import { World, at, defineSystem } from "@millrace/core";
 * import { matrixClock } from "@millrace/clocks";
 *
 * const inputs = [at("a", { type: "send", to: "b" }), at("b", { type: "send", to: "a" })];
 * const world = new World(defineSystem({ machines: { a: matrixClock, b: matrixClock }, inputs }));
 * world.apply({ kind: "input", machine: "a", input: 0 });
 * world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
 * world.apply({ kind: "input", machine: "b", input: 1 });
 * const answered = world.apply({ kind: "deliver", from: "b", to: "a", nth: 0 });
 * const expected = '[{"type":"stamped","vector":{"a":2,"b":2},"deletable":{"a":1,"b":2}}]';
 * if (JSON.stringify(answered.outputs) !== expected) throw new Error("b has seen the first event of a, and a both of b");
 * ```
 */
export const matrixClock: Machine<MatrixState, MatrixMessage, MatrixOutput, ClockInput> = defineMachine({
  start: (): MatrixState => ({ rows: {} }),

  onMessage(state, { rows }, from, context) {
    for (const [machine, row] of Object.entries(rows)) learn(state, machine, row);
    // This machine now knows what its sender knew.
    learn(state, context.self, rows[from] ?? {});
    stamp(state, context);
  },

  onInput(state, input, context) {
    stamp(state, context);
    if (input.type === "send") context.send(input.to, { rows: state.rows });
  },
});

/** What travels with a message. */
export interface MatrixMessage {
  /** What the sender knew at the sending, by machine: the vector of its last event that was known. */
  readonly rows: Readonly<Record<MachineId, Vector>>;
}

/** What a matrix clock remembers. */
export interface MatrixState {
  /** By machine: the vector of its last event that is known here. */
  readonly rows: Record<MachineId, Vector>;
}

/** What the outside sees: one for each event. */
export interface MatrixOutput {
  /** The only kind of output. */
  readonly type: "stamped";
  /** The stamp: how many events of each machine are this one or came before it. */
  readonly vector: Vector;
  /** How many events of each machine every machine is known to have heard of: the oldest ones, as many as the number says. */
  readonly deletable: Vector;
}

function stamp(state: MatrixState, context: Context<MatrixMessage, MatrixOutput>): void {
  const { self, peers } = context;
  learn(state, self, { [self]: entry(state, self, self) + 1 });
  const machines = [self, ...peers];
  const deletable = Object.fromEntries(
    machines.map((machine) => [machine, Math.min(...machines.map((knower) => entry(state, knower, machine)))]),
  );
  context.output({ type: "stamped", vector: state.rows[self] ?? {}, deletable });
}

/** Takes note that a machine has known so much. */
function learn({ rows }: MatrixState, machine: MachineId, row: Vector): void {
  rows[machine] = mergeVectors(rows[machine] ?? {}, row);
}

/** How many events of `machine` the `knower` is known to know of. */
function entry({ rows }: MatrixState, knower: MachineId, machine: MachineId): number {
  return rows[knower]?.[machine] ?? 0;
}
