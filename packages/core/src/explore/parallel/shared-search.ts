import type { MonitorLaw } from "../../laws.ts";
import type { System } from "../../system.ts";
import { findUnfair } from "../drain.ts";
import type { Visit } from "../next-step.ts";
import { Space } from "../space.ts";
import type { SpaceViolation } from "../space-choice.ts";
import { checkSymmetry } from "../symmetry/check-symmetry.ts";
import { placeBits, placesPerRound, rankRound, type RoundStates, sortRound, stepsPerState } from "./round-states.ts";
import type { Expanded, Found, Round, SearchTask, Settled, UnfairState } from "./search-thread.ts";
import { full, SharedStates, type StateMemory } from "./shared-states.ts";
import { shareTexts } from "./shared-texts.ts";

/** How fast a thread goes, in states: how many it takes for itself at once, and expands before it answers. */
export interface Pace {
  readonly statesAtOnce: number;
  readonly statesPerCall: number;
}

/** What a thread of its own does. */
export const fullSpeed: Pace = { statesAtOnce: 32, statesPerCall: Infinity };

/** A thread's search, once it is known what for. Its methods are those of `SearchHost`. */
export class SharedSearch {
  readonly space: Space;
  private readonly task: SearchTask;
  private readonly pace: Pace;
  private readonly row: Int32Array;
  private readonly hasAlways: boolean;
  private readonly hasFinalLaws: boolean;
  private states: SharedStates | undefined;
  private round: Round | undefined;
  /** What it found in this round: new states, and those among them in which a law about every state is broken. */
  private found: number[] = [];
  private readonly violations = new Map<number, SpaceViolation>();
  /** The states that it has taken and not expanded yet, as places in the order. */
  private next = 0;
  private end = 0;
  // The state that is being expanded.
  private place = 0;
  private isFull = false;
  private transitions = 0;
  private canGoOnForEver = false;
  private broken: Found | undefined;

  constructor(
    system: System,
    laws: readonly MonitorLaw[],
    { task, pace }: { readonly task: SearchTask; readonly pace: Pace },
  ) {
    const { clocks, symmetry } = task;
    this.task = task;
    this.pace = pace;
    this.space = new Space(system, laws, { clocks, symmetry, commons: shareTexts(task.texts) });
    const { width, finalLaws, hasAlways } = this.space;
    this.row = new Int32Array(width);
    this.hasAlways = hasAlways;
    this.hasFinalLaws = finalLaws.length > 0;
  }

  judgeStart(): SpaceViolation | undefined {
    const { state, violation } = this.space.initial();
    return violation ?? this.space.judgeAlways(state);
  }

  begin(memory: StateMemory): void {
    const states = new SharedStates(this.space.width, memory);
    this.states = states;
    if (this.task.thread !== 0) return;
    const { state } = this.space.initial();
    const number = states.add(this.space.symmetry?.canonical(state).row ?? state, 0);
    states.settle(number, { round: 0, parent: -1, place: -1 });
    states.order[0] = number;
  }

  expand(round: Round): Expanded {
    const { space } = this;
    const states = this.kept;
    if (round.memory !== undefined) states.use(round.memory);
    if (round.number !== this.round?.number) this.beginRound();
    this.round = round;
    this.isFull = false;
    this.transitions = 0;
    let unfinished: Found | undefined;
    let hasSteps = false;
    let isDone = false;
    for (let count = 0; count < this.pace.statesPerCall; count++) {
      const at = this.takeState(round);
      isDone = at >= round.to;
      if (isDone) break;
      const before = this.transitions;
      this.place = 0;
      states.read(states.order[at] as number, this.row);
      const work = space.expand(this.row, round.finalsOnly ? this.pass : this.visit);
      if (this.isFull) {
        // Its steps are taken again when there is room; those that found theirs lead to known states then.
        this.transitions = before;
        this.next = at;
        break;
      }
      hasSteps ||= this.place > 0;
      if (space.needsClocks) break;
      if (work > 0 || !this.hasFinalLaws || unfinished !== undefined) continue;
      const [violation] = space.judgeFinally(this.row);
      if (violation !== undefined) unfinished = { state: at, place: stepsPerState, violation };
    }
    const { isFull, transitions, canGoOnForEver, broken } = this;
    const { needsClocks } = space;
    return {
      isDone,
      isFull,
      transitions,
      canGoOnForEver,
      needsClocks,
      hasSteps,
      ...(broken === undefined ? {} : { broken }),
      ...(unfinished === undefined ? {} : { unfinished }),
    };
  }

