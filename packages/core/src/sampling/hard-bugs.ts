/**
 * Small wrong systems, each hard to see through in a way of its own: to compare strategies by.
 */
import type { ChannelKind } from "../channels.ts";
import type { Faults } from "../faults.ts";
import { broken, type Law, monitor, never } from "../laws.ts";
import { defineMachine } from "../machine.ts";
import { type AnyMachine, at, defineSystem, type Input, type System } from "../system.ts";

/** A wrong system, and a law that it breaks under some schedules. */
export interface HardBug {
  /** What goes wrong, in words. */
  readonly name: string;
  readonly system: System;
  readonly law: Law;
}

/** The easiest first. */
export const hardBugs: readonly HardBug[] = [
  overtaking(),
  lostUpdate(),
  answeredBeforeWritten(),
  paidTwice(),
  heardLast(2),
  interrupted(),
  inOrder(5),
];

/** Only a conversation of so many messages that one other message takes longer: beyond the reach of delays, and of walks. */
export const heardLastOfMany: HardBug = heardLast(30);

/** Takes the newest message for the latest word. */
function overtaking(): HardBug {
  const name = "a message overtakes another";
  const machine = defineMachine<{ last: number }, number, number, number>({
    start: () => ({ last: 0 }),
    onMessage(state, number, _from, context) {
      if (number < state.last) context.output(number);
      state.last = number;
    },
    onInput: (_state, number, context) => context.send("b", number),
  });
  const inputs = [1, 2, 3].map((number) => at("a", number));
  return { name, system: systemOf({ a: machine, b: machine }, { inputs }), law: noOutput(name) };
}

/** Two clients read a number, add 1 and write it back; each is told to twice. */
function lostUpdate(): HardBug {
  const name = "an update is lost between a read and a write";
  type Message = { readonly read: true } | { readonly value: number } | { readonly write: number };
  const machine = defineMachine<{ value: number; writes: number }, Message, string, null>({
    start: () => ({ value: 0, writes: 0 }),
    onMessage(state, message, from, context) {
      if ("read" in message) return context.send(from, { value: state.value });
      if ("value" in message) return context.send(from, { write: message.value + 1 });
      state.value = message.write;
      state.writes += 1;
      if (state.writes === 4 && state.value === 1) context.output("all but one are lost");
    },
    onInput: (_state, _input, context) => context.send("store", { read: true }),
  });
  const machines = { store: machine, a: machine, b: machine, c: machine, d: machine };
  const inputs = ["a", "b", "c", "d"].map((client) => at(client, null));
  return { name, system: systemOf(machines, { inputs, kind: "fifo" }), law: noOutput(name) };
}

/** A store that answers at once and writes when it has time. */
function answeredBeforeWritten(): HardBug {
  const name = "a crash between the answer and the write";
  type Message =
    | { readonly put: number }
    | { readonly done: number }
    | { readonly get: true }
    | { readonly got: number };
  const machine = defineMachine<{ value: number; puts: number }, Message, number, number>({
    start: (context) => ({ value: Number(context.disk.read("value") ?? 0), puts: 0 }),
    onMessage(state, message, from, context) {
      if ("put" in message) {
        state.value = message.put;
        context.setTimer("write", 3);
        context.send(from, { done: message.put });
      } else if ("done" in message) {
        if (message.done === 4) context.send(from, { get: true });
      } else if ("get" in message) {
        context.send(from, { got: state.value });
      } else if (message.got < 4) context.output(message.got);
    },
    onTimer: (state, _timer, context) => context.disk.write("value", state.value),
    onInput: (_state, value, context) => context.send("store", { put: value }),
  });
  const inputs = [1, 2, 3, 4].map((value) => at("client", value));
  const system = systemOf({ store: machine, client: machine }, { inputs, kind: "fifo", faults: { crashes: 2 } });
  return { name, system, law: noOutput(name) };
}

