import { runFairly } from "../fair-run.ts";
import { choicesShown } from "../follow.ts";
import type { Law } from "../laws.ts";
import type { Choice, Schedule } from "../schedule.ts";
import type { System } from "../system.ts";
import { checkExecution, handlerLaw } from "../watch.ts";
import { type NamedChoice, type Reading, Walk } from "./walk.ts";

/** A schedule that breaks the law. */
export interface Breaking {
  /** What leads there; a fair run may have to follow. */
  readonly choices: readonly NamedChoice[];
  /** These, and the choices of the fair run after them; of one that never ends, none. */
  readonly all: readonly NamedChoice[];
  /** How many choices there are to be seen. */
  readonly length: number;
}

/** What is tried, and how far. */
export interface TrialOptions {
  readonly system: System;
  readonly laws: readonly Law[];
  /** The name of the law that has to be broken. */
  readonly law: string;
  /** How many choices may be followed. */
  readonly budget: number;
  /** Within how many fair steps a law about the end must hold: with more, a run counts as never ending. */
  readonly drainSteps: number;
}

/** A step of a fair run takes about as long as so many that are told, as it has to find out what is possible. */
const costOfFairStep = 3;

/** A law about whole executions has to be broken, too, when everything has come to its end, or after so many steps. */
const stepsToComplete = 500;

/** Follows schedules, and says which of them break the law: on the way, in the end, or in the execution as a whole. */
export class Trials {
  /** How many choices of the budget were followed. */
  steps = 0;
  private readonly options: TrialOptions;
  private readonly isExecutionLaw: boolean;
  private readonly twice: boolean;
  /** For how many steps a fair run goes on after a schedule: with 0, the law is to be broken by the schedule itself. */
  drainSteps = 0;
  /** Whether a fair run that never ends may break the law. */
  private mayBeEndless = true;
  private needsCompletion = false;
  private lastId = 0;

  constructor(options: TrialOptions) {
    this.options = options;
    const { laws, law } = options;
    this.isExecutionLaw = laws.some(({ kind, name }) => kind === "execution" && name === law);
    // One run of a handler is enough, unless what is broken is that two runs differ.
    this.twice = law === handlerLaw;
  }

  /** Whether there is nothing left of the budget. */
  get areOver(): boolean {
    return this.steps >= this.options.budget;
  }

  /** Begins to count anew. */
  renewBudget(): void {
    this.steps = 0;
  }

  /** Finds out how a schedule breaks the law; undefined if it does not. */
  begin(schedule: Schedule): Breaking | undefined {
    if (this.isExecutionLaw) {
      this.needsCompletion = true;
      const complete = this.tryAnew(schedule);
      if (complete !== undefined) return complete;
      this.needsCompletion = false;
    }
    const onTheWay = this.tryAnew(schedule);
    if (onTheWay !== undefined || this.isExecutionLaw) return onTheWay;
    // One that comes to its end has to come there again, however much of it is left to the fair run.
    this.drainSteps = this.options.drainSteps + schedule.length;
    const inTheEnd = this.tryAnew(schedule);
    this.mayBeEndless = inTheEnd !== undefined && inTheEnd.length > inTheEnd.all.length;
    if (this.mayBeEndless) this.drainSteps = this.options.drainSteps;
    return inTheEnd;
  }

  /** Follows a schedule that has no names yet, loosely. */
  tryAnew(schedule: Schedule): Breaking | undefined {
    return this.tryRest(this.start(), this.name(schedule), "place")?.breaking;
  }

  /** A walk at the system's start. */
  start(): Walk {
    const { system, laws } = this.options;
    return Walk.start(system, laws, { twice: this.twice });
  }

  /** Goes on from where a walk is; that stays where it is. */
  tryRest(
    from: Walk,
    rest: readonly NamedChoice[],
    reading: Reading,
  ): { readonly breaking: Breaking | undefined; readonly readingsAgree: boolean } {
    const walk = from.fork();
    for (const choice of rest) {
      if (walk.isOver) break;
      walk.take(choice, reading);
      this.steps += 1;
    }
    const breaking = this.isExecutionLaw ? this.judgeExecution(walk) : this.judge(walk);
    return { breaking, readingsAgree: walk.readingsAgree };
  }

  private name(schedule: Schedule): NamedChoice[] {
    return schedule.map((choice) => ({ choice, id: this.lastId++ }));
  }

  private judge(walk: Walk): Breaking | undefined {
    const choices = walk.choices.slice();
    const { world, guard } = walk;
    if (!walk.isOver && this.drainSteps > 0) {
      const before = world.eventCount;
      const cost = costOfFairStep + world.view.inTransit.length / 10;
      guard.drain(this.drainSteps);
      this.steps += cost * (world.eventCount - before);
    }
    if (guard.violation?.law !== this.options.law) return undefined;
    if (guard.isEndless) {
      // As long as inputs are still to come, nothing can be said about what never comes.
      if (!this.mayBeEndless || world.view.inputsLeft > 0) return undefined;
      return { choices, all: choices, length: choices.length + choicesShown };
    }
    walk.noteFairRun(choices.length, this.lastId);
    const all = walk.choices.slice();
    this.lastId += all.length;
    return { choices, all, length: all.length };
  }

  private judgeExecution(walk: Walk): Breaking | undefined {
    const choices = walk.choices.slice();
    if (walk.isOver || !this.breaksExecution(walk)) return undefined;
    if (this.needsCompletion) {
      runFairly(walk.world, { steps: stepsToComplete, stop: () => false });
      if (!this.breaksExecution(walk)) return undefined;
    }
    return { choices, all: choices, length: choices.length };
  }

  private breaksExecution({ world }: Walk): boolean {
    const { laws, law } = this.options;
    this.steps += world.eventCount;
    return checkExecution(laws, world.execution)?.law === law;
  }
}

/** Whether a choice is one of the system's faults, which have budgets. */
export function isFault({ kind }: Choice): boolean {
  return kind === "drop" || kind === "duplicate" || kind === "crash" || kind === "cut" || kind === "skew";
}
