/**
 * Which steps to try from each state of a path, so that every trace is met: source sets, found while the search goes.
 *
 * From each state one step is tried. When a step turns out to be in a race with an earlier one (they depend, and nothing
 * between them orders them), then at the earlier one's state something is added that lets the later one come first.
 *
 * The search of the source assumes that a step, once possible, stays so until it is taken. Here some do not. So:
 * - a fault is never the one step that is tried, unless nothing else can be: whatever is left to do can be taken in its
 *   stead, and no fault has to happen;
 * - what a delivery or a timer makes impossible (another timer is cleared, another delivery would now be ignored, a
 *   message is gone that could have been lost) races with it although it never comes;
 * - where timers wait for silence, every step is tried.
 *
 * Source: Parosh Aziz Abdulla, Stavros Aronis, Bengt Jonsson, Konstantinos Sagonas, Source Sets: A Foundation for Optimal
 * Dynamic Partial Order Reduction (2017), algorithm Source-DPOR. The three rules above are ours.
 */
import { areDependent, budgetBits } from "./dependence.ts";
import type { Pasts } from "./pasts.ts";
import type { TraceSpace } from "./trace-space.ts";
import type { TraceState } from "./trace-state.ts";
import type { TraceLetter, TraceStep } from "./trace-step.ts";

/** A state on the path of a search. */
export interface PathNode {
  readonly state: TraceState;
  /** Everything that can happen. */
  readonly steps: readonly TraceStep[];
  /** What need not be tried from here. */
  readonly asleep: readonly TraceStep[];
  /** What is tried: it grows. */
  readonly tries: TraceStep[];
  /** The step that is being tried. */
  taken: TraceStep | undefined;
}

/** Adds to what is tried along a path. */
export class SourceSets {
  private readonly space: TraceSpace;
  private readonly pasts: Pasts;
  private readonly path: readonly PathNode[];

  constructor(space: TraceSpace, pasts: Pasts, path: readonly PathNode[]) {
    this.space = space;
    this.pasts = pasts;
    this.path = path;
  }

  /** What to try at first: some step that is left to do; faults, all of them, only where every other step sleeps. */
  begin(steps: readonly TraceStep[], asleep: readonly TraceStep[]): TraceStep[] {
    const awake = steps.filter((step) => !asleep.includes(step));
    const first = awake.find(({ isWork }) => isWork);
    return first === undefined ? awake : [first];
  }

  /** The step at a place races with each step of `rivals`, by their places: lets it come first. */
  reverse(place: number, rivals: readonly number[]): void {
    const step = this.stepAt(place);
    for (const rival of rivals) {
      const node = this.path[rival] as PathNode;
      const isOfOneLine = this.stepAt(rival).line === step.line;
      if (isOfOneLine && !this.space.isReadyOnLine(node.state, step)) continue;
      const between: number[] = [];
      for (let other = rival + 1; other < place; other++) if (!this.pasts.has(other, rival)) between.push(other);
      const first = this.initials(between);
      if (!between.some((other) => this.pasts.has(place, other))) {
        // Nothing has to come before it: it is possible there, or not at all.
        if (!node.steps.includes(step)) continue;
        first.push(step);
      }
      this.tryOneOf(node, first);
    }
  }

  /** Lets what the step at a place has made impossible come before it, or before what made it so. `after` is the state then. */
  reverseLost(place: number, after: TraceState): void {
    const node = this.path[place] as PathNode;
    const step = this.stepAt(place);
    if (step.isWork) {
      for (const other of node.steps) {
        if (other === step || other.line !== step.line || !this.canBeLost(other, step)) continue;
        if (this.space.isReady(after, other)) continue;
        if (this.isOfItsLineAlone(other, node.state)) this.tryOneOf(node, [other]);
        else this.tryAll(node);
      }
    }
    if (this.space.system.idleDeliveries === "step") return;
    for (const letter of after.letters) if (this.isRevealed(letter, place, step)) this.reverseIgnored(letter, place);
  }

  /** Whether a step is the one that brings a letter to where it could be delivered. */
  private isRevealed(letter: TraceLetter, place: number, step: TraceStep): boolean {
    return letter.sentAt === place || (step.kind === "heal" && areDependent(step, letter.deliver));
  }

  /** A letter that can be delivered only now, and that some earlier step has made its receiver ignore. */
  private reverseIgnored({ deliver }: TraceLetter, place: number): void {
    for (let rival = 0; rival < place; rival++) {
      const node = this.path[rival] as PathNode;
      const { line, isWork } = this.stepAt(rival);
      if (line !== deliver.line || !isWork || this.pasts.has(place, rival)) continue;
      const after = (this.path[rival + 1] as PathNode).state;
      if (!this.space.isReadyOnLine(node.state, deliver) || this.space.isWanted(after, deliver)) continue;
      if (!this.isOfItsLineAlone(deliver, node.state)) {
        this.tryAll(node);
        continue;
      }
      const before: number[] = [];
      for (let other = rival + 1; other < place; other++) if (this.pasts.has(place, other)) before.push(other);
      this.tryOneOf(node, this.initials([...before, place]));
    }
  }

  /** Whether a step could be made impossible by another one of its line, which is no fault. */
  private canBeLost({ kind, letter }: TraceStep, by: TraceStep): boolean {
    if (kind === "timer") return true;
    if (kind === "deliver") return this.space.system.idleDeliveries === "ignored";
    return letter !== undefined && letter === by.letter;
  }

  /** Whether a step shares nothing with steps of other lines; the last of a budget is as good as one's own. */
  private isOfItsLineAlone({ kind, writes, reads }: TraceStep, state: TraceState): boolean {
    const isLast = (kind === "drop" || kind === "duplicate") && this.space.left(state, kind) === 1;
    return reads === 0 && (isLast ? writes & ~budgetBits : writes) === 0;
  }

  /** Of steps, by their places, those that could come first. */
  private initials(places: readonly number[]): TraceStep[] {
    const first: TraceStep[] = [];
    for (let nth = 0; nth < places.length; nth++) {
      const place = places[nth] as number;
      let isFirst = true;
      for (let other = 0; other < nth && isFirst; other++) isFirst = !this.pasts.has(place, places[other] as number);
      if (isFirst) first.push(this.stepAt(place));
    }
    return first;
  }

  /** Sees to it that one of some steps is tried. One that sleeps has been, in another order. */
  private tryOneOf({ asleep, tries }: PathNode, some: readonly TraceStep[]): void {
    const [first] = some;
    if (first !== undefined && !some.some((step) => tries.includes(step) || asleep.includes(step))) tries.push(first);
  }

  private tryAll({ steps, tries }: PathNode): void {
    for (const step of steps) if (!tries.includes(step)) tries.push(step);
  }

  private stepAt(place: number): TraceStep {
    return (this.path[place] as PathNode).taken as TraceStep;
  }
}
