/**
 * Two-phase commit, with the state space of the abstract specification: one transaction manager, n resource managers,
 * and messages that stay where they were sent.
 *
 * Spontaneous actions are timers that may go off at any time. The specification counts a message that is taken again
 * without effect as a step, as long as the receiver would take it: such a step puts out what it saw, so that it is not
 * idle; a message that the receiver no longer takes is idle, and no step.
 *
 * Source: Jim Gray and Leslie Lamport, Consensus on Transaction Commit (2006), the TwoPhase specification.
 */
import { type AnyMachine, defineMachine, defineSystem, type System } from "../src/mod.ts";

type Message = { readonly type: "prepared" } | { readonly type: "commit" } | { readonly type: "abort" };

interface ManagerState {
  decision: "none" | "commit" | "abort";
  /** By resource manager, one entry each, in the system's order. */
  readonly prepared: Record<string, boolean>;
}

interface ResourceState {
  phase: "working" | "prepared" | "committed" | "aborted";
}

/** The system with `n` resource managers. */
export function twoPhaseCommit(n: number): System {
  const resources = resourceNames(n);
  const machines: Record<string, AnyMachine> = { manager: manager(resources) };
  for (const id of resources) machines[id] = resource;
  return defineSystem({
    machines,
    topology: resources.flatMap((id): [string, string][] => [
      ["manager", id],
      [id, "manager"],
    ]),
    channels: "duplicating",
    idleDeliveries: "ignored",
    timers: "untimed",
  });
}

/** The names of the resource managers: resource0, resource1, … */
export function resourceNames(n: number): string[] {
  return Array.from({ length: n }, (_unused, index) => `resource${index}`);
}

const manager = (resources: readonly string[]) =>
  defineMachine<ManagerState, Message, string>({
    start(context) {
      context.setTimer("abort", 0);
      return { decision: "none", prepared: Object.fromEntries(resources.map((id) => [id, false])) };
    },
    onMessage(state, _message, from, context) {
      if (state.decision !== "none") return;
      state.prepared[from] = true;
      context.output("prepared");
      if (Object.values(state.prepared).every(Boolean)) context.setTimer("commit", 0);
    },
    onTimer(state, timer, context) {
      const decision = timer === "commit" ? "commit" : "abort";
      state.decision = decision;
      context.clearTimer("abort");
      context.clearTimer("commit");
      for (const id of resources) context.send(id, { type: decision });
    },
  });

const resource = defineMachine<ResourceState, Message, string>({
  start(context) {
    context.setTimer("prepare", 0);
    context.setTimer("abort", 0);
    return { phase: "working" };
  },
  onMessage(state, message, _from, context) {
    state.phase = message.type === "commit" ? "committed" : "aborted";
    context.clearTimer("prepare");
    context.clearTimer("abort");
    context.output(state.phase);
  },
  onTimer(state, timer, context) {
    context.clearTimer(timer === "prepare" ? "abort" : "prepare");
    state.phase = timer === "prepare" ? "prepared" : "aborted";
    if (timer === "prepare") context.send("manager", { type: "prepared" });
    else context.output(state.phase);
  },
});
