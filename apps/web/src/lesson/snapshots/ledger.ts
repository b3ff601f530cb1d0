/** What has happened in the bank so far, read from the events that the workers report. */
import type { Event, MachineId } from "@millrace/core";
import { type Recording, type Transfer, openingBalance } from "@millrace/snapshots/bank.ts";
import type { Marker } from "@millrace/snapshots/chandy-lamport.ts";
import { type Told, branches } from "./bank-system.ts";

/** All of it. A new one for each event: nothing in here is changed. */
export interface Ledger {
  readonly balances: Readonly<Record<MachineId, number>>;
  /** What is on its way, the oldest first. */
  readonly underWay: readonly Letter[];
  /** Every transfer so far, in the order in which they were sent. */
  readonly transfers: readonly Sent[];
  readonly photos: readonly Photo[];
  readonly counts: readonly Count[];
  readonly eventCount: number;
}

/** A message in its channel. */
export interface Letter {
  readonly messageId: number;
  readonly from: MachineId;
  readonly to: MachineId;
  readonly message: Transfer | Marker;
}

/** A transfer, and the events in which it was sent and received. */
export interface Sent {
  readonly messageId: number;
  readonly from: MachineId;
  readonly to: MachineId;
  readonly amount: number;
  readonly sentAt: number;
  /** Absent as long as it is on its way. */
  readonly receivedAt?: number;
}

/** What one machine said of itself, and the event in which it did. */
interface Said {
  readonly balance: number;
  readonly event: number;
}

/** What each machine said, as far as it has. */
export type Answers = Readonly<Record<MachineId, Said>>;

/** A count by telephone. */
export interface Count {
  readonly name: string;
  readonly answers: Answers;
  /** The event of the last part so far. */
  readonly lastEvent: number;
}

/** A snapshot: parts of it may still be missing. */
export interface Photo {
  readonly name: string;
  readonly answers: Answers;
  /** What was put out of each channel, by {@link channelName}. */
  readonly channels: Readonly<Record<string, readonly number[]>>;
  /** The event of the last part so far. */
  readonly lastEvent: number;
}

/** A channel of the bank. */
export interface Ends {
  readonly from: MachineId;
  readonly to: MachineId;
}

/** Every channel, one each way. */
export const channels: readonly Ends[] = branches.flatMap((from) =>
  branches.filter((to) => to !== from).map((to) => ({ from, to })),
);

/** All the money that there is. */
export const allTheMoney: number = openingBalance * branches.length;

/** Before anything has happened. */
export const emptyLedger: Ledger = {
  balances: Object.fromEntries(branches.map((name) => [name, openingBalance])),
  underWay: [],
  transfers: [],
  photos: [],
  counts: [],
  eventCount: 0,
};

export function channelName({ from, to }: Ends): string {
  return `${from} → ${to}`;
}

export function isFinished({ answers, channels: recorded }: Photo): boolean {
  return hasAllAnswers(answers) && channels.every((ends) => recorded[channelName(ends)] !== undefined);
}

export function hasAllAnswers(answers: Answers): boolean {
  return branches.every((name) => answers[name] !== undefined);
}

/** The ledger after one more event. */
export function enter(ledger: Ledger, event: Event): Ledger {
  const received = event.kind === "deliver" ? receive(ledger, event) : ledger;
  const sent = event.sends.reduce((before, send) => post(before, event, send), received);
  const told = event.outputs.reduce<Ledger>((before, output) => note(before, event, output), sent);
  return { ...told, eventCount: ledger.eventCount + 1 };
}

function receive(ledger: Ledger, { id, messageId, machine, message }: Event): Ledger {
  const underWay = ledger.underWay.filter((letter) => letter.messageId !== messageId);
  if (!isTransfer(message)) return { ...ledger, underWay };
  return {
    ...ledger,
    underWay,
    balances: { ...ledger.balances, [machine]: (ledger.balances[machine] ?? 0) + message.amount },
    transfers: ledger.transfers.map((sent) => (sent.messageId === messageId ? { ...sent, receivedAt: id } : sent)),
  };
}

function post(
  ledger: Ledger,
  { id, machine: from }: Event,
  { messageId, to, message }: Event["sends"][number],
): Ledger {
  // Branches send nothing else: what they send is typed in their machine.
  const letter: Letter = { messageId, from, to, message: message as Transfer | Marker };
  const underWay = [...ledger.underWay, letter];
  if (!isTransfer(message)) return { ...ledger, underWay };
  const { amount } = message;
  return {
    ...ledger,
    underWay,
    balances: { ...ledger.balances, [from]: (ledger.balances[from] ?? 0) - amount },
    transfers: [...ledger.transfers, { messageId, from, to, amount, sentAt: id }],
  };
}

function note(ledger: Ledger, { id, machine }: Event, value: unknown): Ledger {
  // Branches put out nothing else, likewise.
  const output = value as Recording | Told;
  const { photos, counts } = ledger;
  switch (output.type) {
    case "told": {
      const { answers } = counts.find(({ name }) => name === output.count) ?? { answers: {} };
      const answer = { ...answers, [machine]: { balance: output.balance, event: id } };
      return { ...ledger, counts: withItem(counts, { name: output.count, answers: answer, lastEvent: id }) };
    }
    case "recorded": {
      const photo = photoNamed(photos, output.snapshot);
      const answers = { ...photo.answers, [machine]: { balance: output.balance, event: id } };
      return { ...ledger, photos: withItem(photos, { ...photo, answers, lastEvent: id }) };
    }
    case "channel": {
      const photo = photoNamed(photos, output.snapshot);
      const recorded = { ...photo.channels, [channelName(output)]: output.transfers };
      return { ...ledger, photos: withItem(photos, { ...photo, channels: recorded, lastEvent: id }) };
    }
  }
}

function photoNamed(photos: readonly Photo[], name: string): Photo {
  return photos.find((photo) => photo.name === name) ?? { name, answers: {}, channels: {}, lastEvent: 0 };
}

function withItem<Item extends { readonly name: string }>(items: readonly Item[], item: Item): readonly Item[] {
  if (!items.some(({ name }) => name === item.name)) return [...items, item];
  return items.map((other) => (other.name === item.name ? item : other));
}

function isTransfer(message: unknown): message is Transfer {
  return typeof message === "object" && message !== null && "type" in message && message.type === "transfer";
}
