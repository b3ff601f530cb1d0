/**
 * A machine at whose door messages wait until they are let through: all of them, or one at a time. So a system can be
 * watched step by step while its workers and its network go on as ever. Timers and requests are not held.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a reader asks of the door. */
export interface PaceInput {
  readonly type: "pace";
  readonly door: "open" | "closed" | "one";
}

/** A message at the door. */
interface AtDoor<Message> {
  readonly from: MachineId;
  readonly message: Message;
  /** When it came, on the machine's clock. */
  readonly atMs: number;
}

/** What a paced machine remembers. */
export interface PacedState<State, Message> {
  readonly inner: State;
  isOpen: boolean;
  /** Oldest first. */
  readonly waiting: AtDoor<Message>[];
}

/** What the outside sees besides: a message is handled now. */
export interface LetThrough<Message> {
  readonly type: "let through";
  readonly from: MachineId;
  readonly message: Message;
}

/** The same machine, with a door that is closed at first. */
export function paced<State, Message, Output, Input>(
  machine: Machine<State, Message, Output, Input>,
): Machine<PacedState<State, Message>, Message, Output | LetThrough<Message>, Input | PaceInput> {
  type Own = PacedState<State, Message>;
  return defineMachine<Own, Message, Output | LetThrough<Message>, Input | PaceInput>({
    start: (context) => ({ inner: machine.start(context), isOpen: false, waiting: [] }),

    onMessage(state, message, from, context) {
      state.waiting.push({ from, message, atMs: context.now() });
      if (state.isOpen) letThrough(state, context);
    },

    onTimer: (state, timer, context) => machine.onTimer?.(state.inner, timer, context),

    onInput(state, input, context) {
      if (!isPace(input)) {
        machine.onInput?.(state.inner, input, context);
        return;
      }
      if (input.door !== "one") state.isOpen = input.door === "open";
      if (input.door === "one") letThrough(state, context);
      while (state.isOpen && state.waiting.length > 0) letThrough(state, context);
    },

    onReply: (state, reply, call, context) => machine.onReply?.(state.inner, reply, call, context),
  });

  function letThrough(
    state: Own,
    context: Parameters<NonNullable<Machine<Own, Message, Output | LetThrough<Message>>["onMessage"]>>[3],
  ): void {
    const first = state.waiting.shift();
    if (first === undefined) return;
    const { from, message } = first;
    context.output({ type: "let through", from, message });
    machine.onMessage?.(state.inner, message, from, context);
  }
}

export function isPace(input: unknown): input is PaceInput {
  return typeof input === "object" && input !== null && "type" in input && input.type === "pace";
}
