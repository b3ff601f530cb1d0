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

  constructor(execution: Execution, laws: readonly Law[] = []) {
    const world = new World(execution.system, { twice: false });
    this.#execution = execution;
    this.#laws = laws;
    this.#starts = execution.events.length - execution.schedule.length;
    this.#here = { choices: 0, world, guard: new Guard(world, new Watch(laws, execution.system)) };
    this.#kept = [copy(this.#here)];
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
  choose(moment: number, choice: Choice): Run {
    const { world, guard } = copy(this.#goTo(moment));
    world.apply(choice);
    guard.look();
    if (world.work.length === 0) guard.drain(1);
    return this.#runOf(world, guard);
  }

  /** Leaves the execution after an event, and lets what is left to do happen there, fairly and without faults. */
  finish(moment: number): Run {
    const { world, guard } = copy(this.#goTo(moment));
    guard.drain(mostSteps);
    return this.#runOf(world, guard);
  }

  #runOf({ execution }: World, guard: Guard): Run {
    const violation = guard.violation ?? checkExecution(this.#laws, execution);
    return violation === undefined ? { execution } : { execution, violation };
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

/** A world after so many choices. */
interface Place {
  readonly choices: number;
  readonly world: World;
  readonly guard: Guard;
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
