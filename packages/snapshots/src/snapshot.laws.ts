/**
 * What a snapshot is, whoever takes it. Reads what machines are asked, what they put out, and which transfers travel; of
 * a transfer its `type` and `amount`, and for the rest only whether two of them are the same. Messages that are no
 * transfers are counted and never read.
 *
 * The cut is where the machines say that it is: what a machine sent or received before it put out `recorded` is inside.
 * A machine that records while it handles a transfer may do so before or after it takes the money; its balance tells.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  always,
  broken,
  describeValue,
  encode,
  monitor,
} from "@millrace/core";
import { type BankInput, openingBalance } from "./bank.ts";
import { isRecorded, isRecording, isTransfer } from "./recording.ts";
import { type Ends, isCompleteInTheEnd, recordsAsAgreed } from "./snapshot-words.laws.ts";

/** What the laws work the truth out from. */
export interface Ledger {
  /** What each machine has, by what it sent and received. */
  readonly balances: Record<MachineId, number>;
  /** What is on its way: channel by channel, and in each the oldest first. */
  readonly underWay: Letter[];
  /** The snapshots that were asked for, by name. */
  readonly snapshots: Record<string, Photo>;
  /** The transfer that is being handled, if its receiver has yet to record: its money is not counted before that is over. */
  arriving?: Letter;
}

/** What is known of one snapshot. */
export interface Photo {
  /** The balance that each machine put out; null until then. */
  readonly balances: Record<MachineId, number | null>;
  /** What was sent inside the cut and not received inside it: channel by channel, and in each the oldest first. */
  readonly inTransit: Letter[];
  /** What was put out of channels, sorted. */
  readonly channels: ChannelRecord[];
}

/** A transfer on its way. */
export interface Letter extends Ends {
  /** The whole message, encoded: tells it from others. */
  readonly text: string;
  /** How much. */
  readonly amount: number;
}

/** What was put out of one channel. */
export interface ChannelRecord extends Ends {
  /** The amounts. */
  readonly transfers: readonly number[];
}

/** The bank goes on while the photo is taken, and nobody prints money. */
export const transfersGoOutAtOnce: MonitorLaw<Owed> = always<Owed, unknown, unknown, BankInput>(
  "money is sent when that is asked for, once, and never otherwise",
  {
    start: () => ({}),
    on: {
      input(state, { machine, input }) {
        if (input.type === "transfer") state.owed = { from: machine, to: input.to, amount: input.amount };
      },
      send(state, { machine, to, message }) {
        if (!isTransfer(message)) return undefined;
        const { owed } = state;
        delete state.owed;
        const isOwed = owed?.from === machine && owed.to === to && owed.amount === message.amount;
        return isOwed ? undefined : broken(describeOwed(owed, machine), `${machine} sent ${message.amount} to ${to}`);
      },
    },
    holds: ({ owed }) =>
      owed === undefined
        ? undefined
        : broken(describeOwed(owed, owed.from), `${owed.from} did not: the bank stands still`),
  },
);

/** What is to be sent in this very event. */
export interface Owed {
  /** Absent if nothing is. */
  owed?: Ends & { readonly amount: number };
}

/** A machine's own part is right at the moment at which it is put out. */
const balance: Part = {
  name: "a machine records what it has at that moment",
  before({ balances, arriving }, { machine, output }) {
    if (!isRecorded(output)) return undefined;
    const balance = balances[machine] ?? 0;
    const withMore = balance + (arriving?.amount ?? 0);
    if (output.balance === balance || output.balance === withMore) return undefined;
    const orMore = arriving === undefined ? "" : `, or ${withMore} with what has just come`;
    return broken(
      `${machine} records ${balance}${orMore} in snapshot ${output.snapshot}`,
      `it recorded ${describeValue(output.balance)}`,
    );
  },
};

