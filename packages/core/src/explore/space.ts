/**
 * The space of a system's global states, and the steps between them.
 *
 * A global state is a row of small integers: for each machine the number of its local state, for each channel the
 * number of its content, how many inputs each machine has taken, which faults are left, and for each monitor law the
 * number of what it remembers. Everything behind a number is kept once (local-states.ts, contents.ts, monitors.ts), and
 * what a handler does in a local state on an event is computed once, so a step is mostly a few look-ups and a copy of
 * the row. Vector clocks and virtual time are no part of a state: two schedules that lead to the same row are merged,
 * and whoever follows a counterexample computes them anew.
 *
 * The rules are those of World (world.ts), which keeps whole events instead of numbers.
 */
import type { Broken, InTransit, MonitorLaw, Observation, View } from "../laws.ts";
import type { Outcome } from "../step.ts";
import { crashed, unborn } from "../local.ts";
import { isPort, machineNames, type Node, type System } from "../system.ts";
import { deliveryObservations } from "../observations.ts";
import { failureText, handlerLaw } from "../watch.ts";
import { Contents } from "./contents.ts";
import { LocalStates, Messages, type Move } from "./local-states.ts";
import { MonitorStates } from "./monitors.ts";

/** One step out of a state, as the space sees it: messages by their number, not by their place. */
export type SpaceChoice =
  | { readonly kind: "input"; readonly node: number }
  | {
      readonly kind: "deliver" | "drop" | "duplicate";
      readonly channel: number;
      readonly message: number;
      /** Which of several equal messages, the oldest being 0. */ readonly copy: number;
    }
  | { readonly kind: "timer"; readonly node: number; readonly timer: string }
  | { readonly kind: "crash" | "restart"; readonly node: number }
  | { readonly kind: "skew"; readonly node: number; readonly byMs: number }
  | { readonly kind: "cut" | "heal"; readonly cut: number };

/** A law that a step breaks. */
export interface SpaceViolation extends Broken {
  readonly law: string;
}

/** Called for each step out of a state. `next` is overwritten by the following step: copy it to keep it. */
export type Visit = (next: Int32Array, violation: SpaceViolation | undefined) => void;

const notYet = 0;
const isCutNow = 1;
const isHealed = 2;

export class Space {
  readonly system: System;
  readonly width: number;
  /** Whether a handler asked for the time while clocks stood still: the space must be built again, with clocks. */
  needsClocks = false;
  /** Whether a machine drew a random number: what was searched belongs to one seed. */
  usesRandom = false;
  /** The node at the end of each channel. */
  private readonly receivers: readonly Node[];
  private readonly locals: readonly LocalStates[];
  private readonly contents = new Contents();
  private readonly messages = new Messages();
  private readonly monitors: readonly MonitorStates[];
  private readonly quietMoves = new Map<string, Move>();
  private readonly clocks: boolean;
  private readonly next: Int32Array;
  private moveCount = 0;
  /** Where each part of a row begins. */
  private readonly place: {
    channels: number;
    inputs: number;
    drops: number;
    duplicates: number;
    crashes: number;
    cuts: number;
    skews: number;
    monitors: number;
  };
  private violation: SpaceViolation | undefined;
  /** What the step that is being visited does, and to what: an object of it is made only where it is asked for. */
  private stepKind: SpaceChoice["kind"] = "input";
  private stepPlace = 0;
  private stepDetail = 0;
  private stepCopy = 0;

  constructor(system: System, laws: readonly MonitorLaw[], options: { readonly clocks: boolean }) {
    const { nodes, channels, faults } = system;
    this.system = system;
    this.clocks = options.clocks;
    this.receivers = channels.map(({ to }) => nodes.find(({ id }) => id === to) as Node);
    const registry = {
      message: (value: unknown) => this.messages.intern(value),
      nextMove: () => this.moveCount++,
      noteRun: (outcome: Outcome) => this.noteRun(outcome),
    };
    const stepOptions = { seed: system.seed, clocks: options.clocks, twice: true, timers: system.timers };
    this.locals = nodes.map((node) => new LocalStates(node, registry, stepOptions));
    this.monitors = laws.map((law) => new MonitorStates(law, machineNames(system)));
    const inputs = nodes.length + channels.length;
    const drops = inputs + nodes.length;
    const cuts = drops + 3;
    const skews = cuts + faults.cuts.length;
    this.place = {
      channels: nodes.length,
      inputs,
      drops,
      duplicates: drops + 1,
      crashes: drops + 2,
      cuts,
      skews,
      monitors: skews + nodes.length,
    };
    this.width = this.place.monitors + laws.length;
    this.next = new Int32Array(this.width);
  }

