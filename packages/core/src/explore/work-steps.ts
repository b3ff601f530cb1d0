import type { Node } from "../system.ts";
import type { Events } from "./events.ts";
import type { Inboxes } from "./inboxes.ts";
import { hasTimersFlag, isUpFlag, type LocalStates } from "./local-states.ts";
import type { NextStep, Visit } from "./next-step.ts";
import { inputsTaken, isCutNow, isHealed, isUp, type SpaceParts } from "./space-parts.ts";

/** The steps out of a state that need no fault: inputs, deliveries, timers, and repairs of what faults have done. */
export class WorkSteps {
  private readonly parts: SpaceParts;
  private readonly step: NextStep;
  private readonly nodesWithInputs: readonly Node[];
  private readonly isIdleIgnored: boolean;

  constructor(parts: SpaceParts, step: NextStep) {
    this.parts = parts;
    this.step = step;
    this.nodesWithInputs = parts.system.nodes.filter((node) => node.inputs.length > 0);
    this.isIdleIgnored = parts.system.idleDeliveries === "ignored";
  }

  /** Visits each; returns how many there are. */
  visit(state: Int32Array, visit: Visit): number {
    const inputs = this.takeInputs(state, visit);
    const deliveries = this.deliver(state, visit);
    const timers = this.fireTimers(state, deliveries > 0, visit);
    return inputs + deliveries + timers + this.repair(state, visit);
  }

  /** Whether every input has arrived. */
  hasTakenInputs(state: Int32Array): boolean {
    return this.nodesWithInputs.every(({ index, inputs }) => inputsTaken(this.parts, state, index) === inputs.length);
  }

  /** Runs a start handler, at first or after a crash, in the step that was begun. */
  boot(node: number): void {
    const { locals, events } = this.parts;
    const move = (locals[node] as LocalStates).move(this.step.row[node] as number, (events[node] as Events).start());
    this.step.perform(node, move);
  }

  private takeInputs(state: Int32Array, visit: Visit): number {
    const { parts, step } = this;
    let work = 0;
    for (const { index: node, inputs } of this.nodesWithInputs) {
      const taken = inputsTaken(parts, state, node);
      if (taken >= inputs.length || !isUp(parts, state, node)) continue;
      const event = (parts.events[node] as Events).input(inputs[taken] ?? 0);
      const move = (parts.locals[node] as LocalStates).move(state[node] as number, event);
      step.begin(state, "input", node, 0);
      step.row[parts.layout.inputs[node] ?? -1] = taken + 1;
      step.perform(node, move);
      visit(step.row, step.violation);
      work += 1;
    }
    return work;
  }

  private deliver(state: Int32Array, visit: Visit): number {
    const { parts, step } = this;
    const { locals, inboxes, events } = parts;
    const firstInbox = parts.layout.inboxes;
    const cut = this.blockedChannels(state);
    let work = 0;
    for (let node = 0; node < locals.length; node++) {
      const inbox = state[firstInbox + node] as number;
      if (inbox === 0) continue;
      const own = locals[node] as LocalStates;
      const local = state[node] as number;
      if ((own.flags(local) & isUpFlag) === 0) continue;
      const ownInboxes = inboxes[node] as Inboxes;
      const deliveries = ownInboxes.deliverable(inbox);
      for (let place = 0; place < deliveries.length; place += 2) {
        const event = deliveries[place] as number;
        if (cut !== undefined && cut.has((events[node] as Events).channelOf(event))) continue;
        const move = own.move(local, event);
        if (move.isIdle && this.isIdleIgnored) continue;
        step.begin(state, "deliver", node, event);
        const after = deliveries[place + 1] as number;
        step.row[firstInbox + node] = after < 0 ? ownInboxes.take(inbox, place) : after;
        step.perform(node, move);
        visit(step.row, step.violation);
        work += 1;
      }
    }
    return work;
  }

  private fireTimers(state: Int32Array, hasMessages: boolean, visit: Visit): number {
    const { locals } = this.parts;
    const { step } = this;
    let work = 0;
    for (let node = 0; node < locals.length; node++) {
      const own = locals[node] as LocalStates;
      const local = state[node] as number;
      if ((own.flags(local) & hasTimersFlag) === 0) continue;
      const ready = own.readyTimers(local, hasMessages);
      for (let place = 0; place < ready.length; place++) {
        const event = ready[place] as number;
        const move = own.move(local, event);
        step.begin(state, "timer", node, event);
        step.perform(node, move);
        visit(step.row, step.violation);
        work += 1;
      }
    }
    return work;
  }

  private repair(state: Int32Array, visit: Visit): number {
    const { parts, step } = this;
    const { faults, nodes } = parts.system;
    let work = 0;
    if (faults.crashes > 0) {
      for (const { index: node } of nodes) {
        if (isUp(parts, state, node)) continue;
        step.begin(state, "restart", node, 0);
        this.boot(node);
        visit(step.row, step.violation);
        work += 1;
      }
    }
    for (let cut = 0; cut < faults.cuts.length; cut++) {
      if (state[parts.layout.cuts + cut] !== isCutNow) continue;
      step.begin(state, "heal", 0, cut);
      step.row[parts.layout.cuts + cut] = isHealed;
      step.observeQuietly(() => ({ kind: "heal", machine: "", cut }));
      visit(step.row, step.violation);
      work += 1;
    }
    return work;
  }

  /** The channels that are cut in a state; undefined if no cut is made. */
  private blockedChannels(state: Int32Array): ReadonlySet<number> | undefined {
    const { cuts } = this.parts.system.faults;
    if (cuts.length === 0) return undefined;
    const made = cuts.filter((_cut, index) => state[this.parts.layout.cuts + index] === isCutNow);
    if (made.length <= 1) return made[0]?.channels;
    return new Set(made.flatMap(({ channels }) => [...channels]));
  }
}