/** A client that asks again when no answer comes, and a till that does not remember whom it has served. */
function paidTwice(): HardBug {
  const name = "a lost answer, and the same order is paid twice";
  type Message = { readonly pay: number } | { readonly paid: number };
  const machine = defineMachine<{ open: number[] }, Message, number, number>({
    start: () => ({ open: [] }),
    onMessage(state, message, from, context) {
      if ("paid" in message) {
        state.open = state.open.filter((order) => order !== message.paid);
        return;
      }
      context.output(message.pay);
      context.send(from, { paid: message.pay });
    },
    onTimer(state, _timer, context) {
      for (const order of state.open) context.send("till", { pay: order });
      if (state.open.length > 0) context.setTimer("again", 40);
    },
    onInput(state, order, context) {
      state.open.push(order);
      context.send("till", { pay: order });
      context.setTimer("again", 40);
    },
  });
  const twice = monitor<{ paid: unknown[] }>(name, {
    start: () => ({ paid: [] }),
    on: {
      output({ paid }, { output }) {
        if (paid.includes(output)) return broken("each order once", `${String(output)} again`);
        paid.push(output);
      },
    },
  });
  const inputs = [1, 2].map((order) => at("client", order));
  const faults = { drops: 1 };
  return { name, system: systemOf({ client: machine, till: machine }, { inputs, kind: "fifo", faults }), law: twice };
}

/** One message comes after a whole conversation between others. */
function heardLast(length: number): HardBug {
  const name = `a message is still on its way after ${length} others, one caused by the other`;
  const machine = defineMachine<{ isDone: boolean }, number, string, number>({
    start: () => ({ isDone: false }),
    onMessage(state, number, from, context) {
      if (context.self === "r") {
        if (number === 0 && state.isDone) context.output("late");
        else state.isDone ||= number > 0;
      } else if (number < length) context.send(from, number + 1);
      else context.send("r", number);
    },
    onInput: (_state, number, context) => context.send(number === 0 ? "r" : "b", number),
  });
  const inputs = [at("a", 1), at("c", 0)];
  return {
    name,
    system: systemOf({ r: machine, a: machine, b: machine, c: machine }, { inputs }),
    law: noOutput(name),
  };
}

/** All of one machine's messages come between two of another's. */
function interrupted(): HardBug {
  const name = "a batch comes between a beginning and its end";
  const machine = defineMachine<{ between: number; isOpen: boolean }, string, string>({
    start(context) {
      const words = { a: ["begin", "end"], b: Array<string>(5).fill("batch") }[context.self] ?? [];
      for (const word of words) context.send("r", word);
      return { between: 0, isOpen: false };
    },
    onMessage(state, word, _from, context) {
      if (word === "begin") state.isOpen = true;
      else if (word === "batch") state.between += state.isOpen ? 1 : 0;
      else if (state.between === 5) context.output("between");
    },
  });
  return { name, system: systemOf({ r: machine, a: machine, b: machine }, { kind: "fifo" }), law: noOutput(name) };
}

/** Goes wrong if so many messages, of which any may come first, come just in the order in which they were sent. */
function inOrder(length: number): HardBug {
  const name = `${length} messages come in the one order that nobody thought of`;
  const machine = defineMachine<{ step: number }, number, string>({
    start(context) {
      if (context.self === "a") for (let step = 0; step < length; step++) context.send("b", step);
      return { step: 0 };
    },
    onMessage(state, step, _from, context) {
      if (state.step >= 0) state.step = step === state.step ? step + 1 : -1;
      if (state.step === length) context.output("open");
    },
  });
  return { name, system: systemOf({ a: machine, b: machine }, {}), law: noOutput(name) };
}

/** These machines put something out only when they have gone wrong. */
function noOutput(name: string): Law {
  return never(name, ({ kind }) => (kind === "output" ? broken("no output", "one") : undefined));
}

function systemOf(
  machines: Readonly<Record<string, AnyMachine>>,
  options: { readonly inputs?: readonly Input[]; readonly kind?: ChannelKind; readonly faults?: Faults },
): System {
  const { inputs = [], kind = "any-order", faults = {} } = options;
  return defineSystem({ machines, channels: kind, inputs, faults });
}
