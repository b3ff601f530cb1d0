/**
 * What causal order is, whoever keeps it: what could have caused a message is delivered before it, wherever both go.
 *
 * The laws serve broadcast, one destination and several alike. They read what the machines are asked to send, what they
 * put out, and how many messages travel; never a machine's variables, never what is in a message.
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

/** What a machine may be asked: to send `payload` to one machine, to several, or, without `to`, to all others. */
export interface CausalRequest {
  /** Who is to deliver it, never the machine that is asked. */
  readonly to?: MachineId | readonly MachineId[];
  /** Any plain data. Equal payloads are different messages. */
  readonly payload: unknown;
}

/** Of two messages to one machine, the one that could have caused the other comes first. That includes FIFO order. */
export const deliversInCausalOrder: MonitorLaw<Causality> = monitor<Causality, unknown, unknown, CausalRequest>(
  "what could have caused a message is delivered before it, and each message once",
  {
    start: openCausality,
    on: {
      input: ask,
      output: (causality, { machine, output }) =>
        judge(causality, machine, output) ?? settle(causality, machine, output),
    },
  },
);

/** Nothing waits for ever. */
export const deliversEverything: MonitorLaw<Owed> = eventually("everything that is sent is delivered in the end", {
  of: owesDeliveries(),
  holds: describeOpen,
});

/**
 * As {@link deliversEverything}, for what one machine sends: it arrives and is delivered, even if a message of another
 * one stays away for ever.
 */
export function deliversEverythingFrom(source: MachineId): MonitorLaw<Owed> {
  return eventually(`everything that ${source} sends is delivered, whatever is missing from others`, {
    of: owesDeliveries(),
    holds: (owed, view) => describeOpen({ [source]: owed[source] ?? [] }, view),
  });
}

/**
 * A payload waits for nothing but its past: it is sent when that is asked for, and delivered when it has arrived and all
 * that could have caused it is delivered. Which messages carry a payload is known without reading them: those sent on its
 * channel since the one before it.
 *
 * A sender or receiver that has used a timer is let off: it may collect what it sends, or what it delivers. What it may
 * not do is wait for ever, and that is for {@link deliversEverything}.
 */
export const waitsOnlyForItsPast: MonitorLaw<CausalTraffic> = always<CausalTraffic, unknown, unknown, CausalRequest>(
  "a payload waits for what could have caused it, and for nothing else",
  {
    start: (machines) => ({
      causality: openCausality(machines),
      channels: perChannel(machines, () => ({ covered: 0, underWay: [] })),
      timed: Object.fromEntries(machines.map((machine) => [machine, false])),
    }),
    on: {
      input: ({ causality }, observation) => ask(causality, observation),
      send({ causality, channels }, { machine, to, message }) {
        const channel = channels[machine]?.[to];
        if (channel === undefined) return;
        channel.underWay.push({ key: encode(message), after: channel.covered });
        channel.covered = requestsOf(causality, machine);
      },
      deliver({ channels }, { machine, from, message }) {
        const underWay = channels[from]?.[machine]?.underWay ?? [];
        const arrived = encode(message);
        const place = underWay.findIndex(({ key }) => key === arrived);
        if (place >= 0) underWay.splice(place, 1);
      },
      output: ({ causality }, { machine, output }) => settle(causality, machine, output),
      timer: ({ timed }, { machine }) => void (timed[machine] = true),
    },
    holds({ causality, channels, timed }, view) {
      const hasTimer = (machine: MachineId): boolean => view.timers(machine).length > 0;
      for (const [from, ends] of Object.entries(channels)) {
        for (const [to, channel] of Object.entries(ends)) {
          if (timed[from] === true || timed[to] === true) continue;
          const late = describeLate(causality, channel, { from, to });
          if (late !== undefined && !hasTimer(from) && !hasTimer(to)) return late;
        }
      }
      return undefined;
    },
  },
);

/** What is needed for order travels inside the messages that carry payloads; no message of another kind is needed. */
export const sendsNoControlMessage: MonitorLaw<PerChannel<number>> = monitor<
  PerChannel<number>,
  unknown,
  unknown,
  CausalRequest