/** What makes a cut consistent: no effect without its cause. */
const cut: Part = {
  name: "no transfer is received inside a snapshot and sent outside of it",
  before: (ledger, { machine, output }) =>
    isRecorded(output) && output.balance !== ledger.balances[machine]
      ? judgeArrival(ledger, [output.snapshot])
      : undefined,
  always: (ledger) => judgeArrival(ledger, Object.keys(ledger.snapshots)),
};

/** What was in transit: sent inside the cut and not received inside it, in any order. */
const inTransit: Part = {
  name: "of each channel is recorded what was sent inside the snapshot and not received inside it",
  after: (ledger, seen) => judgeChannels(ledger, seen, (amounts) => amounts.toSorted((one, other) => one - other)),
};

/** As {@link inTransit}, for channels that keep an order: it is part of what was in transit. */
const inTransitInOrder: Part = {
  name: "of each channel is recorded, in its order, what was sent inside the snapshot and not received inside it",
  after: (ledger, seen) => judgeChannels(ledger, seen, (amounts) => amounts),
};

/** A machine's own part is right at the moment at which it is put out. */
export const recordsItsBalance: MonitorLaw<Ledger> = watch(balance.name, [balance]);

/** Keeps the ledger and judges nothing: for laws that are made of it. */
export const snapshotsAreFollowed: MonitorLaw<Ledger> = watch("snapshots are followed", []);

/** What makes a cut consistent: no effect without its cause. */
export const cutIsConsistent: MonitorLaw<Ledger> = watch(cut.name, [cut]);

/** What was in transit: sent inside the cut and not received inside it, in any order. */
export const recordsWhatWasInTransit: MonitorLaw<Ledger> = watch(inTransit.name, [inTransit]);

/** As {@link recordsWhatWasInTransit}, for channels that keep an order: it is part of what was in transit. */
export const recordsWhatWasInTransitInOrder: MonitorLaw<Ledger> = watch(inTransitInOrder.name, [inTransitInOrder]);

/**
 * {@link recordsItsBalance}, {@link cutIsConsistent} and {@link recordsWhatWasInTransit} in one, at a third of the price:
 * they keep one ledger between them.
 */
export const showsOneCut: MonitorLaw<Ledger> = watch(
  "a snapshot is what the machines have at a consistent cut, and what is in transit there",
  [balance, cut, inTransit],
);

/** As {@link showsOneCut}, with {@link recordsWhatWasInTransitInOrder}. */
export const showsOneCutInOrder: MonitorLaw<Ledger> = watch(
  "a snapshot is what the machines have at a consistent cut, and what is in transit there, in its order",
  [balance, cut, inTransitInOrder],
);

/** The one question that takes no knowledge of cuts. `channels` are all that there are. */
export function findsAllTheMoney(channels: readonly Ends[]): MonitorLaw<Ledger> {
  const name = "the money of a snapshot is all the money that there is";
  return watch(name, [{ name, after: (ledger, seen) => judgeMoney(ledger, seen, channels) }]);
}

/** All that is true of any snapshot of the bank. `channels` are all that there are. */
export function snapshotLaws(channels: readonly Ends[]): readonly MonitorLaw[] {
  return [
    transfersGoOutAtOnce,
    recordsAsAgreed(channels),
    recordsItsBalance,
    cutIsConsistent,
    recordsWhatWasInTransit,
    findsAllTheMoney(channels),
    isCompleteInTheEnd(channels),
  ];
}

interface Put {
  readonly machine: MachineId;
  readonly output: unknown;
}

interface Sent {
  readonly machine: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}

interface Delivered {
  readonly machine: MachineId;
  readonly from: MachineId;
  readonly message: unknown;
}

/** Looks at an output, before or after it is noted. */
type Judge = (ledger: Ledger, seen: Put) => Broken | undefined;

/** One thing that is true of a snapshot. */
interface Part {
  readonly name: string;
  readonly before?: Judge;
  readonly after?: Judge;
  /** What must hold after every event. */
  readonly always?: (ledger: Ledger) => Broken | undefined;
}

