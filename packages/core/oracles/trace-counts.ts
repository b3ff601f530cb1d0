import { type AnyMachine, at, defineSystem, type System } from "../src/mod.ts";
import { paxos } from "./paxos.ts";
import { twoPhaseCommitMessages } from "./two-phase-commit-messages.ts";

/** A system whose traces others have counted, or anybody can count. */
export interface TraceCount {
  readonly name: string;
  readonly system: System;
  readonly traces: number;
  /** All schedules, if that was counted. */
  readonly interleavings?: number;
  /** How often Source-DPOR came to where every step sleeps, if that was counted. */
  readonly blocked?: number;
}

/** The counts, the longest of them a matter of seconds. */
export const traceCounts: readonly TraceCount[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ name: `${n} senders`, system: senders(n), traces: factorial(n) })),
  ...[1, 2, 3, 4, 5, 6].map((n) => ({
    name: `two-phase commit, ${n} resource managers`,
    system: twoPhaseCommitMessages(n),
    traces: 2 ** n * factorial(n),
  })),
  { name: "paxos, 1 client", system: paxosSteps(1), traces: 101, interleavings: 65_609 },
  { name: "paxos, 2 clients", system: paxosSteps(2), traces: 291_436, blocked: 25_296 },
];

/** So many machines send one message each to one receiver. */
export function senders(n: number): System {
  const machine: AnyMachine = {
    start: () => ({}),
    onInput: (_state, _input, context) => context.send("receiver", "hello"),
  };
  const names = Array.from({ length: n }, (_unused, index) => `sender${index}`);
  return defineSystem({
    machines: Object.fromEntries(["receiver", ...names].map((name) => [name, machine])),
    topology: names.map((name) => [name, "receiver"] as const),
    inputs: names.map((name) => at(name, null)),
  });
}

/** Paxos as its traces were counted: every message arrives, and what changes nothing is a step, too. */
export function paxosSteps(clients: number, servers = 3): System {
  return { ...paxos({ clients, servers }), idleDeliveries: "step" };
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
