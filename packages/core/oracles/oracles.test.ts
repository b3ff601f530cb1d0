import { expect, test } from "vitest";
import { explore, type MonitorLaw, type System } from "../src/mod.ts";
import { paxos } from "./paxos.ts";
import { keepsHistory } from "./register-clients.ts";
import { singleCopyRegister } from "./single-copy-register.ts";
import { twoPhaseCommit } from "./two-phase-commit.ts";

/** Published counts of unique and generated states: searches that came to their end, without symmetry reduction. */
const published: [name: string, system: System, laws: readonly MonitorLaw[], unique: number, generated: number][] = [
  ["two-phase commit, 3 resource managers", twoPhaseCommit(3), [], 288, 1_146],
  ["two-phase commit, 5 resource managers", twoPhaseCommit(5), [], 8_832, 58_146],
  [
    "single-copy register, 1 server, 2 clients",
    singleCopyRegister({ servers: 1, clients: 2 }),
    [keepsHistory],
    93,
    121,
  ],
  ["paxos, 3 servers, 2 clients", paxos({ clients: 2 }), [keepsHistory], 16_668, 32_971],
];

test.each(published)("%s has as many states as others count", (_name, system, laws, unique, generated) => {
  const { outcome, states, transitions } = explore(system, { laws });
  expect({ outcome, states, transitions }).toEqual({ outcome: "proved", states: unique, transitions: generated });
});