  sort(): RoundStates {
    const states = this.kept;
    return sortRound(this.found, (state) => states.keyOf(state));
  }

  settle(all: readonly RoundStates[]): Settled {
    const states = this.kept;
    const { order } = states;
    const { number: round, from, states: base } = this.running;
    let broken: Found | undefined;
    rankRound(all, this.task.thread, (state, key, rank) => {
      const parent = from + (key >> placeBits);
      const place = key & (stepsPerState - 1);
      states.settle(state, { round, parent: order[parent] as number, place });
      order[base + rank] = state;
      const violation = this.violations.get(state);
      // They come by rising keys.
      if (violation !== undefined) broken ??= { state: parent, place, violation };
    });
    return broken === undefined ? {} : { broken };
  }

  countSteps(from: number, to: number): number {
    const states = this.kept;
    let steps = 0;
    for (let at = from; at < to; at++) {
      states.read(states.order[at] as number, this.row);
      this.space.expand(this.row, () => void steps++);
    }
    return steps;
  }

  findUnfair(count: number): UnfairState | undefined {
    const states = this.kept;
    function* rows(): Generator<Int32Array, void> {
      for (let at = 0; at < count; at++) yield states.row(states.order[at] as number);
    }
    return findUnfair(this.space, rows(), this.task.drainSteps);
  }

  findHiddenState(count: number): SpaceViolation | undefined {
    const hidden = this.space.findHiddenState();
    const states = this.kept;
    if (hidden === undefined)
      checkSymmetry(this.space, { size: count, row: (index) => states.row(states.order[index] as number) });
    return hidden;
  }

  private beginRound(): void {
    this.found = [];
    this.violations.clear();
    this.next = 0;
    this.end = 0;
  }

  /** The place of a state that no other thread takes; beyond the round, if there is none left. */
  private takeState(round: Round): number {
    if (this.next === this.end) {
      const { statesAtOnce } = this.pace;
      this.next = Atomics.add(new Int32Array(round.cursor), 0, statesAtOnce);
      this.end = Math.min(this.next + statesAtOnce, round.to);
      if (this.next >= round.to) this.end = this.next;
    }
    return this.next >= round.to ? round.to : this.next++;
  }

  private readonly visit: Visit = (next, violation) => {
    const place = this.place++;
    if (this.broken !== undefined || this.isFull) return;
    this.transitions += 1;
    const { from, firstOfLevel } = this.running;
    const state = this.next - 1;
    if (violation !== undefined) {
      this.broken = { state, place, violation };
      return;
    }
    if (place >= stepsPerState)
      throw new Error(
        `Cannot search on several threads as a state has more than ${stepsPerState} steps. Search on one, or make the system smaller.`,
      );
    const states = this.kept;
    const added = states.add(this.space.symmetry?.canonical(next).row ?? next, ((state - from) << placeBits) | place);
    if (added === full) {
      this.isFull = true;
      return;
    }
    if (added < 0) {
      const key = states.keyOf(-1 - added);
      if (key < 0 && -1 - key < firstOfLevel) this.canGoOnForEver = true;
      return;
    }
    this.found.push(added);
    if (this.found.length > placesPerRound) throw new Error(`A round cannot find more than ${placesPerRound} states.`);
    if (!this.hasAlways) return;
    const isBroken = this.space.judgeAlways(states.row(added));
    if (isBroken !== undefined) this.violations.set(added, isBroken);
  };

  private readonly pass: Visit = () => {
    this.place += 1;
  };

  private get running(): Round {
    if (this.round === undefined) throw new Error("Cannot do this before a round has begun. Call expand first.");
    return this.round;
  }

  private get kept(): SharedStates {
    if (this.states === undefined) throw new Error("Cannot search without states. Call begin first.");
    return this.states;
  }
}