  /** The state in which every machine has started; and the law that the start breaks, if it does. */
  initial(): { readonly state: Int32Array; readonly violation: SpaceViolation | undefined } {
    const { place, next } = this;
    const { nodes, faults } = this.system;
    next.fill(0);
    this.violation = undefined;
    // An unbounded budget is -1, and stays so.
    next[place.drops] = Number.isFinite(faults.drops) ? faults.drops : -1;
    next[place.duplicates] = Number.isFinite(faults.duplicates) ? faults.duplicates : -1;
    next[place.crashes] = Number.isFinite(faults.crashes) ? faults.crashes : -1;
    for (const node of nodes) next[node.index] = this.localsOf(node).intern(unborn);
    for (const node of nodes) this.boot(node, "start");
    return { state: next.slice(), violation: this.violation };
  }

  /** Visits every step out of a state. Returns how many of them are work: what would be left without faults. */
  expand(state: Int32Array, visit: Visit): number {
    let work = this.takeInputs(state, visit);
    const deliveries = this.deliver(state, visit);
    work += deliveries + this.fireTimers(state, deliveries > 0, visit) + this.repair(state, visit);
    this.disturb(state, visit);
    return work;
  }

  /** The step that is being visited. */
  get lastChoice(): SpaceChoice {
    const { stepKind: kind, stepPlace: place, stepDetail: detail, stepCopy: copy } = this;
    switch (kind) {
      case "deliver":
      case "drop":
      case "duplicate":
        return { kind, channel: place, message: detail, copy };
      case "timer":
        return { kind, node: place, timer: String(this.messages.get(detail)) };
      case "skew":
        return { kind, node: place, byMs: detail };
      case "cut":
      case "heal":
        return { kind, cut: place };
      default:
        return { kind, node: place };
    }
  }

  /** The step that leads from a state to another, by its place in the order in which {@link expand} visits them. */
  choiceAt(state: Int32Array, ordinal: number): SpaceChoice {
    let seen = 0;
    let found: SpaceChoice | undefined;
    this.expand(state, () => {
      if (seen++ === ordinal) found = this.lastChoice;
    });
    if (found === undefined) throw new Error(`There is no step ${ordinal} out of this state, only ${seen}.`);
    return found;
  }

  /** Which message a number stands for. */
  messageOf(number: number): unknown {
    return this.messages.get(number);
  }

  /** The first law about every state that does not hold in this one. */
  judgeAlways(state: Int32Array): SpaceViolation | undefined {
    return this.judge(state, (monitor, remembered, view) =>
      monitor.law.always === undefined ? undefined : monitor.judgeAlways(remembered, view),
    )[0];
  }

  /** The laws about the end that do not hold in this state. */
  judgeFinally(state: Int32Array): SpaceViolation[] {
    return this.judge(state, (monitor, remembered, view) =>
      monitor.law.finally === undefined ? undefined : monitor.judgeFinally(remembered, view),
    );
  }

  get hasAlways(): boolean {
    return this.monitors.some(({ law }) => law.always !== undefined);
  }

  /** The names of the laws about the end. */
  get finalLaws(): readonly string[] {
    return this.monitors.flatMap(({ law }) => (law.finally === undefined ? [] : [law.name]));
  }

  /** Runs handlers again, now that others have run: what one of them remembers outside its state may show. */
  findHiddenState(): SpaceViolation | undefined {
    for (const locals of this.locals) {
      const failure = locals.runAgain();
      if (failure !== undefined) return { law: handlerLaw, ...failureText(failure) };
    }
    return undefined;
  }

