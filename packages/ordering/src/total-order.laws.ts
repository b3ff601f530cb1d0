/**
 * What a total order is, however it is made, and what the two ways of this package cost. Reads what machines are asked,
 * what they put out, and how many messages travel; never a machine's variables, never what is in a message.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  equal,
  eventually,
  exactly,
  monitor,
} from "@millrace/core";
import { readDelivery } from "./read-delivery.ts";
import type { Delivered, Multicast } from "./total-order.group.ts";

/**
 * What a machine delivers as its first, second, third … is what every other one delivers there. In the end all deliver
 * the same messages, so two that differ at one place can never make up for it.
 */
export const deliversInOneOrder: MonitorLaw<Agreement> = monitor<Agreement>(
  "all machines deliver the same messages in the same order",
  {
    start: (machines) => ({ order: [], counts: Object.fromEntries(machines.map((machine) => [machine, 0])) }),
    on: {
      output({ order, counts }, { machine, output }) {
        const delivery = readDelivery(output);
        if (delivery === undefined) return undefined;
        const place = counts[machine] ?? 0;
        const before = order[place];
        const first = Object.keys(counts).find((other) => (counts[other] ?? 0) > place);
        counts[machine] = place + 1;
        if (before === undefined) order.push(delivery);
        if (before === undefined || isSame(before, delivery)) return undefined;
        return broken(
          `the ${ordinal(place + 1)} message that ${machine} delivers is ${describe(before)}, as at ${first ?? "the others"}`,
          `${machine} delivered ${describe(delivery)}`,
        );
      },
    },
  },
);

/** No machine makes a message up, or delivers one twice. */
export const deliversWhatWasAsked: MonitorLaw<Owed> = monitor<Owed, unknown, unknown, Multicast>(
  "a machine delivers what was asked to be multicast, each message once",
  {
    start: (machines) => Object.fromEntries(machines.map((machine) => [machine, []])),
    on: {
      input(owed, { machine, input }) {
        for (const messages of Object.values(owed)) messages.push({ from: machine, payload: input.payload });
      },
      output: (owed, { machine, output }) => take(owed, machine, output),
    },
  },
);

/**
 * Nothing waits for ever. `to` are the machines that deliver, all by default; `from` is one whose messages it is about,
 * if it is not about all.
 */
export function deliversEverything(
  options: { readonly from?: MachineId; readonly to?: readonly MachineId[] } = {},
): MonitorLaw<Owed> {
  const { from, to } = options;
  const what = from === undefined ? "every message" : `every message of ${from}`;
  return eventually(`${what} is delivered everywhere in the end`, {
    of: deliversWhatWasAsked,
    holds(owed) {
      for (const [machine, messages] of Object.entries(owed)) {
        const missing = messages.find((message) => from === undefined || message.from === from);
        if (missing === undefined || to?.includes(machine) === false) continue;
        return broken(
          `${machine} delivers ${describe(missing)}`,
          `${machine} never does, and nothing is left to happen`,
        );
      }
      return undefined;
    },
  });
}

/**
 * The cost of three phases, for each pair of machines: two messages to the other for each multicast of its own, and one for
 * each multicast of the other. That is 3(n − 1) for each multicast to n machines; nothing that stays in a machine counts.
 */
export const threeMessagesForEachPair: MonitorLaw<Traffic> = {
  ...monitor<Traffic>("for each multicast, a machine sends every other one two messages and gets one", {
    start: (machines) => Object.fromEntries(machines.map((machine) => [machine, { asked: 0, sent: {} }])),
    on: {
      input: (traffic, { machine }) => void (accountOf(traffic, machine).asked += 1),
      send(traffic, { machine, to, message }) {
        const { sent } = accountOf(traffic, machine);
        const due = messagesDue(traffic, machine, to);
        sent[to] = (sent[to] ?? 0) + 1;
        return sent[to] <= due
          ? undefined
          : broken(
              `${machine} sends ${to} ${describeDue(traffic, machine, to)}, so far`,
              `it sent one more: ${describeValue(message)}`,
            );
      },
    },
  }),
  finally(traffic) {
    for (const from of Object.keys(traffic)) {
      for (const to of Object.keys(traffic)) {
        const count = accountOf(traffic, from).sent[to] ?? 0;
        if (from !== to && count !== messagesDue(traffic, from, to))
          return broken(`${from} sends ${to} ${describeDue(traffic, from, to)}`, `it sent ${count}`);
      }
    }
    return undefined;
  },
};

/** The cost of a sequencer that is no member itself: one message to it, and one from it to each member. */
export function oneMoreThanTheGroup(groupSize: number): MonitorLaw {
  return exactly(`a multicast costs ${1 + groupSize} messages: 1 and the size of the group`, {
    counts: ({ kind }) => (kind === "send" ? 1 : 0),
    of: ({ kind }) => (kind === "input" ? 1 + groupSize : 0),
    unit: "messages",
  });
}

/** A message: who was asked to multicast it, and what. */
export type Asked = Omit<Delivered, "type">;

/** What {@link deliversInOneOrder} remembers. */
export interface Agreement {
  /** What has been delivered by the machine that is furthest on. */
  readonly order: Asked[];
  /** How much of it each machine has delivered. */
  readonly counts: Record<MachineId, number>;
}

/** By machine: what it has not delivered of all that was asked to be multicast, oldest first. */
export type Owed = Record<MachineId, Asked[]>;

/** By machine: how often it was asked to multicast, and how many messages it has sent to each other one. */
export type Traffic = Record<MachineId, Account>;

/** What one machine was asked and has sent. */
export interface Account {
  asked: number;
  readonly sent: Record<MachineId, number>;
}

function take(owed: Owed, machine: MachineId, output: unknown): Broken | undefined {
  const delivery = readDelivery(output);
  if (delivery === undefined)
    return broken(
      `${machine} puts out { type: "delivered", from, payload } and nothing else`,
      `it put out ${describeValue(output)}`,
    );
  const messages = owed[machine] ?? [];
  const place = messages.findIndex((message) => isSame(message, delivery));
  if (place < 0)
    return broken(
      `${machine} delivers only what was asked to be multicast, once`,
      `${machine} delivered ${describe(delivery)}, which is not left to be delivered`,
    );
  messages.splice(place, 1);
  return undefined;
}

function accountOf(traffic: Traffic, machine: MachineId): Account {
  return (traffic[machine] ??= { asked: 0, sent: {} });
}

function messagesDue(traffic: Traffic, from: MachineId, to: MachineId): number {
  return 2 * accountOf(traffic, from).asked + accountOf(traffic, to).asked;
}

function describeDue(traffic: Traffic, from: MachineId, to: MachineId): string {
  const due = messagesDue(traffic, from, to);
  return `${due} ${due === 1 ? "message" : "messages"}, as ${from} was asked ${times(accountOf(traffic, from).asked)} and ${to} ${times(accountOf(traffic, to).asked)}`;
}

function times(count: number): string {
  if (count === 0) return "never";
  return count === 1 ? "once" : `${count} times`;
}

function isSame(first: Asked, second: Asked): boolean {
  return first.from === second.from && equal(first.payload, second.payload);
}

function describe({ from, payload }: Asked): string {
  return `${describeValue(payload)} from ${from}`;
}

function ordinal(place: number): string {
  const ending = place % 100 >= 11 && place % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${ending}`;
}
