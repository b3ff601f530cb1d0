import type { Law, MonitorLaw } from "../../laws.ts";
import type { System } from "../../system.ts";
import { describeSystem } from "./describe-system.ts";
import { findUnfair } from "../drain.ts";
import { IntList } from "../int-list.ts";
import type { Visit } from "../next-step.ts";
import { Space } from "../space.ts";
import type { SpaceViolation } from "../space-choice.ts";
import { checkSymmetry } from "../symmetry/check-symmetry.ts";
import { StateTable } from "../state-table.ts";
import { type Crossing, mergeSteps, stepFrom, stepPlace, stepRank, stepRow, StepWriter } from "./crossing.ts";
import { KeptStates } from "./kept-states.ts";
import { LevelKeys } from "./level-keys.ts";
import type {
  Absorbed,
  Counted,
  Expanded,
  Found,
  Kept,
  Keys,
  Opened,
  Origin,
  RankRange,
  Report,
  SearchTask,
  SearchThread,
  StepKey,
  UnfairState,
} from "./search-thread.ts";
import { shareTexts } from "./shared-texts.ts";

/** Makes the system and the laws of a job. Every thread makes its own, and all must come out the same. */
export type MakeSearch = (job: unknown) => { readonly system: System; readonly laws: readonly Law[] };

/**
 * A thread's part of a search over states: the states whose hash falls to it.
 *
 * It takes the steps out of its own states, and writes each to the thread that keeps the state it leads to; then it keeps
 * the states that were written to it. States are numbered in the order of their keys, which is the order in which a
 * single thread would have found them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineMachine, defineSystem } from "@millrace/core";
 * import { SearchHost, exploreInParallel } from "@millrace/core/parallel.ts";
 *
 * const silent = defineMachine<object>({ start: () => ({}) });
 * const systemOf = (count: number) =>
 *   defineSystem({ machines: Object.fromEntries(Array.from({ length: count }, (_unused, place) => [`m${place}`, silent])) });
 *
 * const spawn = () => new SearchHost((job) => ({ system: systemOf(Number(job)), laws: [] }));
 * const { states } = await exploreInParallel(systemOf(3), { laws: [], threads: 1, spawn, job: 3 });
 * assert.equal(states, 1, "nothing ever happens");
 * ```
 */
export class SearchHost implements SearchThread {
  private readonly make: MakeSearch;
  private search: Search | undefined;

  constructor(make: MakeSearch) {
    this.make = make;
  }

  open(task: SearchTask): Opened {
    const { system, laws } = this.make(task.job);
    const monitors = laws.filter((law) => law.kind === "monitor");
    const search = new Search(system, monitors, task);
    this.search = search;
    return { system: describeSystem(system, laws), ...search.open() };
  }

  expand(range: RankRange): Expanded {
    return this.opened.expand(range);
  }

  absorb(crossings: readonly Crossing[]): Absorbed {
    return this.opened.absorb(crossings);
  }

  rankLevel(keys: readonly Keys[]): void {
    this.opened.rankLevel(keys);
  }

  countUpTo(key: StepKey): Counted {
    return this.opened.countUpTo(key);
  }

  cameFrom(state: number): Origin {
    return this.opened.cameFrom(state);
  }

  show(): Kept {
    return this.opened.show();
  }

  findUnfair(kept: readonly Kept[]): UnfairState | undefined {
    return this.opened.findUnfair(kept);
  }

  findHiddenState(): SpaceViolation | undefined {
    return this.opened.findHiddenState();
  }

  report(): Report {
    const { usesRandom, localStateCounts } = this.opened.space;
    return { usesRandom, localStateCounts };
  }

  private get opened(): Search {
    if (this.search === undefined) throw new Error("Cannot search as nothing was opened. Call open first.");
    return this.search;
  }
}

class Search {
  readonly space: Space;
  private readonly task: SearchTask;
  private readonly table: StateTable;
  private readonly writers: readonly StepWriter[];
  private readonly hasAlways: boolean;
  private readonly hasFinalLaws: boolean;
  private readonly parents = new IntList();
  /** By state: the place of the step to it, and the thread that took it. */
  private readonly places = new IntList();
  private readonly threads = new IntList();
  private readonly levels: number[] = [0];
  /** By state of all levels, if a second pass may need them; else of this level. */
  private readonly ranks = new IntList();
  /** By state of this level: how many steps were taken out of it and those before it. */
  private readonly stepsTaken = new IntList();
  private keys = new LevelKeys();
  private nextExpanded = 0;
  private readonly row: Int32Array;
  // The state that is being expanded.
  private rank = 0;
  private state = 0;
  private place = 0;
  private transitions = 0;
  private broken: Found | undefined;

  constructor(system: System, laws: readonly MonitorLaw[], task: SearchTask) {
    this.task = task;
    const { clocks, symmetry } = task;
    this.space = new Space(system, laws, { clocks, symmetry, commons: shareTexts(task.texts) });
    const { width, finalLaws, hasAlways } = this.space;
    this.table = new StateTable(width, { shared: true });
    this.writers = Array.from({ length: task.threads }, () => new StepWriter(width));
    this.row = new Int32Array(width);
    this.hasAlways = hasAlways;
    this.hasFinalLaws = finalLaws.length > 0;
  }

  open(): Omit<Opened, "system"> {
    const { state: start, violation: atStart } = this.space.initial();
    const violation = atStart ?? this.space.judgeAlways(start);
    const state = this.space.symmetry?.canonical(start).row ?? start;
    const isFirst = this.table.ownerOf(state, this.task.threads) === this.task.thread;
    if (isFirst) {
      this.table.add(state);
      this.ranks.push(0);
      this.keepWay({ parent: -1, place: -1, thread: -1 });
    }
    return { isFirst, ...(violation === undefined ? {} : { violation }) };
  }

