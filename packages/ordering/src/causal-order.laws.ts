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
export const deliversEverything: MonitorLaw<Causality> = eventually("everything that is sent is delivered in the end", {
  of: deliversInCausalOrder,
  holds: ({ open }, view) => describeOpen(open, view),
});

/**
 * As {@link deliversEverything}, for what one machine sends: it arrives and is delivered, even if a message of another
 * one stays away for ever.
 */
export function deliversEverythingFrom(source: MachineId): MonitorLaw<Causality> {
  return eventually(`everything that ${source} sends is delivered, whatever is missing from others`, {
    of: deliversInCausalOrder,
    holds: ({ open }, view) => describeOpen({ [source]: open[source] ?? [] }, view),
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
        const place = underWay.findIndex(({ key }) => key === encode(message));
        if (place >= 0) underWay.splice(place, 1);
      },
      output: ({ causality }, { machine, output }) => settle(causality, machine, output),
      timer: ({ timed }, { machine }) => void (timed[machine] = true),
    },
    holds({ causality, channels, timed }, view) {
      const isTimed = (machine: MachineId): boolean => timed[machine] === true || view.timers(machine).length > 0;
      for (const [from, ends] of Object.entries(channels)) {
        for (const [to, channel] of Object.entries(ends)) {
          const late = describeLate(causality, channel, { from, to });
          if (late !== undefined && !isTimed(from) && !isTimed(to)) return late;
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

/** Who knows of which requests, and which are open. */
export interface Causality {
  /** By machine: how many requests of each machine are its own, or could have caused what it has delivered. */
  readonly known: Record<MachineId, Record<MachineId, number>>;
  /** By the machine that was asked, oldest first: the requests that are not delivered everywhere. */
  readonly open: Record<MachineId, OpenRequest[]>;
}

/** A request to send that is not delivered at all its destinations. */
export interface OpenRequest {
  /** Its place among the requests to its machine, from 1. */
  readonly number: number;
  /** What is to be delivered. */
  readonly payload: unknown;
  /** How many requests of each machine could have caused it, itself among them. */
  readonly past: Readonly<Record<MachineId, number>>;
  /** Where it is still to be delivered. */
  readonly to: MachineId[];
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

function openCausality(machines: readonly MachineId[]): Causality {
  const zeros = (): Record<MachineId, number> => Object.fromEntries(machines.map((machine) => [machine, 0]));
  return {
    known: Object.fromEntries(machines.map((machine) => [machine, zeros()])),
    open: Object.fromEntries(machines.map((machine) => [machine, []])),
  };
}

function destinations({ to }: CausalRequest, machine: MachineId, machines: readonly MachineId[]): readonly MachineId[] {
  if (to === undefined) return machines.filter((other) => other !== machine);
  return typeof to === "string" ? [to] : to;
}

function requestsOf({ known }: Causality, machine: MachineId): number {
  return known[machine]?.[machine] ?? 0;
}

function ask(
  causality: Causality,
  { machine, input }: { readonly machine: MachineId; readonly input: CausalRequest },
): void {
  const { known, open } = causality;
  const number = requestsOf(causality, machine) + 1;
  const past = { ...known[machine], [machine]: number };
  known[machine] = past;
  const to = [...destinations(input, machine, Object.keys(open))];
  if (to.length > 0) open[machine]?.push({ number, payload: input.payload, past: { ...past }, to });
}

/** The oldest request of one machine that another one has not delivered. */
function nextOf({ open }: Causality, { from, to }: Channel): OpenRequest | undefined {
  return Object.hasOwn(open, from) ? open[from]?.find((request) => request.to.includes(to)) : undefined;
}

/** What could have caused a request, goes to the same machine, and is not delivered there. */
function missingBefore(
  causality: Causality,
  { past }: OpenRequest,
  { from, to }: Channel,
): { readonly from: MachineId; readonly payload: unknown } | undefined {
  for (const [source, count] of Object.entries(past)) {
    const next = source === from ? undefined : nextOf(causality, { from: source, to });
    if (next !== undefined && next.number <= count) return { from: source, payload: next.payload };
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
  const delivered = `${machine} delivered ${describeValue(payload)} from ${from}`;
  const next = nextOf(causality, channel);
  if (next === undefined)
    return broken(`${machine} delivers nothing from ${from} now: all that ${from} has sent it is delivered`, delivered);
  if (!equal(next.payload, payload))
    return broken(`${machine} delivers ${describeValue(next.payload)} from ${from} first`, delivered);
  const missing = missingBefore(causality, next, channel);
  return missing === undefined
    ? undefined
    : broken(
        `${machine} delivers ${describeValue(missing.payload)} from ${missing.from} first: it could have caused ${describeValue(payload)} from ${from}`,
        delivered,
      );
}

/** Takes note of what was delivered: it is what comes next from its source. */
function settle(causality: Causality, machine: MachineId, output: unknown): void {
  const { known, open } = causality;
  const from = readDelivery(output)?.from ?? "";
  const next = nextOf(causality, { from, to: machine });
  const own = known[machine];
  if (next === undefined || own === undefined) return;
  next.to.splice(next.to.indexOf(machine), 1);
  if (next.to.length === 0) open[from] = (open[from] ?? []).filter((request) => request !== next);
  for (const [source, count] of Object.entries(next.past)) own[source] = Math.max(own[source] ?? 0, count);
}

function describeOpen(open: Causality["open"], view: View): Broken | undefined {
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
  const unsent = causality.open[from]?.find((request) => request.to.includes(to) && request.number > covered);
  if (unsent !== undefined)
    return broken(
      `${from} sends ${describeValue(unsent.payload)} to ${to} when it is asked to`,
      "it has sent nothing, and has set no timer to do so",
    );
  const next = nextOf(causality, channel);
  const arrived = Math.min(...underWay.map(({ after }) => after), covered);
  if (next === undefined || next.number > arrived) return undefined;
  if (missingBefore(causality, next, channel) !== undefined) return undefined;
  return broken(
    `${to} delivers ${describeValue(next.payload)} from ${from} now: it has arrived, and all that could have caused it is delivered`,
    `${to} holds it back, and has set no timer to deliver it`,
  );
}
