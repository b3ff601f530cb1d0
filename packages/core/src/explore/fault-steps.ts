import type { MachineId } from "../machine.ts";
import { isPort } from "../system.ts";
import type { Events } from "./events.ts";
import type { Inboxes } from "./inboxes.ts";
import type { LocalStates } from "./local-states.ts";
import type { NextStep, Visit } from "./next-step.ts";
import { isCutNow, isUp, notYetCut, type SpaceParts } from "./space-parts.ts";

/** The steps out of a state that are faults, as far as the budgets go. */
export class FaultSteps {
  private readonly parts: SpaceParts;
  private readonly step: NextStep;
  private readonly clocks: boolean;

  /** Clocks jump only where there are `clocks`. */
  constructor(parts: SpaceParts, step: NextStep, options: { readonly clocks: boolean }) {
    this.parts = parts;
    this.step = step;
    this.clocks = options.clocks;
  }

  /** Visits each. */
  visit(state: Int32Array, visit: Visit): void {
    const { layout, system } = this.parts;
    const { drops, duplicates, crashes, cuts, clockSkewMs } = system.faults;
    if (drops > 0 && state[layout.drops] !== 0) this.disturbNetwork(state, "drop", visit);
    if (duplicates > 0 && state[layout.duplicates] !== 0) this.disturbNetwork(state, "duplicate", visit);
    if (crashes > 0 && state[layout.crashes] !== 0) this.crash(state, visit);
    for (let cut = 0; cut < cuts.length; cut++) {
      if (state[layout.cuts + cut] === notYetCut) this.cut(state, cut, visit);
    }
    if (this.clocks && clockSkewMs > 0) this.skew(state, visit);
  }

  private disturbNetwork(state: Int32Array, kind: "drop" | "duplicate", visit: Visit): void {
    for (const { index: node, id } of this.parts.system.nodes) {
      if (state[this.parts.layout.inboxes + node] === 0 || isPort(id)) continue;
      for (const { place, event, copy, from } of this.disturbable(state, node, kind))
        this.disturb(state, { kind, node, place, event, copy, from }, visit);
    }
  }

  /** The messages to a node that can be lost or doubled, each by its place in the inbox. */
  private disturbable(
    state: Int32Array,
    node: number,
    kind: "drop" | "duplicate",
  ): { readonly place: number; readonly event: number; readonly copy: number; readonly from: MachineId }[] {
    const { system, layout, inboxes } = this.parts;
    const events = this.parts.events[node] as Events;
    const list = (inboxes[node] as Inboxes).list(state[layout.inboxes + node] as number);
    const isFrontOnly = kind === "drop" && system.faults.dropsFrom === "front";
    return list.flatMap((event, place) => {
      const { from = "", kind: channel } = system.channels[events.channelOf(event)] ?? {};
      // A duplicating channel delivers as often as it likes: there is nothing to double.
      if (isPort(from) || (kind === "duplicate" && channel === "duplicating")) return [];
      const before = list[place - 1];
      const isBehind = before !== undefined && events.channelOf(before) === events.channelOf(event);
      if (isFrontOnly && channel === "fifo" && isBehind) return [];
      // Of equal messages one stands for all, unless others lie between them in a fifo channel.
      const copy = list.slice(0, place).filter((other) => other === event).length;
      return (channel === "fifo" ? before === event : copy > 0) ? [] : [{ place, event, copy, from }];
    });
  }

  private disturb(
    state: Int32Array,
    what: {
      readonly kind: "drop" | "duplicate";
      readonly node: number;
      readonly place: number;
      readonly event: number;
      readonly copy: number;
      readonly from: MachineId;
    },
    visit: Visit,
  ): void {
    const { step, parts } = this;
    const { kind, node, place, event, copy, from } = what;
    const slot = parts.layout.inboxes + node;
    const inboxes = parts.inboxes[node] as Inboxes;
    const inbox = state[slot] as number;
    step.begin(state, kind, node, event);
    step.copy = copy;
    step.row[slot] = kind === "drop" ? inboxes.remove(inbox, place) : inboxes.double(inbox, place);
    this.spend(kind === "drop" ? parts.layout.drops : parts.layout.duplicates);
    step.observeQuietly(() => {
      const message = parts.messages.get((parts.events[node] as Events).messageOf(event));
      return { kind, machine: parts.system.nodes[node]?.id ?? "", from, message };
    });
    visit(step.row, step.violation);
  }

  private crash(state: Int32Array, visit: Visit): void {
    const { step, parts } = this;
    for (const { index: node, id: machine, isResource } of parts.system.nodes) {
      if (isResource || !isUp(parts, state, node)) continue;
      step.begin(state, "crash", node, 0);
      step.row[node] = (parts.locals[node] as LocalStates).crash(state[node] as number);
      this.spend(parts.layout.crashes);
      step.observeQuietly(() => ({ kind: "crash", machine }));
      visit(step.row, step.violation);
    }
  }

  private skew(state: Int32Array, visit: Visit): void {
    const { step, parts } = this;
    const { clockSkewMs } = parts.system.faults;
    for (const { index: node, id: machine } of parts.system.nodes) {
      const place = parts.layout.skews[node] ?? -1;
      if (place < 0 || state[place] !== 0) continue;
      const locals = parts.locals[node] as LocalStates;
      for (const byMs of [clockSkewMs, -clockSkewMs]) {
        step.begin(state, "skew", node, byMs);
        step.row[node] = locals.skew(state[node] as number, byMs);
        step.row[place] = 1;
        step.observeQuietly(() => ({ kind: "skew", machine, byMs }));
        visit(step.row, step.violation);
      }
    }
  }

  private cut(state: Int32Array, cut: number, visit: Visit): void {
    const { step, parts } = this;
    step.begin(state, "cut", 0, cut);
    step.row[parts.layout.cuts + cut] = isCutNow;
    step.observeQuietly(() => ({ kind: "cut", machine: "", cut }));
    visit(step.row, step.violation);
  }

  /** Takes one from a budget; an unbounded one has no place. */
  private spend(place: number): void {
    if (place >= 0) this.step.row[place] = (this.step.row[place] as number) - 1;
  }
}
