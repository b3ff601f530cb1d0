/** The bank of the picture: three branches, money that goes between them, and two ways to count it. */
import { type Machine, type System, defineMachine, defineSystem } from "@millrace/core";
import type { BankInput, Recording } from "@millrace/snapshots/bank.ts";
import { type Message, type State, chandyLamport } from "@millrace/snapshots/chandy-lamport.ts";

/** A clerk on the telephone: what is in your till, now? */
export interface AskInput {
  readonly type: "ask";
  /** The name of the count that the answer is for. */
  readonly count: string;
}

/** What a branch says on the telephone. */
export interface Told {
  readonly type: "told";
  readonly count: string;
  readonly balance: number;
}

/** The library's machine, which also answers the telephone. That is all that the simple count needs of it. */
export const branch: Machine<State, Message, Recording | Told, BankInput | AskInput> = defineMachine<
  State,
  Message,
  Recording | Told,
  BankInput | AskInput
>({
  start: (context) => chandyLamport.start(context),

  onMessage(state, message, from, context) {
    chandyLamport.onMessage?.(state, message, from, context);
  },

  onInput(state, input, context) {
    if (input.type === "ask") context.output({ type: "told", count: input.count, balance: state.balance });
    else chandyLamport.onInput?.(state, input, context);
  },
});

/** Everybody sends to everybody. Markers need channels that keep the order. */
export const system: System = defineSystem({
  machines: { north: branch, east: branch, west: branch },
  channels: "fifo",
});

/** The branches, in the system's order. */
export const branches: readonly string[] = system.nodes.map(({ id }) => id);
