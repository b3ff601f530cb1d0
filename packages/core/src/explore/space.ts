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
import type { MonitorLaw, Observation } from "../laws.ts";
import { unborn } from "../local.ts";
import type { MachineId } from "../machine.ts";
import type { Outcome } from "../step.ts";
import { machineNames, type Node, type System } from "../system.ts";
import { failureText, handlerLaw } from "../watch.ts";
import { Events } from "./events.ts";
import { FaultSteps } from "./fault-steps.ts";
import { Inboxes } from "./inboxes.ts";
import { LocalStates } from "./local-states.ts";
import { Messages } from "./messages.ts";
import { MonitorStates } from "./monitors.ts";
import { NextStep, type Visit } from "./next-step.ts";
import { type Commons, type Numbering, OwnNumbering } from "./numbering.ts";
import { layOut, type RowLayout } from "./row-layout.ts";
import { Sights } from "./sights.ts";
import type { SpaceChoice, SpaceViolation } from "./space-choice.ts";
import type { SpaceParts } from "./space-parts.ts";
import { SpaceView } from "./space-view.ts";
import { readGroups } from "./symmetry/read-groups.ts";
import { Symmetry } from "./symmetry/symmetry.ts";
import { WorkSteps } from "./work-steps.ts";

/** How many local states a machine has had. */
export interface LocalStateCount {
  readonly machine: MachineId;
  readonly states: number;
}

export class Space implements SpaceParts {
  readonly system: System;
  readonly width: number;
  /** Finds the one state of an orbit that a search visits; undefined if it visits all. */
  readonly symmetry: Symmetry | undefined;
  /** Whether a handler asked for the time while clocks stood still: the space must be built again, with clocks. */
  needsClocks = false;
  /** Whether a machine drew a random number: what was searched belongs to one seed. */
  usesRandom = false;
  readonly layout: RowLayout;
  readonly messages: Messages;
  readonly events: readonly Events[];
  readonly locals: readonly LocalStates[];
  readonly inboxes: readonly Inboxes[];
  readonly sights: Sights;
  readonly monitors: readonly MonitorStates[];
  /** The names of the laws about the end. */
  readonly finalLaws: readonly string[];
  /** The laws about every state, as indices of {@link monitors}. */
  private readonly alwaysLaws: readonly number[];
  private readonly view: SpaceView;
  private readonly step: NextStep;
  private readonly work: WorkSteps;
  private readonly faults: FaultSteps;
  private readonly clocks: boolean;

  constructor(
    system: System,
    laws: readonly MonitorLaw[],
    options: {
      readonly clocks: boolean;
      /** What the threads of a search have in common, if there are several. */
      readonly commons?: Commons | undefined;
      /** Groups of machines that can be exchanged, if a search is to visit one state of each orbit. */
      readonly symmetry?: readonly (readonly MachineId[])[] | undefined;
    },
  ) {
    const { nodes, channels } = system;
    const { commons } = options;
    const texts = (): Numbering => commons?.addNumbering() ?? new OwnNumbering();
    this.system = system;
    this.clocks = options.clocks;
    this.layout = layOut(system, { monitors: laws.length, clocks: options.clocks });
    this.width = this.layout.width;
    this.messages = new Messages(texts());
    this.events = nodes.map((node) => new Events(node, system, { messages: this.messages, texts: texts() }));
    this.sights = new Sights(texts());
    const receivers = channels.map(({ to }) => nodes.findIndex(({ id }) => id === to));
    const registry = {
      sight: (observations: readonly Observation[]) => this.sights.number(observations),
      send: (channel: number, message: unknown) => {
        const receiver = receivers[channel] as number;
        return [receiver, (this.events[receiver] as Events).delivery(channel, this.messages.number(message))];
      },
      noteRun: (outcome: Outcome) => this.noteRun(outcome),
    };
    const step = { seed: system.seed, clocks: options.clocks, twice: true, timers: system.timers };
    this.locals = this.events.map(
      (events, index) =>
        new LocalStates(nodes[index] as Node, registry, { texts: texts(), events, memo: commons?.addMemo(), step }),
    );
    const kinds = channels.map(({ kind }) => kind);
    this.inboxes = this.events.map((events) => new Inboxes({ kinds, events, messages: this.messages, texts: texts() }));
    this.monitors = laws.map(
      (law) => new MonitorStates(law, machineNames(system), { texts: texts(), sights: this.sights }),
    );
    this.finalLaws = laws.flatMap(({ name, finally: judge }) => (judge === undefined ? [] : [name]));
    this.alwaysLaws = laws.flatMap(({ always }, index) => (always === undefined ? [] : [index]));
    this.view = new SpaceView(this);
    this.step = new NextStep(this);
    this.work = new WorkSteps(this, this.step);
    this.faults = new FaultSteps(this, this.step, options);
    const groups = readGroups(system, options.symmetry ?? []);
    if (groups.length > 0) this.symmetry = new Symmetry(this, groups);
  }

