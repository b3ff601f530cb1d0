import type { MonitorLaw, System } from "../src/mod.ts";
import { abd } from "./abd.ts";
import { type Network, type NetworkOptions, networks } from "./networks.ts";
import { paxos } from "./paxos.ts";
import { pingPong, pingPongMemory } from "./ping-pong.ts";
import { registerMemory, type RegisterOptions } from "./register-clients.ts";
import { singleCopyRegister } from "./single-copy-register.ts";
import { resourceNames, twoPhaseCommit } from "./two-phase-commit.ts";

/** A protocol whose states others have counted, and of which sizes and networks it can be counted here. */
export interface Protocol {
  /** What `n` counts, in the plural. */
  readonly counts: string;
  /** `n` at most: beyond it, names run out, or nobody could search it. */
  readonly nMost: number;
  /** How many servers there are by default; absent where there are none. */
  readonly servers?: number;
  /** The networks that it can be counted on; the first is its default. */
  readonly networks: readonly [Network, ...Network[]];
  /** Whether its network may lose messages. */
  readonly canLose: boolean;
  /** The machines that can change places without a difference; absent where each has a part of its own. */
  exchangeable?(n: number): readonly string[];
  /** The system, and what its state holds besides machines and messages. */
  define(size: Size): { readonly system: System; readonly laws: readonly MonitorLaw[] };
}

/** How large a protocol is, and on which network. */
export interface Size extends Required<NetworkOptions> {
  readonly n: number;
  /** Passed over by protocols without servers. */
  readonly servers: number;
}

/** Servers at most. */
export const serversMost = 26;

/** The protocols by name. Their defaults are the sizes of the published counts. */
export const protocols: Readonly<Record<string, Protocol>> = {
  "two-phase-commit": {
    counts: "resource managers",
    nMost: 26,
    networks: ["unordered-duplicating"],
    canLose: false,
    exchangeable: resourceNames,
    define: ({ n }) => ({ system: twoPhaseCommit(n), laws: [] }),
  },
  paxos: register(paxos, 3),
  "single-copy": register(singleCopyRegister, 1),
  abd: register(abd, 2),
  "ping-pong": {
    counts: "counts",
    nMost: 100_000,
    networks: ["unordered-duplicating", "unordered-nonduplicating", "ordered"],
    canLose: true,
    define: ({ n: max, network, lossy }) => ({
      system: pingPong({ max, network, lossy }),
      laws: pingPongMemory({ network }),
    }),
  },
};

/** A register: its clients put different values at servers of their own, so no two of them can change places. */
function register(systemOf: (options: RegisterOptions) => System, servers: number): Protocol {
  return {
    counts: "clients",
    // The values that they put are the letters from A to Z.
    nMost: 26,
    servers,
    networks,
    canLose: true,
    define: ({ n: clients, ...options }) => ({
      system: systemOf({ clients, ...options }),
      laws: registerMemory(options),
    }),
  };
}