  /** Whether every input has arrived. */
  hasTakenInputs(state: Int32Array): boolean {
    return this.system.nodes.every((node) => state[this.place.inputs + node.index] === node.inputs.length);
  }

  /** The machines, and how many local states each has had: the most first. */
  get localStateCounts(): { readonly machine: string; readonly states: number }[] {
    return this.locals
      .map((locals) => ({ machine: locals.node.id, states: locals.size }))
      .sort((left, right) => right.states - left.states);
  }

  private takeInputs(state: Int32Array, visit: Visit): number {
    let work = 0;
    for (const node of this.system.nodes) {
      const taken = this.at(state, this.place.inputs + node.index);
      if (taken >= node.inputs.length || !this.isUp(state, node)) continue;
      const index = node.inputs[taken] ?? 0;
      const move = this.move(state, node, 3 * index, () => {
        const { input } = this.system.inputs[index] ?? { input: undefined };
        return { trigger: { kind: "input", input }, observations: [{ kind: "input", machine: node.id, input }] };
      });
      this.begin(state, "input", node.index);
      this.next[this.place.inputs + node.index] = taken + 1;
      this.finish(node, move, visit);
      work += 1;
    }
    return work;
  }

  private deliver(state: Int32Array, visit: Visit): number {
    let work = 0;
    const { channels } = this.system;
    for (let channel = 0; channel < channels.length; channel++) {
      const content = this.at(state, this.place.channels + channel);
      if (content === 0) continue;
      const kind = channels[channel]?.kind;
      const node = this.receivers[channel] as Node;
      if (!this.isUp(state, node) || this.isCut(state, channel)) continue;
      const list = this.contents.list(content);
      const end = kind === "fifo" ? 1 : list.length;
      for (let place = 0; place < end; place++) {
        const message = list[place] ?? 0;
        if (place > 0 && list[place - 1] === message) continue;
        const move = this.deliveryMove(state, node, { channel, message });
        if (move.isIdle && this.system.idleDeliveries === "ignored") continue;
        this.begin(state, "deliver", channel, message);
        if (kind !== "duplicating") this.next[this.place.channels + channel] = this.contents.remove(content, place);
        this.finish(node, move, visit);
        work += 1;
      }
    }
    return work;
  }

  private deliveryMove(
    state: Int32Array,
    node: Node,
    { channel, message }: { channel: number; message: number },
  ): Move {
    return this.move(state, node, 3 * (message * this.system.channels.length + channel) + 1, () => {
      const from = this.system.channels[channel]?.from ?? "";
      const value = this.messages.get(message);
      return {
        trigger: { kind: "message", message: value, from },
        observations: deliveryObservations(node, from, value, this.localsOf(node).get(this.at(state, node.index))),
      };
    });
  }

  private fireTimers(state: Int32Array, hasMessages: boolean, visit: Visit): number {
    let work = 0;
    for (const node of this.system.nodes) {
      for (const timer of this.localsOf(node).readyTimers(this.at(state, node.index), hasMessages)) {
        const name = this.messages.intern(timer);
        const move = this.move(state, node, 3 * name + 2, () => ({
          trigger: { kind: "timer", timer },
          observations: [{ kind: "timer", machine: node.id, timer }],
        }));
        this.begin(state, "timer", node.index, name);
        this.finish(node, move, visit);
        work += 1;
      }
    }
    return work;
  }

  private repair(state: Int32Array, visit: Visit): number {
    let work = 0;
    for (const node of this.system.nodes) {
      if (this.isUp(state, node)) continue;
      this.begin(state, "restart", node.index);
      this.boot(node, "restart");
      visit(this.next, this.violation);
      work += 1;
    }
    for (let cut = 0; cut < this.system.faults.cuts.length; cut++) {
      if (this.at(state, this.place.cuts + cut) !== isCutNow) continue;
      this.turnCut(state, { kind: "heal", cut }, isHealed, visit);
      work += 1;
    }
    return work;
  }