  /** The state in which every machine has started; and the law that the start breaks, if it does. */
  initial(): { readonly state: Int32Array; readonly violation: SpaceViolation | undefined } {
    const { layout, step } = this;
    const { nodes, faults } = this.system;
    const empty = new Int32Array(this.width);
    if (layout.drops >= 0) empty[layout.drops] = faults.drops;
    if (layout.duplicates >= 0) empty[layout.duplicates] = faults.duplicates;
    if (layout.crashes >= 0) empty[layout.crashes] = faults.crashes;
    for (const [node, locals] of this.locals.entries()) empty[node] = locals.number(unborn);
    step.begin(empty, "restart", 0, 0);
    for (const { index } of nodes) this.work.boot(index);
    return { state: step.row.slice(), violation: step.violation };
  }

  /** Visits every step out of a state. Returns how many of them are work: what would be left without faults. */
  expand(state: Int32Array, visit: Visit): number {
    const work = this.work.visit(state, visit);
    this.faults.visit(state, visit);
    return work;
  }

  /** Visits the steps out of a state that are work: what {@link expand} visits first. Returns how many they are. */
  expandWork(state: Int32Array, visit: Visit): number {
    return this.work.visit(state, visit);
  }

  /** The step that is being visited. */
  get lastChoice(): SpaceChoice {
    return this.step.choice;
  }

  /** A number for it: the same choice has the same in every state. */
  get lastName(): number {
    return this.step.name;
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

  /**
   * The choices of a way from the initial state, each step given by its place. With symmetry, each of the first `merged`
   * steps leads to the representative of a state, where the next begins; the choices are those of the way without it.
   */
  choicesOf(steps: readonly number[], merged: number = steps.length): SpaceChoice[] {
    const { symmetry } = this;
    let { state } = this.initial();
    let back = symmetry?.identity;
    return steps.map((place, index) => {
      const { choice, next } = this.take(state, place);
      const own = back?.applyTo(choice) ?? choice;
      state = next;
      if (symmetry !== undefined && back !== undefined && index < merged) {
        const { row, permutation } = symmetry.canonical(next);
        state = row.slice();
        back = symmetry.chain(symmetry.inverse(permutation), back);
      }
      return own;
    });
  }

  /** Which message a number stands for. */
  messageOf(number: number): unknown {
    return this.messages.get(number);
  }

  /** The first law about every state that does not hold in this one. */
  judgeAlways(state: Int32Array): SpaceViolation | undefined {
    this.view.put(state);
    for (const index of this.alwaysLaws) {
      const monitor = this.monitors[index] as MonitorStates;
      const result = monitor.judgeAlways(state[this.layout.monitors + index] as number, this.view);
      if (result !== undefined) return { law: monitor.law.name, ...result };
    }
    return undefined;
  }

  /** The laws about the end that do not hold in this state. */
  judgeFinally(state: Int32Array): SpaceViolation[] {
    this.view.put(state);
    const violations: SpaceViolation[] = [];
    for (const [index, monitor] of this.monitors.entries()) {
      if (monitor.law.finally === undefined) continue;
      const result = monitor.judgeFinally(state[this.layout.monitors + index] as number, this.view);
      if (result !== undefined) violations.push({ law: monitor.law.name, ...result });
    }
    return violations;
  }

  get hasAlways(): boolean {
    return this.alwaysLaws.length > 0;
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
    return this.work.hasTakenInputs(state);
  }

  /** How many local states each machine has had, in the system's order; resources, too. */
  get localStateCounts(): LocalStateCount[] {
    return this.locals.map((locals) => ({ machine: locals.node.id, states: locals.size }));
  }

  private noteRun(outcome: Outcome): void {
    if (outcome.readClock && !this.clocks) this.needsClocks = true;
    if (outcome.local.draws > 0) this.usesRandom = true;
  }
}
