/**
 * Right as well: a marker waits until money goes along its channel, and goes in front of it; a timer sends those that have
 * waited for too long. What is known of channels is put out by a timer, too.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type BankInput, openingBalance, type Recording, type Transfer } from "@millrace/snapshots/bank.ts";

interface State {
  balance: number;
  /** Markers that have not been sent, oldest first. */
  waiting: { readonly to: MachineId; readonly snapshot: string }[];
  /** Snapshots that this machine has recorded itself for. */
  readonly recorded: string[];
  readonly channels: Channel[];
}

interface Channel {
  readonly snapshot: string;
  readonly from: MachineId;
  readonly transfers: number[];
  status: "open" | "closed" | "shown";
}

type Message = Transfer | { readonly marks: string };
type Reach = Context<Message, Recording>;

export const chandyLamport: Machine<State, Message, Recording, BankInput> = defineMachine({
  start: (): State => ({ balance: openingBalance, waiting: [], recorded: [], channels: [] }),

  onMessage(state, message, from, context) {
    if ("marks" in message) {
      record(state, message.marks, context);
      channelOf(state, { snapshot: message.marks, from }).status = "closed";
      context.setTimer("show", 10);
      return;
    }
    state.balance += message.amount;
    for (const snapshot of state.recorded) {
      const { status, transfers } = channelOf(state, { snapshot, from });
      if (status === "open") transfers.push(message.amount);
    }
  },

  onTimer(state, timer, context) {
    if (timer === "mark") return sendMarkers(state, { to: null }, context);
    for (const channel of state.channels) {
      if (channel.status !== "closed") continue;
      channel.status = "shown";
      const { snapshot, from, transfers } = channel;
      context.output({ type: "channel", snapshot, from, to: context.self, transfers });
    }
  },

  onInput(state, input, context) {
    if (input.type === "snapshot") return record(state, input.snapshot, context);
    sendMarkers(state, { to: input.to }, context);
    state.balance -= input.amount;
    context.send(input.to, { type: "transfer", amount: input.amount });
  },
});

function record(state: State, snapshot: string, context: Reach): void {
  if (state.recorded.includes(snapshot)) return;
  context.output({ type: "recorded", snapshot, balance: state.balance });
  state.recorded.push(snapshot);
  state.waiting.push(...context.peers.map((to) => ({ to, snapshot })));
  context.setTimer("mark", 15);
}

/** Those for one machine, or with null, for all. */
function sendMarkers(state: State, { to }: { readonly to: MachineId | null }, context: Reach): void {
  for (const marker of state.waiting) {
    if (to === null || marker.to === to) context.send(marker.to, { marks: marker.snapshot });
  }
  state.waiting = state.waiting.filter((marker) => to !== null && marker.to !== to);
}

function channelOf({ channels }: State, { snapshot, from }: Pick<Channel, "snapshot" | "from">): Channel {
  const known = channels.find((channel) => channel.snapshot === snapshot && channel.from === from);
  if (known !== undefined) return known;
  const channel: Channel = { snapshot, from, transfers: [], status: "open" };
  channels.push(channel);
  return channel;
}
