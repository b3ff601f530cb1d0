/**
 * The space of a system's global states, and the steps between them.
 *
 * A global state is a row of small integers (row-layout.ts): for each machine the number of its local state and of its
 * inbox, how many inputs it has taken, which faults are left, and for each monitor law the number of what it remembers.
 * Everything behind a number is kept once (local-states.ts, inboxes.ts, monitors.ts), and what a handler does in a local
 * state on an event is computed once, so a step is a few look-ups in typed arrays and a copy of the row. Vector clocks and
 * virtual time are no part of a state: two schedules that lead to the same row are merged, and whoever follows a
 * counterexample computes them anew.
 *
 * The steps out of a state come in an order that depends on the state alone, never on which number its parts happen to
 * have: so every search, on however many threads, finds the same counterexample.
 *
 * The rules are those of World (world.ts), which keeps whole events instead of numbers.
 */
import type { Broken, MonitorLaw, Observation, View } from "../laws.ts";
import { unborn } from "../local.ts";
import type { Outcome } from "../step.ts";
import { isPort, machineNames, type Node, type System } from "../system.ts";
import { failureText, handlerLaw } from "../watch.ts";
import { Events } from "./events.ts";
import { Inboxes } from "./inboxes.ts";
import { LocalStates, type Move } from "./local-states.ts";
import { Messages } from "./messages.ts";
import { MonitorStates } from "./monitors.ts";
import { type MakeNumbering, OwnNumbering } from "./numbering.ts";
import { absent, PairTable } from "./pair-table.ts";
import { layOut, type RowLayout } from "./row-layout.ts";
import type { SpaceChoice, SpaceViolation } from "./space-choice.ts";
import { viewOf } from "./space-view.ts";

/** Called for each step out of a state. `next` is overwritten by the following step: copy it to keep it. */
export type Visit = (next: Int32Array, violation: SpaceViolation | undefined) => void;

const notYet = 0;
const isCutNow = 1;
const isHealed = 2;

/** The kinds of steps in which no handler runs. */
const quietKinds: readonly SpaceChoice["kind"][] = ["drop", "duplicate", "crash", "skew", "cut", "heal"];

export class Space {
  readonly system: System;
  readonly width: number;
  /** Whether a handler asked for the time while clocks stood still: the space must be built again, with clocks. */
  needsClocks = false;
  /** Whether a machine drew a random number: what was searched belongs to one seed. */
  usesRandom = false;
  private readonly layout: RowLayout;
  private readonly messages: Messages;
  private readonly events: readonly Events[];
  private readonly locals: readonly LocalStates[];
  private readonly inboxes: readonly Inboxes[];
  private readonly monitors: readonly MonitorStates[];
  /** The node at the end of each channel. */
  private readonly receivers: readonly Node[];
  private readonly nodesWithInputs: readonly Node[];
  private readonly isIdleIgnored: boolean;
  /** Moves in which no handler runs: by their kind and node, and what they do it to. */
  private readonly quietMoveOf = new PairTable();
  private readonly quietMoves: Move[] = [];
  private readonly clocks: boolean;
  private readonly next: Int32Array;
  private moveCount = 0;
  private violation: SpaceViolation | undefined;
  /** What the step that is being visited does, and to what: an object of it is made only where it is asked for. */
  private stepKind: SpaceChoice["kind"] = "input";
  private stepNode = 0;
  private stepDetail = 0;
  private stepCopy = 0;

  constructor(
    system: System,
    laws: readonly MonitorLaw[],
    options: { readonly clocks: boolean; readonly numbering?: MakeNumbering },
  ) {
    const { nodes, channels } = system;
    const texts = options.numbering ?? ((): OwnNumbering => new OwnNumbering());
    this.system = system;
    this.clocks = options.clocks;
    this.isIdleIgnored = system.idleDeliveries === "ignored";
    this.layout = layOut(system, { monitors: laws.length, clocks: options.clocks });
    this.width = this.layout.width;
    this.next = new Int32Array(this.width);
    this.receivers = channels.map(({ to }) => nodes.find(({ id }) => id === to) as Node);
    this.nodesWithInputs = nodes.filter((node) => node.inputs.length > 0);

    this.messages = new Messages(texts());
    this.events = nodes.map((node) => new Events(node, system, { messages: this.messages, texts: texts() }));
    const registry = {
      send: (channel: number, message: unknown) => this.writeSend(channel, message),
      nextMove: () => this.moveCount++,
      noteRun: (outcome: Outcome) => this.noteRun(outcome),
    };
    const step = { seed: system.seed, clocks: options.clocks, twice: true, timers: system.timers };
    this.locals = this.events.map(
      (events, index) => new LocalStates(nodes[index] as Node, registry, { texts: texts(), events, step }),
    );
    const kinds = channels.map(({ kind }) => kind);
    this.inboxes = this.events.map((events) => new Inboxes({ kinds, events, messages: this.messages, texts: texts() }));
    this.monitors = laws.map((law) => new MonitorStates(law, machineNames(system), texts()));
  }

