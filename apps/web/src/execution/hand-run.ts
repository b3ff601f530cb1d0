import {
  type Choice,
  type Execution,
  type Law,
  type Schedule,
  type Violation,
  World,
  describeChoice,
} from "@millrace/core";
import { Guard } from "@millrace/core/follow.ts";
import { Watch, checkExecution } from "@millrace/core/watch.ts";
import { labelOf } from "@millrace/diagrams";
import { contentOf } from "@millrace/diagrams/journeys.ts";

/** Something that can happen at some moment of an execution. */
export interface Option {
  readonly choice: Choice;
  /** What it is, in words: one line, no full stop. */
  readonly words: string;
  /** Whether it is what happened next. */
  readonly wasTaken: boolean;
  /** Whether it is a fault, rather than work that waits to be done. */
  readonly isFault: boolean;
}

/** An execution, and the first law that it breaks. */
export interface Run {
  readonly execution: Execution;
  readonly violation?: Violation;
}

/** A run that the reader has made, and how to go on from it: what has been followed once is not followed again. */
export interface LeftRun extends Run {
  readonly hand: HandRun;
}

/** So many choices lie between two copies that are kept, to go back to. */
const checkpointEvery = 500;
/** So many fair steps are made at most when the rest is to happen by itself. */
const mostSteps = 2000;

/**
 * An execution that can be left at any moment: what else could happen there, and what comes of it. Laws watch as it goes.
 *
 * A moment is the id of an event: right after it. Before the last machine has started nothing can be chosen; what
 * is asked about such a moment is answered for the one when all have started.
 */
export class HandRun {
  readonly #execution: Execution;
  readonly #laws: readonly Law[];
  readonly #starts: number;
  #here: Place;
  readonly #kept: Place[];

  constructor(execution: Execution, laws: readonly Law[] = [], kept?: readonly Place[]) {
    this.#execution = execution;
    this.#laws = laws;
    this.#starts = execution.events.length - execution.schedule.length;
    this.#kept = [...(kept ?? [begin(execution, laws)])];
    this.#here = copy(this.#kept.at(-1) ?? begin(execution, laws));
  }

  /** What can happen after an event, work first, faults last. Throws an Error if the system does not go the recorded way. */
  optionsAt(moment: number): Option[] {
    const { world, choices } = this.#goTo(moment);
    const taken = this.#execution.schedule[choices];
    const takenWords = taken === undefined ? "" : describeChoice(taken);
    const { work } = world;
    return world.choices.map((choice, place) => ({
      choice,
      words: wordsOf(choice, world),
      wasTaken: describeChoice(choice) === takenWords,
      isFault: place >= work.length,
    }));
  }

  /** Leaves the execution after an event, and makes another choice there. */
  choose(moment: number, choice: Choice): LeftRun {
    const place = copy(this.#goTo(moment));
    const { choices, world, guard } = place;
    world.apply(choice);
    guard.look();
    const after = copy({ ...place, choices: choices + 1 });
    if (world.work.length === 0) guard.drain(1);
    return this.#leave(choices, place, [after]);
  }

  /** Leaves the execution after an event, and lets what is left to do happen there, fairly and without faults. */
  finish(moment: number): LeftRun {
    const place = copy(this.#goTo(moment));
    place.guard.drain(mostSteps);
    return this.#leave(place.choices, place, []);
  }

  #leave(choices: number, { world, guard }: Place, followed: readonly Place[]): LeftRun {
    const { execution } = world;
    const kept = [...this.#kept.filter((place) => place.choices <= choices), ...followed];
    const hand = new HandRun(execution, this.#laws, kept);
    const violation = guard.violation ?? checkExecution(this.#laws, execution);
    return violation === undefined ? { execution, hand } : { execution, hand, violation };
  }

  /** Follows the schedule up to a moment: from where it is, or from the last copy before it. */
  #goTo(moment: number): Place {
    const { schedule } = this.#execution;
    const goal = Math.min(Math.max(0, moment - this.#starts + 1), schedule.length);
    if (goal < this.#here.choices)
      this.#here = copy(this.#kept.findLast(({ choices }) => choices <= goal) ?? this.#here);
    for (const choice of schedule.slice(this.#here.choices, goal)) this.#step(choice);
    return this.#here;
  }

  #step(choice: Schedule[number]): void {
    const { world, guard } = this.#here;
    world.apply(choice);
    guard.look();
    this.#here = { world, guard, choices: this.#here.choices + 1 };
    const { choices } = this.#here;
    const isDue = choices % checkpointEvery === 0 && (this.#kept.at(-1)?.choices ?? 0) < choices;
    if (isDue) this.#kept.push(copy(this.#here));
  }
}

/** A world after so many choices. Kept ones are copied before they go on. */
export interface Place {
  readonly choices: number;
  readonly world: World;
  readonly guard: Guard;
}

function begin({ system }: Execution, laws: readonly Law[]): Place {
  const world = new World(system, { twice: false });
  return { choices: 0, world, guard: new Guard(world, new Watch(laws, system)) };
}

function copy({ choices, world, guard }: Place): Place {
  const other = world.fork();
  return { choices, world: other, guard: guard.fork(other) };
}

/** A choice with what it is about: the message, the input. */
function wordsOf(choice: Choice, world: World): string {
  if (choice.kind === "input")
    return `${choice.machine} takes input ${labelOf(world.system.inputs[choice.input]?.input, 60)}`;
  if (choice.kind !== "deliver" && choice.kind !== "drop" && choice.kind !== "duplicate") return describeChoice(choice);
  const { from, to, nth } = choice;
  const letters = world.contents(from, to);
  const text = labelOf(contentOf(letters[nth]?.message, { from, to }), 60);
  const place = letters.length === 1 ? "" : `, number ${nth + 1} of ${letters.length} in its channel`;
  if (choice.kind === "deliver") return `${to} receives ${text} from ${from}${place}`;
  return `${text} from ${from} to ${to} is ${choice.kind === "drop" ? "lost" : "doubled"}${place}`;
}
