/**
 * What a clock costs, whichever clock it is: nothing but room in the messages that are sent anyway.
 */
import { type MachineId, type MonitorLaw, always, broken } from "@millrace/core";

/** Each `send` request puts one message on its way to the machine that it names, at once; nothing else is sent. */
export const sendsAsTold: MonitorLaw<Told> = always<Told, unknown, unknown, Request>(
  "each send request sends one message, and nothing else is sent",
  {
    start: () => ({ to: null }),
    on: {
      input(told, { input }) {
        told.to = input.type === "send" ? (input.to ?? null) : null;
      },
      send(told, { machine, to }) {
        if (told.to !== to) return broken(sendingOf(machine, told.to), `${machine} sent a message to ${to}`);
        told.to = null;
        return undefined;
      },
    },
    holds: ({ to }) =>
      to === null ? undefined : broken(`a send request to ${to} sends a message to ${to}`, "it sent none"),
  },
);

/** To whom a message is still to be sent in this event; null if to nobody. */
interface Told {
  to: MachineId | null;
}

interface Request {
  readonly type: string;
  readonly to?: MachineId;
}

function sendingOf(machine: MachineId, to: MachineId | null): string {
  return to === null ? `${machine} sends nothing more in this event` : `${machine} sends its message to ${to}`;
}
