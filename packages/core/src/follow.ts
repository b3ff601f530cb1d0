import type { Execution } from "./execution.ts";
import type { Violation } from "./exploration.ts";
import { runFairly } from "./fair-run.ts";
import type { Law } from "./laws.ts";
import type { Schedule } from "./schedule.ts";
import type { System } from "./system.ts";
import { checkExecution, failureViolation, Watch } from "./watch.ts";
import { World } from "./world.ts";

/** What came of following a schedule. */
export interface Followed {
  /** What happened, up to the event that breaks a law, or to the end. */
  readonly execution: Execution;
  /** The first law that is broken; absent if none is. */
  readonly violation?: Violation;
}

/** How {@link follow} goes about it. */
export interface FollowOptions {
  /** Leaves out the choices that cannot be made, instead of throwing. False by default. */
  readonly loosely?: boolean;
  /** How many fair steps to go on for after the schedule. With 0, the default, laws about the end are not asked. */
  readonly drainSteps?: number;
  /** Whether every handler is run twice, to find non-determinism; true by default. */
  readonly twice?: boolean;
}

/**
 * Follows a schedule, checks laws on the way, and stops at the first that is broken.
 * Throws an Error when a choice cannot be made, unless told to follow loosely.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, broken, defineMachine, defineSystem, follow, never } from "@millrace/core";
 *
 * const loud = defineMachine<object, never, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, word, context) => context.output(word.toUpperCase()),
 * });
 * const system = defineSystem({ machines: { a: loud }, inputs: [at("a", "no")] });
 * const silence = never("nobody shouts", ({ kind }) => (kind === "output" ? broken("silence", "a shout") : undefined));
 *
 * const { violation } = follow(system, [{ kind: "input", machine: "a", input: 0 }], [silence]);
 * assert.equal(violation?.law, "nobody shouts");
 * ```
 */
export function follow(
  system: System,
  schedule: Schedule,
  laws: readonly Law[],
  options: FollowOptions = {},
): Followed {
  const { loosely = false, drainSteps = 0, twice = true } = options;
  const world = new World(system, { twice });
  const watch = new Watch(laws, system);
  const guard = new Guard(world, watch);
  for (const choice of schedule) {
    if (guard.look() !== undefined) break;
    if (!loosely || world.canApply(choice)) world.apply(choice);
  }
  const followed = world.execution.schedule.length;
  if (guard.look() === undefined && drainSteps > 0) guard.drain(drainSteps);
  const { execution } = world;
  const violation = guard.violation ?? checkExecution(laws, execution);
  if (violation === undefined) return { execution };
  if (!guard.isEndless) return { execution, violation };
  const shown = follow(system, execution.schedule.slice(0, followed + choicesShown), []).execution;
  return { execution: shown, violation: { ...violation, event: shown.events.length - 1 } };
}

/**
 * The same run again, step by step. Throws an Error when the schedule does not fit the system.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, replay, simulate } from "@millrace/core";
 *
 * const dice = defineMachine<object, never, number, string>({
 *   start: () => ({}),
 *   onInput: (_state, _input, context) => context.output(context.random()),
 * });
 * const { system, schedule, events } = simulate(defineSystem({ machines: { a: dice }, inputs: [at("a", "throw")] }), { seed: 3 });
 * assert.deepEqual(replay(system, schedule).events.at(-1)?.outputs, events.at(-1)?.outputs);
 * ```
 */
export function replay(system: System, schedule: Schedule): Execution {
  return follow(system, schedule, []).execution;
}

/** How many choices are shown of a fair run that goes on for ever: enough to see it go round. */
export const choicesShown = 12;

/** A run in which everything has held goes on so long to fall silent; then its timers count as never silent. */
const stepsToFallSilent = 500;

/** Looks at each new event of a world with the laws. */
export class Guard {
  violation: Violation | undefined;
  /** Whether the violation is that something never came, in a run that would have gone on. */
  isEndless = false;
  private seen = 0;
  private readonly world: World;
  private readonly watch: Watch;

  constructor(world: World, watch: Watch) {
    this.world = world;
    this.watch = watch;
  }

  /** The same laws, with what they have seen, at a fork of the world. */
  fork(world: World): Guard {
    const other = new Guard(world, this.watch.fork());
    Object.assign(other, { seen: this.seen, violation: this.violation });
    return other;
  }

  /** Shows the laws what is new; gives the violation, once there is one. */
  look(): Violation | undefined {
    for (const event of this.world.eventsFrom(this.seen)) {
      this.seen += 1;
      this.violation ??= this.watch.see(event, this.world.view);
    }
    if (this.world.hasFailed) this.violation = failureViolation(this.world.execution);
    return this.violation;
  }

  /**
   * A fair run to the end: what must hold then must hold, or where timers never fall silent, have held on the way, after
   * the last input.
   */
  drain(steps: number): void {
    const { world } = this;
    const open = new Set(this.watch.finalLaws);
    let patience = stepsToFallSilent;
    const isDone = runFairly(world, {
      steps,
      stop: () => {
        if (this.look() !== undefined) return true;
        // What holds before the last input may hold for want of anything to do.
        if (world.view.inputsLeft > 0) return false;
        const now = this.unfinished();
        for (const law of open) if (!now.some((violation) => violation.law === law)) open.delete(law);
        if (now.length === 0) patience -= 1;
        return patience === 0;
      },
    });
    if (this.look() !== undefined) return;
    const [first] = this.unfinished().filter(({ law }) => isDone || open.has(law));
    if (first === undefined) return;
    const actual = isDone ? first.actual : `${first.actual}, still after ${steps} steps of a fair run without faults`;
    this.violation = { ...first, actual, event: world.eventCount - 1 };
    this.isEndless = !isDone;
  }

  private unfinished(): Violation[] {
    return this.watch.unfinished(this.world.view, this.world.eventCount - 1);
  }
}
