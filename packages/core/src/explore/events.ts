import type { Observation } from "../laws.ts";
import type { Local } from "../local.ts";
import { deliveryObservations } from "../observations.ts";
import type { Trigger } from "../step.ts";
import type { Node, System } from "../system.ts";
import type { Messages } from "./messages.ts";
import type { Numbering } from "./numbering.ts";

/** An event that runs a handler, as the handler and the laws see it. */
export interface SeenEvent {
  readonly trigger: Trigger;
  readonly observations: readonly Observation[];
}

/**
 * The events that can run a handler of one machine, numbered: a message out of a channel, a timer, an input, a start.
 * The text behind a number is a letter and what the event carries: `m`, the channel and the message's number; `t` and
 * the timer; `i` and the input's place in the system; `s`.
 */
export class Events {
  private readonly node: Node;
  private readonly system: System;
  private readonly messages: Messages;
  private readonly texts: Numbering;
  private readonly channels: number[] = [];
  private readonly messageNumbers: number[] = [];

  constructor(node: Node, system: System, { messages, texts }: { messages: Messages; texts: Numbering }) {
    this.node = node;
    this.system = system;
    this.messages = messages;
    this.texts = texts;
  }

  /** The delivery of a message, by its number, from a channel, by its place in the system. */
  delivery(channel: number, message: number): number {
    return this.texts.number(`m${channel}.${message}`);
  }

  timer(name: string): number {
    return this.texts.number(`t${name}`);
  }

  input(place: number): number {
    return this.texts.number(`i${place}`);
  }

  start(): number {
    return this.texts.number("s");
  }

  /** The channel that a delivery takes its message from. */
  channelOf(event: number): number {
    return this.channels[event] ?? this.learn(event).channel;
  }

  /** The number of the message that a delivery takes. */
  messageOf(event: number): number {
    return this.messageNumbers[event] ?? this.learn(event).message;
  }

  /** The name of the timer that goes off. */
  timerOf(event: number): string {
    return this.texts.text(event).slice(1);
  }

  /** The event, for a machine in a local state. */
  see(event: number, local: Local): SeenEvent {
    const { node, system } = this;
    const text = this.texts.text(event);
    switch (text[0]) {
      case "m": {
        const from = system.channels[this.channelOf(event)]?.from ?? "";
        const message = this.messages.get(this.messageOf(event));
        return {
          trigger: { kind: "message", message, from },
          observations: deliveryObservations(node, from, message, local),
        };
      }
      case "t": {
        const timer = text.slice(1);
        return { trigger: { kind: "timer", timer }, observations: [{ kind: "timer", machine: node.id, timer }] };
      }
      case "i": {
        const { input } = system.inputs[Number(text.slice(1))] ?? { input: undefined };
        return { trigger: { kind: "input", input }, observations: [{ kind: "input", machine: node.id, input }] };
      }
      default: {
        const kind = local.incarnation === 0 ? "start" : "restart";
        return { trigger: { kind: "start" }, observations: node.isResource ? [] : [{ kind, machine: node.id }] };
      }
    }
  }

  private learn(event: number): { readonly channel: number; readonly message: number } {
    const [channel = "", message = ""] = this.texts.text(event).slice(1).split(".");
    this.channels[event] = Number(channel);
    this.messageNumbers[event] = Number(message);
    return { channel: Number(channel), message: Number(message) };
  }
}