  /** The state in which every machine has started; and the law that the start breaks, if it does. */
  initial(): { readonly state: Int32Array; readonly violation: SpaceViolation | undefined } {
    const { layout, next } = this;
    const { nodes, faults } = this.system;
    next.fill(0);
    this.violation = undefined;
    if (layout.drops >= 0) next[layout.drops] = faults.drops;
    if (layout.duplicates >= 0) next[layout.duplicates] = faults.duplicates;
    if (layout.crashes >= 0) next[layout.crashes] = faults.crashes;
    for (const node of nodes) next[node.index] = this.localsOf(node).number(unborn);
    for (const node of nodes) this.boot(node);
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
    const { stepKind: kind, stepNode: node, stepDetail: detail, stepCopy: copy } = this;
    switch (kind) {
      case "deliver":
      case "drop":
      case "duplicate": {
        const events = this.eventsOf(node);
        return { kind, channel: events.channelOf(detail), message: events.messageOf(detail), copy };
      }
      case "timer":
        return { kind, node, timer: this.eventsOf(node).timerOf(detail) };
      case "skew":
        return { kind, node, byMs: detail };
      case "cut":
      case "heal":
        return { kind, cut: detail };
      default:
        return { kind, node };
    }
  }

  /** Takes one step out of a state, by its place in the order in which {@link expand} visits them. */
  take(state: Int32Array, place: number): { readonly choice: SpaceChoice; readonly next: Int32Array } {
    let seen = 0;
    let taken: { readonly choice: SpaceChoice; readonly next: Int32Array } | undefined;
    this.expand(state, (next) => {
      if (seen++ === place) taken = { choice: this.lastChoice, next: next.slice() };
    });
    if (taken === undefined) throw new Error(`There is no step ${place} out of this state, only ${seen}.`);
    return taken;
  }

  /** The choices of a way from the initial state, each step given by its place. */
  choicesOf(steps: readonly number[]): SpaceChoice[] {
    let { state } = this.initial();
    return steps.map((place) => {
      const { choice, next } = this.take(state, place);
      state = next;
      return choice;
    });
  }

  /** The choice of a step, by its place. */
  choiceAt(state: Int32Array, place: number): SpaceChoice {
    return this.take(state, place).choice;
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
    return this.nodesWithInputs.every((node) => this.taken(state, node) === node.inputs.length);
  }

  /** The machines, and how many local states each has had: the most first. */
  get localStateCounts(): { readonly machine: string; readonly states: number }[] {
    return this.locals
      .map((locals) => ({ machine: locals.node.id, states: locals.size }))
      .sort((left, right) => right.states - left.states);
  }

  private takeInputs(state: Int32Array, visit: Visit): number {
    let work = 0;
    for (const node of this.nodesWithInputs) {
      const taken = this.taken(state, node);
      if (taken >= node.inputs.length || !this.isUp(state, node)) continue;
      const move = this.move(state, node, this.eventsOf(node.index).input(node.inputs[taken] ?? 0));
      this.begin(state, "input", node.index, 0);
      this.next[this.layout.inputs[node.index] ?? -1] = taken + 1;
      this.finish(node.index, move, visit);
      work += 1;
    }
    return work;
  }

  private deliver(state: Int32Array, visit: Visit): number {
    let work = 0;
    const { locals, inboxes, layout, next } = this;
    const cut = this.blockedChannels(state);
    for (let node = 0; node < locals.length; node++) {
      const inbox = state[layout.inboxes + node] as number;
      if (inbox === 0) continue;
      const own = locals[node] as LocalStates;
      const local = state[node] as number;
      if (!own.isUp(local)) continue;
      const deliveries = (inboxes[node] as Inboxes).deliverable(inbox);
      for (let place = 0; place < deliveries.length; place += 2) {
        const event = deliveries[place] as number;
        if (cut !== undefined && cut.has(this.eventsOf(node).channelOf(event))) continue;
        const move = own.move(local, event);
        if (move.isIdle && this.isIdleIgnored) continue;
        this.begin(state, "deliver", node, event);
        next[layout.inboxes + node] = deliveries[place + 1] as number;
        this.finish(node, move, visit);
        work += 1;
      }
    }
    return work;
  }