>("a machine sends another one at most one message for each request to send to it", {
  start: (machines) => perChannel(machines, () => 0),
  on: {
    input(unused, { machine, input }) {
      const own = unused[machine] ?? {};
      for (const to of destinations(input, machine, Object.keys(unused))) own[to] = (own[to] ?? 0) + 1;
    },
    send(unused, { machine, to, message }) {
      const own = unused[machine] ?? {};
      const left = own[to] ?? 0;
      if (left === 0)
        return broken(
          `${machine} sends ${to} nothing more: it has sent a message for each request`,
          `it sent ${describeValue(message)}`,
        );
      own[to] = left - 1;
      return undefined;
    },
  },
});

/** Who knows of which requests, and which are open. A list of counts has the machines in the order of the records' keys. */
export interface Causality {
  /** By machine: how many requests of each machine are its own, or could have caused what it has delivered. */
  readonly known: Record<MachineId, number[]>;
  /** By the machine that was asked, oldest first: the requests that are not delivered everywhere. */
  readonly open: Record<MachineId, OpenRequest[]>;
}

/** By the machine that was asked, oldest first: what is not delivered everywhere. */
export type Owed = Record<MachineId, OwedPayload[]>;

/** A payload that is not delivered at all its destinations. */
export interface OwedPayload {
  /** What is to be delivered. */
  readonly payload: unknown;
  /** Where it is still to be delivered. */
  readonly to: MachineId[];
}

/** A request to send that is not delivered at all its destinations, and what could have caused it. */
export interface OpenRequest extends OwedPayload {
  /** Its place among the requests to its machine, from 1. */
  readonly number: number;
  /** How many requests of each machine could have caused it, itself among them. */
  readonly past: readonly number[];
}

/** What {@link waitsOnlyForItsPast} remembers. */
export interface CausalTraffic {
  /** What is to be delivered, and what before it. */
  readonly causality: Causality;
  /** What travels on each channel. */
  readonly channels: PerChannel<CausalChannel>;
  /** Whether a timer has gone off at each machine. */
  readonly timed: Record<MachineId, boolean>;
}

/** What travels on one channel. */
export interface CausalChannel {
  /** How many requests there had been at the sender when it last sent a message here. */
  covered: number;
  /** Messages that have not arrived, and how many requests earlier messages were to carry. */
  readonly underWay: { readonly key: string; readonly after: number }[];
}

/** Something for each channel, by source and destination. */
export type PerChannel<Value> = Record<MachineId, Record<MachineId, Value>>;

interface Channel {
  readonly from: MachineId;
  readonly to: MachineId;
}

function perChannel<Value>(machines: readonly MachineId[], make: () => Value): PerChannel<Value> {
  const from = (source: MachineId): Record<MachineId, Value> =>
    Object.fromEntries(machines.filter((to) => to !== source).map((to) => [to, make()]));
  return Object.fromEntries(machines.map((source) => [source, from(source)]));
}

/** Remembers what is owed, and no order: so it is the same after many runs. */
function owesDeliveries(): MonitorLaw<Owed> {
  return monitor<Owed, unknown, unknown, CausalRequest>("what is asked for is owed until it is delivered", {
    start: (machines) => Object.fromEntries(machines.map((machine) => [machine, []])),
    on: {
      input(owed, { machine, input }) {
        const to = [...destinations(input, machine, Object.keys(owed))];
        if (to.length > 0) owed[machine]?.push({ payload: input.payload, to });
      },
      output: (owed, { machine, output }) => void takeNext(owed, readDelivery(output)?.from ?? "", machine),
    },
  });
}

function openCausality(machines: readonly MachineId[]): Causality {
  return {
    known: Object.fromEntries(machines.map((machine) => [machine, machines.map(() => 0)])),
    open: Object.fromEntries(machines.map((machine) => [machine, []])),
  };
}

function destinations({ to }: CausalRequest, machine: MachineId, machines: readonly MachineId[]): readonly MachineId[] {
  if (to === undefined) return machines.filter((other) => other !== machine);
  return typeof to === "string" ? [to] : to;
}

function requestsOf({ known }: Causality, machine: MachineId): number {
  return known[machine]?.[Object.keys(known).indexOf(machine)] ?? 0;
}

function ask(
  { known, open }: Causality,
  { machine, input }: { readonly machine: MachineId; readonly input: CausalRequest },
): void {
  const machines = Object.keys(known);
  const own = known[machine];
  if (own === undefined) return;
  const place = machines.indexOf(machine);
  const number = (own[place] ?? 0) + 1;
  own[place] = number;
  const to = [...destinations(input, machine, machines)];
  if (to.length > 0) open[machine]?.push({ number, payload: input.payload, past: [...own], to });
}