  expand({ to, finalsOnly }: RankRange): Expanded {
    const { space, table } = this;
    for (const writer of this.writers) writer.clear();
    const before = this.transitions;
    let unfinished: Found | undefined;
    let hasSteps = false;
    const visit = finalsOnly ? this.pass : this.visit;
    const levelEnd = this.levelEnd;
    while (this.nextExpanded < levelEnd && !space.needsClocks) {
      const state = this.nextExpanded;
      const rank = this.rankOf(state);
      if (rank >= to) break;
      this.nextExpanded += 1;
      this.state = state;
      this.rank = rank;
      this.place = 0;
      table.read(state, this.row);
      const work = space.expand(this.row, visit);
      this.stepsTaken.push(this.transitions);
      hasSteps ||= this.place > 0;
      if (work > 0 || !this.hasFinalLaws || unfinished !== undefined) continue;
      const [violation] = space.judgeFinally(table.row(state));
      if (violation !== undefined) unfinished = { key: { rank, place: afterAll }, state, violation };
    }
    return {
      crossings: this.writers.map(({ crossing }) => crossing),
      transitions: this.transitions - before,
      needsClocks: space.needsClocks,
      hasSteps,
      ...(this.broken === undefined ? {} : { broken: this.broken }),
      ...(unfinished === undefined ? {} : { unfinished }),
    };
  }

  absorb(crossings: readonly Crossing[]): Absorbed {
    const { table, row } = this;
    const levelEnd = this.levelEnd;
    // Beyond the budget of the whole search nothing needs to be kept; but a state's steps are kept all or none.
    const most = this.task.states + 1;
    let lastRank = -1;
    let broken: (Found & { readonly thread: number }) | undefined;
    let canGoOnForEver = false;
    mergeSteps(crossings, this.space.width, (piece, at, thread) => {
      const rank = piece[at + stepRank] as number;
      if (table.size > most && rank !== lastRank) return false;
      lastRank = rank;
      for (let column = 0; column < row.length; column++) row[column] = piece[at + stepRow + column] as number;
      const added = table.add(row);
      if (added < 0) {
        if (-1 - added < levelEnd) canGoOnForEver = true;
        return true;
      }
      const place = piece[at + stepPlace] as number;
      const parent = piece[at + stepFrom] as number;
      this.keepWay({ parent, place, thread });
      this.keys.push(rank, place);
      if (!this.hasAlways || broken !== undefined) return true;
      const violation = this.space.judgeAlways(table.row(added));
      if (violation !== undefined) broken = { key: { rank, place }, state: parent, thread, violation };
      return true;
    });
    return { keys: this.keys.shared, canGoOnForEver, ...(broken === undefined ? {} : { broken }) };
  }

  rankLevel(keys: readonly Keys[]): void {
    if (!this.hasFinalLaws) this.ranks.clear();
    this.keys.rank(keys, this.task.thread, (rank) => this.ranks.push(rank));
    this.levels.push(this.levelEnd);
    this.keys = new LevelKeys();
    this.stepsTaken.clear();
    this.transitions = 0;
  }

  countUpTo({ rank, place }: StepKey): Counted {
    let transitions = 0;
    for (let index = 0; index < this.stepsTaken.length; index++) {
      const state = this.levelBegin + index;
      if (this.rankOf(state) > rank) break;
      const before = index === 0 ? 0 : this.stepsTaken.at(index - 1);
      const own = this.stepsTaken.at(index) - before;
      transitions += this.rankOf(state) === rank ? Math.min(own, place + 1) : own;
    }
    return { transitions, states: this.keys.countUpTo(rank, place) };
  }

  cameFrom(state: number): Origin {
    return { state: this.parents.at(state), place: this.places.at(state), thread: this.threads.at(state) };
  }

  show(): Kept {
    return { rows: this.table.memory, count: this.table.size, levels: this.levels, ranks: this.ranks.toArray() };
  }

  findUnfair(kept: readonly Kept[]): UnfairState | undefined {
    const states = new KeptStates(kept, this.space.width);
    const unfair = findUnfair(this.space, states.rows(), this.task.drainSteps);
    if (unfair === undefined) return undefined;
    return { ...states.locate(unfair.from), steps: unfair.steps, violation: unfair.violation };
  }

  findHiddenState(): SpaceViolation | undefined {
    const hidden = this.space.findHiddenState();
    if (hidden === undefined) checkSymmetry(this.space, this.table);
    return hidden;
  }

  private readonly visit: Visit = (next, violation) => {
    const place = this.place++;
    if (this.broken !== undefined) return;
    this.transitions += 1;
    if (violation !== undefined) {
      this.broken = { key: { rank: this.rank, place }, state: this.state, violation };
      return;
    }
    const row = this.space.symmetry?.canonical(next).row ?? next;
    const owner = this.table.ownerOf(row, this.writers.length);
    (this.writers[owner] as StepWriter).write(this.rank, place, this.state, row);
  };

  private readonly pass: Visit = () => {
    this.place += 1;
  };

  private keepWay({ parent, place, thread }: { parent: number; place: number; thread: number }): void {
    this.parents.push(parent);
    this.places.push(place);
    this.threads.push(thread);
  }

  private get levelBegin(): number {
    return this.levels[this.levels.length - 1] ?? 0;
  }

  /** The states of this level are those that were there when it began; new ones follow. */
  private get levelEnd(): number {
    return this.table.size - this.keys.count;
  }

  private rankOf(state: number): number {
    return this.ranks.at(this.hasFinalLaws ? state : state - this.levelBegin);
  }
}

/** A place after all steps of a state. */
const afterAll = 0x7fffffff;