  private disturb(state: Int32Array, visit: Visit): void {
    const { place } = this;
    if (this.at(state, place.drops) !== 0) this.disturbNetwork(state, "drop", visit);
    if (this.at(state, place.duplicates) !== 0) this.disturbNetwork(state, "duplicate", visit);
    if (this.at(state, place.crashes) !== 0) this.crash(state, visit);
    for (let cut = 0; cut < this.system.faults.cuts.length; cut++) {
      if (this.at(state, place.cuts + cut) === notYet) this.turnCut(state, { kind: "cut", cut }, isCutNow, visit);
    }
    if (this.clocks && this.system.faults.clockSkewMs > 0) this.skew(state, visit);
  }

  private disturbNetwork(state: Int32Array, kind: "drop" | "duplicate", visit: Visit): void {
    const { channels } = this.system;
    for (let channel = 0; channel < channels.length; channel++) {
      const content = this.at(state, this.place.channels + channel);
      const { from = "", to = "", kind: kindOfChannel } = channels[channel] ?? {};
      if (content === 0 || isPort(from) || isPort(to)) continue;
      const list = this.contents.list(content);
      for (const [index, message] of list.entries()) {
        // Of equal messages one stands for all, unless others lie between them in a fifo channel.
        const equals = list.slice(0, index).filter((other) => other === message).length;
        if (kindOfChannel === "fifo" ? list[index - 1] === message : equals > 0) continue;
        const observation: Observation = { kind, machine: to, from, message: this.messages.get(message) };
        this.begin(state, kind, channel, message);
        this.stepCopy = equals;
        this.next[this.place.channels + channel] =
          kind === "drop" ? this.contents.remove(content, index) : this.contents.double(content, index);
        this.spend(kind === "drop" ? this.place.drops : this.place.duplicates);
        this.finishQuietly(`${kind} ${channel} ${message}`, observation, visit);
      }
    }
  }

  private crash(state: Int32Array, visit: Visit): void {
    for (const node of this.system.nodes) {
      if (node.isResource || !this.isUp(state, node)) continue;
      this.begin(state, "crash", node.index);
      this.next[node.index] = this.localsOf(node).intern(crashed(this.localsOf(node).get(this.at(state, node.index))));
      this.spend(this.place.crashes);
      this.finishQuietly(`crash ${node.index}`, { kind: "crash", machine: node.id }, visit);
    }
  }

  private skew(state: Int32Array, visit: Visit): void {
    const { clockSkewMs } = this.system.faults;
    for (const node of this.system.nodes) {
      if (node.isResource || this.at(state, this.place.skews + node.index) !== notYet) continue;
      for (const byMs of [clockSkewMs, -clockSkewMs]) {
        const local = this.localsOf(node).get(this.at(state, node.index));
        this.begin(state, "skew", node.index, byMs);
        this.next[node.index] = this.localsOf(node).intern({ ...local, clockMs: local.clockMs + byMs });
        this.next[this.place.skews + node.index] = 1;
        this.finishQuietly(`skew ${node.index} ${byMs}`, { kind: "skew", machine: node.id, byMs }, visit);
      }
    }
  }

  private turnCut(
    state: Int32Array,
    choice: SpaceChoice & { readonly kind: "cut" | "heal" },
    status: number,
    visit: Visit,
  ): void {
    const { kind, cut } = choice;
    this.begin(state, kind, cut);
    this.next[this.place.cuts + cut] = status;
    this.finishQuietly(`${kind} ${cut}`, { kind, machine: "", cut }, visit);
  }

  /** Runs the start handler, at first or after a crash. */
  private boot(node: Node, kind: "start" | "restart"): void {
    const move = this.move(this.next, node, -1, () => ({
      trigger: { kind: "start" },
      observations: node.isResource ? [] : [{ kind, machine: node.id }],
    }));
    this.perform(node, move);
  }

  private begin(state: Int32Array, kind: SpaceChoice["kind"], place: number, detail = 0): void {
    this.next.set(state);
    this.violation = undefined;
    this.stepKind = kind;
    this.stepPlace = place;
    this.stepDetail = detail;
    this.stepCopy = 0;
  }

