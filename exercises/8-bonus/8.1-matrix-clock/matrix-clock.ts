/**
 * Matrix clock: a vector clock that knows besides what the other machines know, and so what may be deleted.
 *
 * As it comes, the file is a right vector clock that deletes whatever it has seen itself. Edit the message, the state, the
 * handlers and `deletable`. What goes in and what comes out is fixed.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a clock is asked to do: have an event of its own, or one that sends a message to the machine `to`. Fixed. */
export type ClockInput = { readonly type: "local" } | { readonly type: "send"; readonly to: MachineId };

/** How many events of each machine: whole numbers; a machine without an entry counts as 0. Fixed. */
export type Vector = Readonly<Record<MachineId, number>>;

/** What the outside sees: one for each event. Fixed. */
export interface MatrixOutput {
  readonly type: "stamped";
  /** How many events of each machine are this one or came before it. */
  readonly vector: Vector;
  /** How many events of each machine every machine is known to have heard of. */
  readonly deletable: Vector;
}

/** What travels with a message. Yours. */
export interface MatrixMessage {
  readonly vector: Vector;
  // TODO(learner): what does the sender know of what others know?
}

/** What a clock remembers. Yours: plain data, in an object. */
export interface MatrixState {
  vector: Vector;
  // TODO(learner): what does this machine know of what others know?
}

export const matrixClock: Machine<MatrixState, MatrixMessage, MatrixOutput, ClockInput> = defineMachine({
  start: (): MatrixState => ({ vector: {} }),

  onMessage(state, message, from, context) {
    // TODO(learner): a message tells more than its sender's vector.
    state.vector = mergeVectors(state.vector, message.vector);
    stamp(state, context);
  },

  onInput(state, input, context) {
    stamp(state, context);
    // TODO(learner): and it is to be told on.
    if (input.type === "send") context.send(input.to, { vector: state.vector });
  },
});

/** What may be deleted, as far as is known here. All machines are `context.self` and `context.peers`. */
function deletable(state: MatrixState, context: Context<MatrixMessage, MatrixOutput>): Vector {
  // TODO(learner): this machine has seen it. Who else must have, before it may go?
  return state.vector;
}

/** Counts and stamps an event. Given. */
function stamp(state: MatrixState, context: Context<MatrixMessage, MatrixOutput>): void {
  const { self } = context;
  state.vector = { ...state.vector, [self]: (state.vector[self] ?? 0) + 1 };
  context.output({ type: "stamped", vector: state.vector, deletable: deletable(state, context) });
}

/** The larger of each two entries. Given. */
function mergeVectors(first: Vector, second: Vector): Vector {
  const machines = Object.keys({ ...first, ...second });
  return Object.fromEntries(machines.map((machine) => [machine, Math.max(first[machine] ?? 0, second[machine] ?? 0)]));
}
