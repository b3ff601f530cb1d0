import type { Execution } from "./execution.ts";
import { faultyExecution, lazyExecution, type Run } from "./simulation/lazy-execution.ts";
import { LeanStage } from "./simulation/lean-stage.ts";
import { Scheduler } from "./simulation/scheduler.ts";
import { WorldStage } from "./simulation/world-stage.ts";
import type { System } from "./system.ts";
import { World } from "./world.ts";

/** How a simulation goes. */
export interface SimulateOptions {
  /** A whole number; the same seed gives the same run. 0 by default. */
  readonly seed?: number;
  /** The run ends after so many events; 1,000 by default. */
  readonly steps?: number;
  /** How long a message takes: the shortest and the longest, in virtual milliseconds; [1, 10] by default. */
  readonly latencyMs?: readonly [number, number];
  /** Whether every handler is run twice, to find non-determinism; true by default. */
  readonly twice?: boolean;
  /** Looks at the world at the start and after each event; the run ends when it says true. It takes making every event. */
  readonly stop?: (world: World) => boolean;
}

/**
 * One run in virtual time, with delays and faults from a seed. It ends when nothing is left to do, or after `steps`.
 *
 * The execution's system is the given one with `seed` added to its own, so that it replays with the same numbers drawn.
 * Faults stay within the system's budgets. How likely each kind is differs from seed to seed, and some kinds are left
 * out altogether, so that a set of seeds meets quiet networks as well as storms (swarm testing).
 *
 * The run itself keeps no events. They are made, all at once, when somebody first reads `events`: the run is made again
 * from its seed, which takes many times as long. Should it not be the same then, a handler keeps something hidden that did
 * not show before, and the execution ends where the two runs part, with a `failure`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, simulate } from "@millrace/core";
 *
 * const relay = defineMachine<object, string, string, string>({
 *   start: () => ({}),
 *   onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
 *   onMessage: (_state, text, _from, context) => context.output(text),
 * });
 * const system = defineSystem({ machines: { a: relay, b: relay }, inputs: [at("a", "hello")] });
 * const { events } = simulate(system, { seed: 1 });
 * assert.deepEqual(events.at(-1)?.outputs, ["hello"]);
 * ```
 */
export function simulate(system: System, options: SimulateOptions = {}): Execution {
  if (options.stop !== undefined) return runSimulation(system, options).execution;
  const { steps = 1000, twice = true } = options;
  const seeded = seed(system, options);
  const scheduler = makeScheduler(seeded, options);
  const stage = new LeanStage(seeded, { planner: scheduler, twice });
  scheduler.run(stage, steps);
  const isSound = stage.isSound;
  const run: Run = {
    system: seeded,
    schedule: () => stage.trail.schedule(seeded, scheduler.timers),
    // What handlers do when they run twice has been seen, unless something is wrong.
    tell: () => runSimulation(system, { ...options, twice: twice && !isSound }).execution,
    locals: stage.machines,
  };
  return isSound ? lazyExecution(run) : faultyExecution(run, stage.finding);
}

/** As {@link simulate}, and gives the world in which it ended: every event is made on the way. */
export function runSimulation(system: System, options: SimulateOptions = {}): World {
  const { steps = 1000, twice = true, stop = () => false } = options;
  const seeded = seed(system, options);
  const world = new World(seeded, { twice });
  const scheduler = makeScheduler(seeded, options);
  scheduler.run(new WorldStage(world, { planner: scheduler, stop }), steps);
  return world;
}

function seed(system: System, { seed: own = 0 }: SimulateOptions): System {
  return { ...system, seed: system.seed + own };
}

function makeScheduler(system: System, { seed: own = 0, latencyMs = [1, 10] }: SimulateOptions): Scheduler {
  return new Scheduler(system, { seed: own, latencyMs });
}
