/**
 * What is true of any right Mattern snapshot, besides what is true of any snapshot: it is agreed on beforehand, the money
 * carries nothing but its time, and for each snapshot there are four messages for each machine, and one for each transfer
 * that was in transit.
 */
import { type Broken, type MachineId, type MonitorLaw, always, broken, describeValue, monitor } from "@millrace/core";
import type { BankInput, TransferInput } from "./bank.ts";
import { isRecorded, isTransfer } from "./recording.ts";
import { type Ends, isCompleteInTheEnd, recordsAsAgreed } from "./snapshot-words.laws.ts";
import {
  type Ledger,
  cutIsConsistent,
  findsAllTheMoney,
  recordsItsBalance,
  recordsWhatWasInTransit,
  snapshotsAreFollowed,
} from "./snapshot.laws.ts";

/** Transfers that machines were asked for and have not made. */
export interface Orders {
  /** By machine, oldest first. */
  readonly owed: Record<MachineId, TransferInput[]>;
  /** How many snapshots a machine was asked for that it has not recorded itself for. */
  readonly asked: Record<MachineId, number>;
}

/** Only the machine that is asked may stand still, and only until it has recorded itself. */
export const onlyWhoIsAskedWaits: MonitorLaw<Orders> = always<Orders, unknown, unknown, BankInput>(
  "money is sent once and when that is asked for, or when the machine that is asked for a snapshot has recorded itself",
  {
    start: (machines) => ({
      owed: Object.fromEntries(machines.map((machine) => [machine, []])),
      asked: Object.fromEntries(machines.map((machine) => [machine, 0])),
    }),
    on: {
      input({ owed, asked }, { machine, input }) {
        if (input.type === "transfer") owed[machine]?.push(input);
        else asked[machine] = (asked[machine] ?? 0) + 1;
      },
      send({ owed }, { machine, to, message }) {
        if (!isTransfer(message)) return undefined;
        const orders = owed[machine] ?? [];
        const place = orders.findIndex((order) => order.to === to && order.amount === message.amount);
        if (place < 0) return broken(`${machine} sends no ${message.amount} to ${to} now`, `it sent them`);
        orders.splice(place, 1);
        return undefined;
      },
      output({ asked }, { machine, output }) {
        if (isRecorded(output) && (asked[machine] ?? 0) > 0) asked[machine] = (asked[machine] ?? 0) - 1;
      },
    },
    holds: ({ owed, asked }) => {
      const late = Object.keys(owed).find((machine) => (owed[machine] ?? []).length > 0 && asked[machine] === 0);
      const [order] = owed[late ?? ""] ?? [];
      return order === undefined
        ? undefined
        : broken(`${late} sends ${order.amount} to ${order.to} now`, `${late} did not: the bank stands still`);
    },
  },
);

/** Who has been told and has answered. */
export interface Agreement {
  /** The machine that was asked; empty until then. */
  asked: MachineId;
  /** All machines. */
  readonly machines: readonly MachineId[];
  /** The others that have had a message from it for this snapshot. */
  told: MachineId[];
  /** Of these, the ones that have sent one back. */
  answered: MachineId[];
  /** The machines that have recorded themselves for it. */
  recorded: MachineId[];
}

/** The prepare round: every message that is no transfer counts as news from the machine that is asked, or as an answer. */
export const isAgreedBeforehand: MonitorLaw<Agreement> = monitor<Agreement, unknown, unknown, BankInput>(
  "nobody records before everybody has been told and has answered",
  {
    start: (machines) => ({ asked: "", machines: [...machines], told: [], answered: [], recorded: [] }),
    on: {
      input(agreement, { machine, input }) {
        if (input.type === "snapshot") agreement.asked = machine;
      },
      deliver(agreement, { machine, from, message }) {
        const { asked, told, answered } = agreement;
        if (isTransfer(message)) return;
        if (from === asked) agreement.told = add(told, machine);
        else if (machine === asked && told.includes(from)) agreement.answered = add(answered, from);
      },
      output: (agreement, { machine, output }) => (isRecorded(output) ? noteRecorded(agreement, machine) : undefined),
    },
  },
);

