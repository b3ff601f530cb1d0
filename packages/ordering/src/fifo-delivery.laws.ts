/**
 * What FIFO delivery is, whoever wrote it. Reads what the machines are asked to send, what they put out, and how many
 * messages travel; never a machine's variables, never what is in a message.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  type View,
  always,
  broken,
  describeValue,
  encode,
  equal,
  eventually,
  monitor,
} from "@millrace/core";
import { readDelivery } from "./read-delivery.ts";

/** On every channel, what is delivered is a prefix of what was sent: in order, without a gap, nothing twice. */
export const deliversInSendingOrder: MonitorLaw<Owed> = monitor<Owed, unknown, unknown, Sending>(
  "what each source sends is delivered in the order it was sent, each message once",
  {
    start: (machines) => perChannel(machines, () => []),
    on: {
      input: (owed, { machine, input }) => void owed[machine]?.[input.to]?.push(input.payload),
      output: (owed, { machine, output }) => takeNext(owed, machine, output),
    },
  },
);

/** Nothing waits for ever. */
export const deliversEverything: MonitorLaw<Owed> = eventually("everything that is sent is delivered in the end", {
  of: deliversInSendingOrder,
  holds: describeOwed,
});

/**
 * As {@link deliversEverything}, for the channels from one source: what it sends arrives and is delivered, even if a
 * message of another source stays away for ever.
 */
export function deliversEverythingFrom(source: MachineId): MonitorLaw<Owed> {
  return eventually(`everything that ${source} sends is delivered, whatever is missing from others`, {
    of: deliversInSendingOrder,
    holds: (owed, view) => describeOwed({ [source]: owed[source] ?? {} }, view),
  });
}

/**
 * A payload waits for nothing but its turn: it is sent when that is asked for, and delivered when it and all before it
 * from its source have arrived. Which messages carry a payload is known without reading them: those sent on its channel
 * since the one before it.
 *
 * A sender or receiver that has used a timer is let off: it may collect what it sends, or what it delivers. What it may
 * not do is wait for ever, and that is for {@link deliversEverything}.
 */
export const waitsOnlyForItsTurn: MonitorLaw<Traffic> = always<Traffic, unknown, unknown, Sending>(
  "a payload waits for earlier ones of its own source, and for nothing else",
  {
    start: (machines) => ({
      accounts: perChannel(machines, () => ({ owed: [], delivered: 0, covered: 0, underWay: [] })),
      timed: Object.fromEntries(machines.map((machine) => [machine, false])),
    }),
    on: {
      input: ({ accounts }, { machine, input }) => void accounts[machine]?.[input.to]?.owed.push(input.payload),
      send({ accounts }, { machine, to, message }) {
        const account = accounts[machine]?.[to];
        if (account === undefined) return;
        account.underWay.push({ key: encode(message), after: account.covered });
        account.covered = account.delivered + account.owed.length;
      },
      deliver({ accounts }, { machine, from, message }) {
        const underWay = accounts[from]?.[machine]?.underWay ?? [];
        const arrived = encode(message);
        const place = underWay.findIndex(({ key }) => key === arrived);
        if (place >= 0) underWay.splice(place, 1);
      },
      output({ accounts }, { machine, output }) {
        const account = accounts[readDelivery(output)?.from ?? ""]?.[machine];
        if (account === undefined || account.owed.length === 0) return;
        account.owed.shift();
        account.delivered += 1;
      },
      timer: ({ timed }, { machine }) => void (timed[machine] = true),
    },
    holds({ accounts, timed }, view) {
      const hasTimer = (machine: MachineId): boolean => view.timers(machine).length > 0;
      for (const [from, channels] of Object.entries(accounts)) {
        for (const [to, account] of Object.entries(channels)) {
          if (timed[from] === true || timed[to] === true) continue;
          const late = describeLate(account, { from, to });
          if (late !== undefined && !hasTimer(from) && !hasTimer(to)) return late;
        }
      }
      return undefined;
    },
  },
);

/** Numbers travel inside the messages that carry payloads; no message of another kind is needed. */
export const sendsNoControlMessage: MonitorLaw<Record<MachineId, number>> = monitor<
  Record<MachineId, number>,
  unknown,
  unknown,
  Sending