/** A law that keeps the ledger, and is broken as soon as one of the parts is. */
function watch(name: string, parts: readonly Part[]): MonitorLaw<Ledger> {
  const before = parts.flatMap((part) => part.before ?? []);
  const after = parts.flatMap((part) => part.after ?? []);
  const always = parts.flatMap((part) => part.always ?? []);
  const law = monitor<Ledger, unknown, unknown, BankInput>(name, {
    start: (machines) => ({
      balances: Object.fromEntries(machines.map((machine) => [machine, openingBalance])),
      underWay: [],
      snapshots: {},
    }),
    on: {
      // Whatever sets a handler off says that the last one is over.
      input: noteInput,
      deliver: noteDelivery,
      timer: takeMoney,
      reply: takeMoney,
      crash: takeMoney,
      restart: takeMoney,
      send: noteSend,
      output(ledger, seen) {
        const verdict = firstBroken(before, (judge) => judge(ledger, seen));
        if (verdict !== undefined) return verdict;
        noteOutput(ledger, seen);
        return firstBroken(after, (judge) => judge(ledger, seen));
      },
    },
  });
  // The search asks every state of a law that has this, so it is left out where there is nothing to ask.
  return always.length === 0 ? law : { ...law, always: (ledger) => firstBroken(always, (holds) => holds(ledger)) };
}