  private fireTimers(state: Int32Array, hasMessages: boolean, visit: Visit): number {
    let work = 0;
    const { locals } = this;
    for (let node = 0; node < locals.length; node++) {
      const own = locals[node] as LocalStates;
      const local = state[node] as number;
      // A state that was numbered by another thread is not known here before it is looked at.
      if (!own.isUp(local) || !own.hasTimers) continue;
      const ready = own.readyTimers(local, hasMessages);
      for (let place = 0; place < ready.length; place++) {
        const event = ready[place] as number;
        const move = own.move(local, event);
        this.begin(state, "timer", node, event);
        this.finish(node, move, visit);
        work += 1;
      }
    }
    return work;
  }

  private repair(state: Int32Array, visit: Visit): number {
    const { faults, nodes } = this.system;
    let work = 0;
    if (faults.crashes > 0) {
      for (const node of nodes) {
        if (this.isUp(state, node)) continue;
        this.begin(state, "restart", node.index, 0);
        this.boot(node);
        visit(this.next, this.violation);
        work += 1;
      }
    }
    for (let cut = 0; cut < faults.cuts.length; cut++) {
      if (state[this.layout.cuts + cut] !== isCutNow) continue;
      this.turnCut(state, { kind: "heal", cut, status: isHealed }, visit);
      work += 1;
    }
    return work;
  }

  private disturb(state: Int32Array, visit: Visit): void {
    const { drops, duplicates, crashes, cuts, clockSkewMs } = this.system.faults;
    if (drops > 0 && state[this.layout.drops] !== 0) this.disturbNetwork(state, "drop", visit);
    if (duplicates > 0 && state[this.layout.duplicates] !== 0) this.disturbNetwork(state, "duplicate", visit);
    if (crashes > 0 && state[this.layout.crashes] !== 0) this.crash(state, visit);
    for (let cut = 0; cut < cuts.length; cut++) {
      if (state[this.layout.cuts + cut] === notYet) this.turnCut(state, { kind: "cut", cut, status: isCutNow }, visit);
    }
    if (this.clocks && clockSkewMs > 0) this.skew(state, visit);
  }

  private disturbNetwork(state: Int32Array, kind: "drop" | "duplicate", visit: Visit): void {
    const { channels, nodes } = this.system;
    for (const { index: node, id: machine } of nodes) {
      const inbox = state[this.layout.inboxes + node] as number;
      if (inbox === 0 || isPort(machine)) continue;
      const events = this.eventsOf(node);
      const inboxes = this.inboxes[node] as Inboxes;
      const list = inboxes.list(inbox);
      for (const [place, event] of list.entries()) {
        const { from = "", kind: kindOfChannel } = channels[events.channelOf(event)] ?? {};
        if (isPort(from)) continue;
        const isFirst = place === 0 || events.channelOf(list[place - 1] as number) !== events.channelOf(event);
        const onlyFirst = kind === "drop" && kindOfChannel === "fifo" && this.system.faults.dropsFrom === "front";
        if (onlyFirst && !isFirst) continue;
        // Of equal messages one stands for all, unless others lie between them in a fifo channel.
        const equals = list.slice(0, place).filter((other) => other === event).length;
        if (kindOfChannel === "fifo" ? list[place - 1] === event : equals > 0) continue;
        this.begin(state, kind, node, event);
        this.stepCopy = equals;
        this.next[this.layout.inboxes + node] =
          kind === "drop" ? inboxes.remove(inbox, place) : inboxes.double(inbox, place);
        this.spend(kind === "drop" ? this.layout.drops : this.layout.duplicates);
        this.finishQuietly(() => ({ kind, machine, from, message: this.messages.get(events.messageOf(event)) }), visit);
      }
    }
  }

  private crash(state: Int32Array, visit: Visit): void {
    for (const node of this.system.nodes) {
      if (node.isResource || !this.isUp(state, node)) continue;
      this.begin(state, "crash", node.index, 0);
      this.next[node.index] = this.localsOf(node).crash(state[node.index] as number);
      this.spend(this.layout.crashes);
      this.finishQuietly(() => ({ kind: "crash", machine: node.id }), visit);
    }
  }

  private skew(state: Int32Array, visit: Visit): void {
    const { clockSkewMs } = this.system.faults;
    for (const node of this.system.nodes) {
      const place = this.layout.skews[node.index] ?? -1;
      if (place < 0 || state[place] !== notYet) continue;
      for (const byMs of [clockSkewMs, -clockSkewMs]) {
        const local = this.localsOf(node).get(state[node.index] as number);
        this.begin(state, "skew", node.index, byMs);
        this.next[node.index] = this.localsOf(node).number({ ...local, clockMs: local.clockMs + byMs });
        this.next[place] = 1;
        this.finishQuietly(() => ({ kind: "skew", machine: node.id, byMs }), visit);
      }
    }
  }

  private turnCut(
    state: Int32Array,
    { kind, cut, status }: { readonly kind: "cut" | "heal"; readonly cut: number; readonly status: number },
    visit: Visit,
  ): void {
    this.begin(state, kind, 0, cut);
    this.next[this.layout.cuts + cut] = status;
    this.finishQuietly(() => ({ kind, machine: "", cut }), visit);
  }

