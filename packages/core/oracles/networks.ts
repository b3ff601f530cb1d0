/**
 * The networks that the oracles are counted on, as systems of ours.
 *
 * - `unordered-nonduplicating`: each message arrives at most once, in any order. A delivery that changes nothing is no
 *   step, and the message stays.
 * - `unordered-duplicating`: messages stay when they are delivered; the network also remembers which was delivered last.
 * - `ordered`: of each pair of machines, messages arrive in their order. A delivery that changes nothing is a step: the
 *   message is gone, and those behind it can move up.
 *
 * A lossy network may lose any message that could be delivered next, and says nothing.
 *
 * Source: Jonathan Nadal, Stateright 0.31 (2025), its actor models.
 */
import { type ChannelKind, monitor, type MonitorLaw, type SystemOptions } from "../src/mod.ts";

/** How messages travel. */
export type Network = (typeof networks)[number];

/** The names of the networks. */
export const networks = ["unordered-nonduplicating", "unordered-duplicating", "ordered"] as const;

/** Which network a system has. */
export interface NetworkOptions {
  readonly network?: Network;
  /** Whether the network may lose messages; it does not, by default. */
  readonly lossy?: boolean;
}

const channels: Readonly<Record<Network, ChannelKind>> = {
  "unordered-nonduplicating": "any-order",
  "unordered-duplicating": "duplicating",
  ordered: "fifo",
};

/** What a system's definition says of its network; `unordered-nonduplicating` by default. */
export function networkOf({
  network = "unordered-nonduplicating",
  lossy = false,
}: NetworkOptions): Pick<SystemOptions, "channels" | "idleDeliveries" | "faults"> {
  return {
    channels: channels[network],
    idleDeliveries: network === "ordered" ? "step" : "ignored",
    faults: lossy ? { drops: Infinity, dropsFrom: "front" } : {},
  };
}

/** What the state of a network holds besides its messages, as laws that forbid nothing. */
export function networkMemory({ network }: NetworkOptions): MonitorLaw[] {
  return network === "unordered-duplicating" ? [remembersLastDelivery] : [];
}

const remembersLastDelivery = monitor<{ last: unknown }>("the last delivery is remembered", {
  start: () => ({ last: null }),
  on: {
    deliver(state, { from, machine, message }) {
      state.last = [from, machine, message];
    },
  },
});