/** The oldest of what one machine sends that another one has not delivered. */
function nextOf<Sent extends OwedPayload>(
  open: Readonly<Record<MachineId, readonly Sent[]>>,
  { from, to }: Channel,
): Sent | undefined {
  return Object.hasOwn(open, from) ? open[from]?.find((sent) => sent.to.includes(to)) : undefined;
}

/** What could have caused a request, goes to the same machine, and is not delivered there. */
function missingBefore(
  { open }: Causality,
  { past }: OpenRequest,
  { from, to }: Channel,
): { readonly from: MachineId; readonly payload: unknown } | undefined {
  for (const [place, source] of Object.keys(open).entries()) {
    const next = source === from || past[place] === 0 ? undefined : nextOf(open, { from: source, to });
    if (next !== undefined && next.number <= (past[place] ?? 0)) return { from: source, payload: next.payload };
  }
  return undefined;
}

function judge(causality: Causality, machine: MachineId, output: unknown): Broken | undefined {
  const delivery = readDelivery(output);
  if (delivery === undefined)
    return broken(
      `${machine} puts out { type: "delivered", from, payload } and nothing else`,
      `it put out ${describeValue(output)}`,
    );
  const { from, payload } = delivery;
  if (from === machine || !Object.hasOwn(causality.open, from))
    return broken(
      `in what ${machine} puts out, \`from\` names a machine that sends to it`,
      `it put out ${describeValue(output)}`,
    );
  const channel = { from, to: machine };
  const refuse = (expected: string): Broken =>
    broken(expected, `${machine} delivered ${describeValue(payload)} from ${from}`);
  const next = nextOf(causality.open, channel);
  if (next === undefined)
    return refuse(`${machine} delivers nothing from ${from} now: all that ${from} has sent it is delivered`);
  if (!equal(next.payload, payload))
    return refuse(`${machine} delivers ${describeValue(next.payload)} from ${from} first`);
  const missing = missingBefore(causality, next, channel);
  return missing === undefined
    ? undefined
    : refuse(
        `${machine} delivers ${describeValue(missing.payload)} from ${missing.from} first: it could have caused ${describeValue(payload)} from ${from}`,
      );
}

/** Takes note of what was delivered: it is what comes next from its source. */
function settle({ known, open }: Causality, machine: MachineId, output: unknown): void {
  const own = known[machine];
  const request = takeNext(open, readDelivery(output)?.from ?? "", machine);
  if (own === undefined || request === undefined) return;
  for (const [place, count] of request.past.entries()) own[place] = Math.max(own[place] ?? 0, count);
}

/** Takes away the oldest of what one machine sends that another one has not delivered, and gives it. */
function takeNext<Sent extends OwedPayload>(
  open: Record<MachineId, Sent[]>,
  from: MachineId,
  machine: MachineId,
): Sent | undefined {
  const next = nextOf(open, { from, to: machine });
  if (next === undefined) return undefined;
  next.to.splice(next.to.indexOf(machine), 1);
  if (next.to.length === 0) open[from]?.splice(open[from].indexOf(next), 1);
  return next;
}

function describeOpen(open: Owed, view: View): Broken | undefined {
  const isSilent = view.machines.every((machine) => view.timers(machine).length === 0);
  for (const [from, requests] of Object.entries(open)) {
    for (const { payload, to } of requests) {
      if (to[0] !== undefined)
        return broken(
          `${to[0]} delivers ${describeValue(payload)} from ${from}`,
          isSilent ? `${to[0]} never does, and nothing is left to happen` : `${to[0]} has not done so`,
        );
    }
  }
  return undefined;
}

function describeLate(
  causality: Causality,
  { covered, underWay }: CausalChannel,
  channel: Channel,
): Broken | undefined {
  const { from, to } = channel;
  const next = nextOf(causality.open, channel);
  if (next === undefined) return undefined;
  const unsent = causality.open[from]?.find((request) => request.number > covered && request.to.includes(to));
  if (unsent !== undefined)
    return broken(
      `${from} sends ${describeValue(unsent.payload)} to ${to} when it is asked to`,
      "it has sent nothing, and has set no timer to do so",
    );
  const arrived = Math.min(...underWay.map(({ after }) => after), covered);
  if (next.number > arrived) return undefined;
  if (missingBefore(causality, next, channel) !== undefined) return undefined;
  return broken(
    `${to} delivers ${describeValue(next.payload)} from ${from} now: it has arrived, and all that could have caused it is delivered`,
    `${to} holds it back, and has set no timer to deliver it`,
  );
}
