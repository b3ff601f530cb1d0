import type { MachineId } from "./machine.ts";
import { SystemError } from "./system-error.ts";

/**
 * How a channel treats the messages in it:
 * - `fifo`: delivered in the order in which they were sent;
 * - `any-order`: any message in it may be delivered next;
 * - `duplicating`: any order, and a message stays in the channel after its delivery, to be delivered again.
 */
export type ChannelKind = "fifo" | "any-order" | "duplicating";

/** A one-way channel from one machine to another. */
export interface Channel {
  /** Who sends into it: a machine, or a resource (`port:…`). */
  readonly from: MachineId;
  /** Who receives from it; never the same as `from`, unless a listed topology says so. */
  readonly to: MachineId;
  /** A channel to or from a resource is always `fifo`. */
  readonly kind: ChannelKind;
}

/**
 * Who has a channel to whom:
 * - `complete`: every ordered pair of different machines;
 * - `ring`: each machine to the next in the system's order, the last to the first;
 * - `tree`: parent and child, both ways, in a binary tree filled in the system's order, the first machine its root;
 * - a list of ordered pairs.
 */
export type Topology = "complete" | "ring" | "tree" | readonly (readonly [MachineId, MachineId])[];

/** The channels of a system, each ordered pair once. Throws an Error that names a machine that does not exist. */
export function listChannels(
  machines: readonly MachineId[],
  options: {
    readonly topology?: Topology;
    readonly channels?:
      | ChannelKind
      | { readonly default: ChannelKind; readonly pairs: readonly (readonly [MachineId, MachineId, ChannelKind])[] };
  },
): Channel[] {
  const { topology = "complete", channels: kinds = "fifo" } = options;
  const pairs = listPairs(machines, topology);
  const seen = new Set<string>();
  for (const [from, to] of pairs) {
    for (const id of [from, to]) {
      if (!machines.includes(id))
        throw new SystemError(
          `Cannot make a channel ${from} → ${to} as "${id}" is no machine: ${machines.join(", ")}. Use one of these.`,
        );
    }
    const key = JSON.stringify([from, to]);
    if (seen.has(key))
      throw new SystemError(`Cannot make a channel ${from} → ${to} as it is listed twice. List it once.`);
    seen.add(key);
  }
  const special = typeof kinds === "string" ? [] : kinds.pairs;
  for (const [from, to] of special) {
    if (!seen.has(JSON.stringify([from, to])))
      throw new SystemError(
        `Cannot set the kind of ${from} → ${to} as there is no such channel. Add it to the topology.`,
      );
  }
  const otherwise = typeof kinds === "string" ? kinds : kinds.default;
  return pairs.map(([from, to]) => ({
    from,
    to,
    kind: special.find((pair) => pair[0] === from && pair[1] === to)?.[2] ?? otherwise,
  }));
}

function listPairs(machines: readonly MachineId[], topology: Topology): readonly (readonly [MachineId, MachineId])[] {
  if (typeof topology !== "string") return topology;
  const pairs: [MachineId, MachineId][] = [];
  for (const [i, from] of machines.entries()) {
    for (const [j, to] of machines.entries()) {
      if (i !== j && isConnected(topology, { i, j, count: machines.length })) pairs.push([from, to]);
    }
  }
  return pairs;
}

function isConnected(
  topology: "complete" | "ring" | "tree",
  { i, j, count }: { i: number; j: number; count: number },
): boolean {
  if (topology === "complete") return true;
  if (topology === "ring") return j === (i + 1) % count;
  return Math.floor((i - 1) / 2) === j || Math.floor((j - 1) / 2) === i;
}