>("a machine sends at most one message for each request to send", {
  start: (machines) => Object.fromEntries(machines.map((machine) => [machine, 0])),
  on: {
    input: (unused, { machine }) => void (unused[machine] = (unused[machine] ?? 0) + 1),
    send(unused, { machine, to, message }) {
      const left = unused[machine] ?? 0;
      if (left === 0)
        return broken(
          `${machine} sends nothing more: it has sent a message for each request`,
          `it sent ${describeValue(message)} to ${to}`,
        );
      unused[machine] = left - 1;
      return undefined;
    },
  },
});

/** What is sent and not yet delivered, by source and destination, oldest first. */
export type Owed = PerChannel<unknown[]>;

/** What {@link waitsOnlyForItsTurn} remembers. */
export interface Traffic {
  /** What has happened on each channel. */
  readonly accounts: PerChannel<Account>;
  /** Whether a timer has gone off at each machine. */
  readonly timed: Record<MachineId, boolean>;
}

/** What has happened on one channel. */
export interface Account {
  /** What is sent and not yet delivered, oldest first. */
  readonly owed: unknown[];
  /** How many payloads are delivered. */
  delivered: number;
  /** How many payloads had been asked for when the last message was sent. */
  covered: number;
  /** Messages that have not arrived, and how many payloads earlier messages were to carry. */
  readonly underWay: { readonly key: string; readonly after: number }[];
}

/** Something for each channel, by source and destination. */
export type PerChannel<Value> = Record<MachineId, Record<MachineId, Value>>;

interface Sending {
  readonly to: MachineId;
  readonly payload: unknown;
}

function perChannel<Value>(machines: readonly MachineId[], make: () => Value): PerChannel<Value> {
  const from = (source: MachineId): Record<MachineId, Value> =>
    Object.fromEntries(machines.filter((to) => to !== source).map((to) => [to, make()]));
  return Object.fromEntries(machines.map((source) => [source, from(source)]));
}

function describeOwed(owed: Owed, view: View): Broken | undefined {
  const isSilent = view.machines.every((machine) => view.timers(machine).length === 0);
  for (const [from, channels] of Object.entries(owed)) {
    for (const [to, payloads] of Object.entries(channels)) {
      if (payloads.length > 0)
        return broken(
          `${to} delivers ${describeValue(payloads[0])} from ${from}`,
          isSilent ? `${to} never does, and nothing is left to happen` : `${to} has not done so`,
        );
    }
  }
  return undefined;
}

function describeLate(account: Account, { from, to }: { from: MachineId; to: MachineId }): Broken | undefined {
  const { owed, delivered, covered, underWay } = account;
  if (owed.length === 0) return undefined;
  const unsent = delivered + owed.length - covered;
  if (unsent > 0)
    return broken(
      `${from} sends ${describeValue(owed.at(-unsent))} to ${to} when it is asked to`,
      `it has sent nothing, and has set no timer to do so`,
    );
  const arrived = Math.min(...underWay.map(({ after }) => after), covered);
  if (delivered >= arrived) return undefined;
  return broken(
    `${to} delivers ${describeValue(owed[0])} from ${from} now: it has arrived, and so has all that ${from} sent before it`,
    `${to} holds it back, and has set no timer to deliver it`,
  );
}

function takeNext(owed: Owed, machine: MachineId, output: unknown): Broken | undefined {
  const delivery = readDelivery(output);
  if (delivery === undefined)
    return broken(
      `${machine} puts out { type: "delivered", from, payload } and nothing else`,
      `it put out ${describeValue(output)}`,
    );
  const { from, payload } = delivery;
  const waiting = owed[from]?.[machine];
  if (waiting === undefined)
    return broken(
      `in what ${machine} puts out, \`from\` names a machine that sends to it`,
      `it put out ${describeValue(output)}`,
    );
  const refuse = (expected: string): Broken =>
    broken(expected, `${machine} delivered ${describeValue(payload)} from ${from}`);
  if (waiting.length === 0)
    return refuse(`${machine} delivers nothing from ${from} now: all that ${from} has sent is delivered`);
  const next = waiting.shift();
  return equal(next, payload) ? undefined : refuse(`${machine} delivers ${describeValue(next)} from ${from} first`);
}
