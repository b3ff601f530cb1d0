/** Two workers who add to one number: as memory that both read and overwrite, or as notes to whoever keeps it. */
import { type AnyMachine, type System, defineMachine, defineSystem } from "@millrace/core";
import { type Sharing, adders } from "./sharing.ts";

/** How often somebody is to add one. */
interface Adds {
  readonly adds: number;
}

/** What an adder says, and what the board answers: the number that stands on it, and whether it was only read. */
type BoardMessage =
  | { readonly type: "read" }
  | { readonly type: "write"; readonly value: number }
  | { readonly type: "add" }
  | { readonly type: "value"; readonly value: number; readonly isRead: boolean };

interface AdderState {
  left: number;
}

/** Keeps a number. It can be read and overwritten, as memory can; or it is told to add one, and does that by itself. */
const board = defineMachine<{ value: number }, BoardMessage>({
  start: () => ({ value: 0 }),

  onMessage(state, message, from, context) {
    if (message.type === "write") state.value = message.value;
    if (message.type === "add") state.value += 1;
    context.send(from, { type: "value", value: state.value, isRead: message.type === "read" });
  },
});

/** Reads the number, adds one in its own head, and writes the sum back. Then it does so again. */
const memoryUser = defineMachine<AdderState, BoardMessage, "added", Adds>({
  start: () => ({ left: 0 }),

  onMessage(state, message, from, context) {
    if (message.type !== "value") return;
    if (message.isRead) return context.send(from, { type: "write", value: message.value + 1 });
    state.left -= 1;
    context.output("added");
    if (state.left > 0) context.send(from, { type: "read" });
  },

  onInput(state, { adds }, context) {
    state.left = adds;
    context.send("board", { type: "read" });
  },
});

/** Sends a note that says what to do, and when that is done, the next. */
const noteSender = defineMachine<AdderState, BoardMessage, "added", Adds>({
  start: () => ({ left: 0 }),

  onMessage(state, _message, from, context) {
    state.left -= 1;
    context.output("added");
    if (state.left > 0) context.send(from, { type: "add" });
  },

  onInput(state, { adds }, context) {
    state.left = adds;
    context.send("board", { type: "add" });
  },
});

/** The systems, by how the number is shared. */
export const boardSystems: Readonly<Record<Sharing, System>> = {
  memory: systemOf(memoryUser as AnyMachine), // a system takes machines of any type
  notes: systemOf(noteSender as AnyMachine),
};

function systemOf(adder: AnyMachine): System {
  return defineSystem({
    machines: { ...Object.fromEntries(adders.map((name) => [name, adder])), board: board as AnyMachine },
    topology: adders.flatMap((name) => [[name, "board"] as const, ["board", name] as const]),
  });
}
