/**
 * Two-phase commit as message passing: the manager asks every resource manager to prepare, each answers yes or no, and
 * when all have answered, the manager tells them what it decided. Nobody fails.
 *
 * With n resource managers there are 2ⁿ · n! traces: each votes either way, and the votes arrive in any order. All else
 * follows, in an order that nobody can tell.
 *
 * Source: Jim Gray and Leslie Lamport, Consensus on Transaction Commit (2006), section 3.1.
 */
import { type AnyMachine, at, defineMachine, defineSystem, type System } from "../src/mod.ts";

type Message =
  | { readonly type: "prepare" }
  | { readonly type: "vote"; readonly isYes: boolean }
  | { readonly type: "decide"; readonly decision: "commit" | "abort" };

/** The system with `n` resource managers: a whole number from 1. */
export function twoPhaseCommitMessages(n: number): System {
  const resources = Array.from({ length: n }, (_unused, index) => `resource${index}`);
  const machines: Record<string, AnyMachine> = { manager: manager(resources) };
  for (const id of resources) machines[id] = resource;
  return defineSystem({
    machines,
    topology: resources.flatMap((id): [string, string][] => [
      ["manager", id],
      [id, "manager"],
    ]),
    inputs: [at("manager", "begin")],
    timers: "untimed",
  });
}

const manager = (resources: readonly string[]): AnyMachine =>
  defineMachine<{ votes: boolean[] }, Message, string, string>({
    start: () => ({ votes: [] }),
    onMessage(state, message, _from, context) {
      if (message.type !== "vote") return;
      state.votes.push(message.isYes);
      if (state.votes.length < resources.length) return;
      const decision = state.votes.every(Boolean) ? "commit" : "abort";
      context.output(decision);
      for (const id of resources) context.send(id, { type: "decide", decision });
    },
    onInput(_state, _input, context) {
      for (const id of resources) context.send(id, { type: "prepare" });
    },
  });

/** Which way it votes is up to the one of two timers that goes off. */
const resource: AnyMachine = defineMachine<{ decision: string }, Message>({
  start: () => ({ decision: "none" }),
  onMessage(state, message, _from, context) {
    if (message.type === "decide") state.decision = message.decision;
    if (message.type !== "prepare") return;
    context.setTimer("yes", 0);
    context.setTimer("no", 0);
  },
  onTimer(_state, timer, context) {
    context.clearTimer(timer === "yes" ? "no" : "yes");
    context.send("manager", { type: "vote", isYes: timer === "yes" });
  },
});