/** What a transfer carries is fixed: `{ type, amount, time }`, and a number for each machine in the time. */
export const moneyCarriesOnlyItsTime: MonitorLaw<{ readonly machines: readonly MachineId[] }> = monitor<{
  readonly machines: readonly MachineId[];
}>("a transfer carries its type, its amount and a vector time, and nothing else", {
  start: (machines) => ({ machines: [...machines] }),
  on: {
    send({ machines }, { machine, message }) {
      if (!isTransfer(message)) return undefined;
      const fields: Readonly<Record<string, unknown>> = { ...message };
      return Object.keys(fields).toSorted().join() === "amount,time,type" && isVectorTime(fields["time"], machines)
        ? undefined
        : broken(
            '{ type: "transfer", amount, time } with a number for each machine',
            `${machine} sent ${describeValue(message)}`,
          );
    },
  },
});

/** What {@link fourMessagesEachAndLateMoney} counts. */
export interface Counted {
  /** What is known of the snapshots. */
  readonly ledger: Ledger;
  /** Messages that are no transfers. */
  sent: number;
  /** Transfers. */
  transfers: number;
}

/** The cost: for each snapshot, an announcement, a confirmation, a jump and a report for each of the others, and what was in transit. */
export const fourMessagesEachAndLateMoney: MonitorLaw<Counted> = {
  kind: "monitor",
  name: "a snapshot takes at most four messages for each other machine, and one for each transfer in transit",
  start: (machines) => ({ ledger: snapshotsAreFollowed.start(machines), sent: 0, transfers: 0 }),
  observe(counted, observation) {
    snapshotsAreFollowed.observe(counted.ledger, observation);
    if (observation.kind !== "send") return undefined;
    if (isTransfer(observation.message)) counted.transfers += 1;
    else counted.sent += 1;
    // Nobody knows yet how many will have been in transit, but no more than that.
    return judgeCount(counted, counted.transfers * Object.keys(counted.ledger.snapshots).length);
  },
  finally(counted) {
    const photos = Object.values(counted.ledger.snapshots);
    return judgeCount(
      counted,
      photos.reduce((sum, { inTransit }) => sum + inTransit.length, 0),
    );
  },
};

/** All of them, and all that is true of any snapshot of the bank. `channels` are all that there are. */
export function matternLaws(channels: readonly Ends[]): readonly MonitorLaw[] {
  return [
    onlyWhoIsAskedWaits,
    moneyCarriesOnlyItsTime,
    recordsAsAgreed(channels),
    recordsItsBalance,
    isAgreedBeforehand,
    cutIsConsistent,
    recordsWhatWasInTransit,
    findsAllTheMoney(channels),
    isCompleteInTheEnd(channels),
    fourMessagesEachAndLateMoney,
  ];
}

function noteRecorded(agreement: Agreement, machine: MachineId): Broken | undefined {
  const { asked, machines, answered } = agreement;
  const missing = machines.find((other) => other !== asked && !answered.includes(other));
  if (missing !== undefined)
    return broken(
      `${machine} records itself when ${missing} has been told and has answered`,
      `${machine} did so before`,
    );
  agreement.recorded = add(agreement.recorded, machine);
  if (agreement.recorded.length === machines.length) Object.assign(agreement, { told: [], answered: [], recorded: [] });
  return undefined;
}

function judgeCount({ ledger, sent }: Counted, late: number): Broken | undefined {
  const most = 4 * (Object.keys(ledger.balances).length - 1) * Object.keys(ledger.snapshots).length + late;
  return sent <= most ? undefined : broken(`at most ${most} messages that are no transfers`, `${sent} were sent`);
}

function add(machines: readonly MachineId[], machine: MachineId): MachineId[] {
  return machines.includes(machine) ? [...machines] : [...machines, machine].toSorted();
}

function isVectorTime(time: unknown, machines: readonly MachineId[]): boolean {
  if (typeof time !== "object" || time === null) return false;
  return Object.entries(time).every(([machine, value]) => machines.includes(machine) && Number.isSafeInteger(value));
}
