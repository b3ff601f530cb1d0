/**
 * What FIFO delivery is, whoever wrote it. Reads what the machines are asked to send, what they put out, and how many
 * messages travel; never a machine's variables, never what is in a message.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  equal,
  eventually,
  monitor,
} from "@millrace/core";

/** On every channel, what is delivered is a prefix of what was sent: in order, without a gap, nothing twice. */
export const deliversInSendingOrder: MonitorLaw<Owed> = monitor<Owed, unknown, unknown, Sending>(
  "what each source sends is delivered in the order it was sent, each message once",
  {
    start: (machines) =>
      Object.fromEntries(
        machines.map((from) => [from, Object.fromEntries(machines.filter((to) => to !== from).map((to) => [to, []]))]),
      ),
    on: {
      input: (owed, { machine, input }) => void owed[machine]?.[input.to]?.push(input.payload),
      output: (owed, { machine, output }) => takeNext(owed, machine, output),
    },
  },
);

/** Nothing waits for ever. */
export const deliversEverything: MonitorLaw<Owed> = eventually("everything that is sent is delivered in the end", {
  of: deliversInSendingOrder,
  holds(owed) {
    for (const [from, channels] of Object.entries(owed)) {
      for (const [to, payloads] of Object.entries(channels)) {
        if (payloads.length > 0)
          return broken(
            `${to} delivers ${describeValue(payloads[0])} from ${from}`,
            `${to} never does, and nothing is left to happen`,
          );
      }
    }
    return undefined;
  },
});

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
export type Owed = Record<MachineId, Record<MachineId, unknown[]>>;

interface Sending {
  readonly to: MachineId;
  readonly payload: unknown;
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
  const delivered = `${machine} delivered ${describeValue(payload)} from ${from}`;
  if (waiting.length === 0)
    return broken(`${machine} delivers nothing from ${from} now: all that ${from} has sent is delivered`, delivered);
  const next = waiting.shift();
  return equal(next, payload)
    ? undefined
    : broken(`${machine} delivers ${describeValue(next)} from ${from} first`, delivered);
}

function readDelivery(output: unknown): { from: string; payload: unknown } | undefined {
  if (typeof output !== "object" || output === null || !("type" in output) || output.type !== "delivered")
    return undefined;
  if (!("from" in output) || typeof output.from !== "string" || !("payload" in output)) return undefined;
  return { from: output.from, payload: output.payload };
}