  /** Runs the start handler, at first or after a crash. */
  private boot(node: Node): void {
    this.perform(node.index, this.move(this.next, node, this.eventsOf(node.index).start()));
  }

  private begin(state: Int32Array, kind: SpaceChoice["kind"], node: number, detail: number): void {
    const { next, width } = this;
    // Shorter than the call of set() for rows as narrow as these.
    for (let place = 0; place < width; place++) next[place] = state[place] as number;
    this.violation = undefined;
    this.stepKind = kind;
    this.stepNode = node;
    this.stepDetail = detail;
    this.stepCopy = 0;
  }

  private finish(node: number, move: Move, visit: Visit): void {
    this.perform(node, move);
    visit(this.next, this.violation);
  }

  /** Finishes the step that was begun, in which no handler runs. `observe` gives what laws see of it. */
  private finishQuietly(observe: () => Observation, visit: Visit): void {
    if (this.monitors.length > 0) this.observe(this.quietMove(observe));
    visit(this.next, this.violation);
  }

  private quietMove(observe: () => Observation): Move {
    const kind = quietKinds.indexOf(this.stepKind) * this.locals.length + this.stepNode;
    const known = this.quietMoveOf.get(kind, this.stepDetail);
    if (known !== absent) return this.quietMoves[known] as Move;
    const number = this.moveCount++;
    const move = { number, local: 0, sends: [], observations: [observe()], isIdle: false, failure: undefined };
    this.quietMoveOf.set(kind, this.stepDetail, this.quietMoves.push(move) - 1);
    return move;
  }

  private perform(node: number, move: Move): void {
    const { next, layout } = this;
    const { sends } = move;
    next[node] = move.local;
    for (let place = 0; place < sends.length; place += 2) {
      const receiver = sends[place] as number;
      const slot = layout.inboxes + receiver;
      next[slot] = (this.inboxes[receiver] as Inboxes).add(next[slot] as number, sends[place + 1] as number);
    }
    if (move.failure !== undefined) this.violation ??= { law: handlerLaw, ...failureText(move.failure) };
    this.observe(move);
  }

  private observe(move: Move): void {
    const { next, layout, monitors } = this;
    for (let index = 0; index < monitors.length; index++) {
      const monitor = monitors[index] as MonitorStates;
      const slot = layout.monitors + index;
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
      const result = ask(monitor, state[this.layout.monitors + index] as number, view);
      return result === undefined ? [] : [{ law: monitor.law.name, ...result }];
    });
  }

  private viewOf(state: Int32Array): View {
    return viewOf(this.system, {
      local: (node) => (this.locals[node] as LocalStates).get(state[node] as number),
      inbox: (node) => {
        const events = this.eventsOf(node);
        const list = (this.inboxes[node] as Inboxes).list(state[this.layout.inboxes + node] as number);
        return list.map((event) => ({
          channel: events.channelOf(event),
          message: this.messages.get(events.messageOf(event)),
        }));
      },
      inputsTaken: (node) => this.taken(state, this.system.nodes[node] as Node),
    });
  }

  private writeSend(channel: number, message: unknown): readonly number[] {
    const receiver = (this.receivers[channel] as Node).index;
    return [receiver, this.eventsOf(receiver).delivery(channel, this.messages.number(message))];
  }

  private move(state: Int32Array, node: Node, event: number): Move {
    return this.localsOf(node).move(state[node.index] as number, event);
  }

  private noteRun(outcome: Outcome): void {
    if (outcome.readClock && !this.clocks) this.needsClocks = true;
    if (outcome.local.draws > 0) this.usesRandom = true;
  }

  private spend(place: number): void {
    if (place >= 0) this.next[place] = (this.next[place] as number) - 1;
  }

  private taken(state: Int32Array, node: Node): number {
    return state[this.layout.inputs[node.index] ?? -1] ?? 0;
  }

  private isUp(state: Int32Array, node: Node): boolean {
    return this.localsOf(node).isUp(state[node.index] as number);
  }

  /** The channels that are cut in a state; undefined if no cut is made. */
  private blockedChannels(state: Int32Array): ReadonlySet<number> | undefined {
    const { cuts } = this.system.faults;
    if (cuts.length === 0) return undefined;
    const made = cuts.filter((_cut, index) => state[this.layout.cuts + index] === isCutNow);
    if (made.length <= 1) return made[0]?.channels;
    return new Set(made.flatMap(({ channels }) => [...channels]));
  }

  private localsOf(node: Node): LocalStates {
    return this.locals[node.index] as LocalStates;
  }

  private eventsOf(node: number): Events {
    return this.events[node] as Events;
  }
}