  private finish(node: Node, move: Move, visit: Visit): void {
    this.perform(node, move);
    visit(this.next, this.violation);
  }

  private finishQuietly(key: string, observation: Observation, visit: Visit): void {
    let move = this.quietMoves.get(key);
    if (move === undefined) {
      move = { number: this.moveCount++, local: 0, sends: [], observations: [observation], isIdle: false };
      this.quietMoves.set(key, move);
    }
    this.observe(move);
    visit(this.next, this.violation);
  }

  private perform(node: Node, move: Move): void {
    const { next, place } = this;
    next[node.index] = move.local;
    const { sends } = move;
    for (let index = 0; index < sends.length; index += 2) {
      const channel = sends[index] as number;
      const slot = place.channels + channel;
      next[slot] = this.contents.add(
        next[slot] as number,
        sends[index + 1] as number,
        this.system.channels[channel]?.kind ?? "fifo",
      );
    }
    if (move.failure !== undefined) {
      this.violation ??= { law: handlerLaw, ...failureText(move.failure) };
    }
    this.observe(move);
  }

  private observe(move: Move): void {
    const { next, place, monitors } = this;
    for (let index = 0; index < monitors.length; index++) {
      const monitor = monitors[index] as MonitorStates;
      const slot = place.monitors + index;
      const after = monitor.after(next[slot] as number, move);
      if (after >= 0) next[slot] = after;
      else this.violation ??= { law: monitor.law.name, ...monitor.violation(after) };
    }
  }

  private judge(
    state: Int32Array,
    ask: (monitor: MonitorStates, remembered: number, view: View) => Broken | undefined,
  ): SpaceViolation[] {
    const view = this.viewOf(state);
    return this.monitors.flatMap((monitor, index) => {
      const result = ask(monitor, this.at(state, this.place.monitors + index), view);
      return result === undefined ? [] : [{ law: monitor.law.name, ...result }];
    });
  }

  private viewOf(state: Int32Array): View {
    const { system, place } = this;
    const local = (machine: string) => {
      const node = system.nodes.find(({ id }) => id === machine);
      return node === undefined ? undefined : this.localsOf(node).get(this.at(state, node.index));
    };
    const listInTransit = (): InTransit[] =>
      system.channels.flatMap(({ from, to }, channel) =>
        isPort(from) || isPort(to)
          ? []
          : this.contents
              .list(this.at(state, place.channels + channel))
              .map((message) => ({ from, to, message: this.messages.get(message) })),
      );
    const countInputsLeft = (): number =>
      system.nodes.reduce((sum, node) => sum + node.inputs.length - this.at(state, place.inputs + node.index), 0);
    // Most laws ask for neither: both are worked out only when they do.
    return {
      machines: machineNames(system),
      isUp: (machine) => local(machine)?.up ?? false,
      timers: (machine) => local(machine)?.timers ?? [],
      get inTransit() {
        return listInTransit();
      },
      get inputsLeft() {
        return countInputsLeft();
      },
    };
  }

  private move(state: Int32Array, node: Node, code: number, make: Parameters<LocalStates["move"]>[2]): Move {
    return this.localsOf(node).move(this.at(state, node.index), code, make);
  }

  private noteRun(outcome: Outcome): void {
    if (outcome.readClock && !this.clocks) this.needsClocks = true;
    if (outcome.local.draws > 0) this.usesRandom = true;
  }

  private spend(place: number): void {
    const left = this.next[place] as number;
    if (left > 0) this.next[place] = left - 1;
  }

  private isUp(state: Int32Array, node: Node): boolean {
    return this.localsOf(node).isUp(this.at(state, node.index));
  }

  private isCut(state: Int32Array, channel: number): boolean {
    return this.system.faults.cuts.some(
      (cut, index) => this.at(state, this.place.cuts + index) === isCutNow && cut.channels.has(channel),
    );
  }

  private localsOf(node: Node): LocalStates {
    return this.locals[node.index] as LocalStates;
  }

  private at(state: Int32Array, place: number): number {
    return state[place] as number;
  }
}