function firstBroken<Item>(items: readonly Item[], judge: (item: Item) => Broken | undefined): Broken | undefined {
  for (const item of items) {
    const verdict = judge(item);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

function noteInput(ledger: Ledger, { input }: { readonly input: BankInput }): void {
  takeMoney(ledger);
  if (input.type === "snapshot") open(ledger, input.snapshot);
}

function noteDelivery(ledger: Ledger, { machine: to, from, message }: Delivered): void {
  takeMoney(ledger);
  if (!isTransfer(message)) return;
  ledger.arriving = { text: encode(message), amount: message.amount, from, to };
  // Where it makes no difference it is taken at once: states that differ only in what came last are one then.
  if (Object.values(ledger.snapshots).every(({ balances }) => balances[to] !== null)) takeMoney(ledger);
}

function noteSend({ balances, underWay, snapshots }: Ledger, { machine: from, to, message }: Sent): void {
  if (!isTransfer(message)) return;
  const letter = { from, to, text: encode(message), amount: message.amount };
  balances[from] = (balances[from] ?? 0) - letter.amount;
  insert(underWay, letter);
  for (const photo of Object.values(snapshots)) if (photo.balances[from] === null) insert(photo.inTransit, letter);
}

function noteOutput(ledger: Ledger, { machine, output }: Put): void {
  const photo = isRecording(output) ? ledger.snapshots[output.snapshot] : undefined;
  if (photo === undefined || !isRecording(output)) return;
  if (output.type === "recorded") {
    if (output.balance !== ledger.balances[machine]) takeMoney(ledger);
    photo.balances[machine] = output.balance;
  } else {
    const { from, to, transfers } = output;
    insert(photo.channels, { from, to, transfers });
  }
}

/** The transfer that was being handled is in the account now, and inside every cut that its receiver has yet to make. */
function takeMoney(ledger: Ledger): void {
  const { arriving } = ledger;
  if (arriving === undefined) return;
  delete ledger.arriving;
  ledger.balances[arriving.to] = (ledger.balances[arriving.to] ?? 0) + arriving.amount;
  remove(ledger.underWay, arriving);
  for (const photo of Object.values(ledger.snapshots))
    if (photo.balances[arriving.to] === null) remove(photo.inTransit, arriving);
}

function open({ balances, underWay, snapshots }: Ledger, name: string): void {
  snapshots[name] ??= {
    balances: Object.fromEntries(Object.keys(balances).map((machine) => [machine, null])),
    inTransit: [...underWay],
    channels: [],
  };
}

/** Judges the transfer that is being handled, as one that is taken before its receiver records for these snapshots. */
function judgeArrival({ arriving, snapshots }: Ledger, names: readonly string[]): Broken | undefined {
  if (arriving === undefined) return undefined;
  const { from, to, amount } = arriving;
  const torn = names.find((name) => {
    const photo = snapshots[name];
    return photo?.balances[to] === null && photo.balances[from] !== null && placeOf(photo.inTransit, arriving) < 0;
  });
  return torn === undefined
    ? undefined
    : broken(
        `in snapshot ${torn}, ${to} records before it takes the ${amount} that ${from} sent after it had recorded`,
        `${to} took them first`,
      );
}

/** Judges the channels at which something was put out, where both ends have recorded: then what was in transit is known. */
function judgeChannels(
  { snapshots }: Ledger,
  { machine, output }: Put,
  order: (amounts: readonly number[]) => readonly number[],
): Broken | undefined {
  const photo = isRecording(output) ? snapshots[output.snapshot] : undefined;
  if (photo === undefined || !isRecording(output)) return undefined;
  const hasRecorded = (end: MachineId): boolean => typeof photo.balances[end] === "number";
  for (const channel of photo.channels) {
    const { from, to, transfers } = channel;
    const isNews = output.type === "recorded" ? machine === from || machine === to : isSame(channel, output);
    if (!isNews || !hasRecorded(from) || !hasRecorded(to)) continue;
    const expected = photo.inTransit.filter((letter) => isSame(letter, channel)).map(({ amount }) => amount);
    if (describeAmounts(order(expected)) !== describeAmounts(order(transfers)))
      return broken(
        `in snapshot ${output.snapshot}, ${describeAmounts(expected)} is on the way from ${from} to ${to}`,
        `${describeAmounts(transfers)} is recorded`,
      );
  }
  return undefined;
}

function judgeMoney({ snapshots }: Ledger, { output }: Put, channels: readonly Ends[]): Broken | undefined {
  const photo = isRecording(output) ? snapshots[output.snapshot] : undefined;
  if (photo === undefined || !isComplete(photo, channels)) return undefined;
  const amounts = Object.values(photo.balances).map(Number);
  const total = openingBalance * amounts.length;
  const held = sum(amounts);
  const inTransit = sum(photo.channels.flatMap(({ transfers }) => transfers));
  return held + inTransit === total
    ? undefined
    : broken(
        `there is ${total} in the snapshot`,
        `there is ${held + inTransit}: ${held} in machines, ${inTransit} in channels`,
      );
}

function isComplete({ balances, channels }: Photo, all: readonly Ends[]): boolean {
  const hasMachines = Object.values(balances).every((amount) => amount !== null);
  return hasMachines && all.every((each) => channels.some((other) => isSame(each, other)));
}

/** Adds an item at the end of its channel's: so the order of different channels is always the same. */
function insert<Item extends Ends>(items: Item[], item: Item): void {
  items.push(item);
  items.sort((one, other) => compare(one.from, other.from) || compare(one.to, other.to));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function placeOf(letters: readonly Letter[], letter: Letter): number {
  return letters.findIndex((other) => other.text === letter.text && isSame(other, letter));
}

function remove(letters: Letter[], letter: Letter): void {
  const place = placeOf(letters, letter);
  if (place >= 0) letters.splice(place, 1);
}

/** Whether both are of one channel. */
function isSame(one: Ends, other: Ends): boolean {
  return one.from === other.from && one.to === other.to;
}

function describeOwed(owed: Owed["owed"], machine: MachineId): string {
  return owed?.from === machine ? `${machine} sends ${owed.amount} to ${owed.to} now` : `${machine} sends no money now`;
}

function describeAmounts(amounts: readonly number[]): string {
  return `[${amounts.join(", ")}]`;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
