/**
 * What is true of every shrunk counterexample, on random systems and laws: the same law is broken by a schedule of the
 * system, from which nothing can be left out; and what is called shortest is.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  broken,
  type Counterexample,
  defineMachine,
  defineSystem,
  explore,
  follow,
  type Law,
  monitor,
  never,
  replay,
  sample,
  type Schedule,
  shrink,
  type System,
  World,
} from "./mod.ts";
import { randomLaw, randomSystem } from "./testing/random-run.ts";

const strategies = ["delays", "walk"] as const;

/** A counterexample as it was found; undefined if none was. */
function find(system: System, law: Law, strategy: (typeof strategies)[number]): Counterexample | undefined {
  return sample(system, { laws: [law], runs: 6, steps: 60, strategy, shrinks: false }).counterexample;
}

const randomRun = fc.record({ system: randomSystem, law: randomLaw, strategy: fc.constantFrom(...strategies) });

/** Checks something of every shrunk counterexample, and that there were enough of them. */
function forEachShrunk(
  check: (small: Counterexample, context: { readonly law: Law; readonly found: Counterexample }) => void,
  { runs = 100, seed = 1, states }: { readonly runs?: number; readonly seed?: number; readonly states?: number } = {},
): void {
  let count = 0;
  fc.assert(
    fc.property(randomRun, ({ system, law, strategy }) => {
      const found = find(system, law, strategy);
      if (found === undefined) return;
      count += 1;
      check(shrink(found, [law], states === undefined ? {} : { states }), { law, found });
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
  expect(count).toBeGreaterThan(runs / 4);
}

/** How many choices are shown of a fair run that never ends. */
const choicesShown = 12;

/** How a counterexample breaks its law: on the way, where nothing is left to do, or in a fair run that never ends. */
function howBroken({ execution, law: name, schedule }: Counterexample, law: Law): "on the way" | "end" | "endless" {
  const { violation } = follow(execution.system, schedule, [law]);
  if (violation?.law === name) return "on the way";
  const world = new World(execution.system);
  for (const choice of schedule) world.apply(choice);
  return world.work.length === 0 ? "end" : "endless";
}

/** What of the schedule leads to where the law is broken: all of it, but for what is shown of a run that never ends. */
function wayOf(small: Counterexample, law: Law): Schedule {
  return howBroken(small, law) === "endless" ? small.schedule.slice(0, -choicesShown) : small.schedule;
}

/** By how many choices the counterexample's law is broken when a schedule is followed loosely; undefined if it is not. */
function breaks(small: Counterexample, schedule: Schedule, law: Law): number | undefined {
  const drainSteps = howBroken(small, law) === "on the way" ? 0 : 2000;
  const { violation, execution } = follow(small.execution.system, schedule, [law], { loosely: true, drainSteps });
  return violation?.law === small.law ? execution.schedule.length : undefined;
}

describe("a shrunk counterexample", () => {
  test("breaks the same law, in no more choices", () => {
    forEachShrunk((small, { law, found }) => {
      expect(small.law).toBe(found.law);
      expect(small.foundLength).toBe(found.schedule.length);
      expect(small.schedule.length).toBeLessThanOrEqual(found.schedule.length);
      expect(breaks(small, wayOf(small, law), law)).toBe(small.schedule.length);
      expect(replay(small.execution.system, small.schedule).events).toEqual(small.execution.events);
    });
  });

  test("is a schedule of the system: every choice is one that a search would try", () => {
    forEachShrunk((small) => {
      const world = new World(small.execution.system);
      for (const choice of small.schedule) {
        const isTimed = "nowMs" in choice;
        if (!isTimed) expect(world.choices).toContainEqual(choice);
        world.apply(choice);
      }
    });
  });

  test.each([0, undefined])(
    "is 1-minimal: without any one of its choices, that law is not broken by fewer (%s states)",
    (states) => {
      const check = (small: Counterexample, { law }: { readonly law: Law }): void => {
        expect(small.minimal).toBe(true);
        const way = wayOf(small, law);
        const lengths = [...way.keys()].map((place) => breaks(small, way.toSpliced(place, 1), law) ?? Infinity);
        expect(Math.min(...lengths, Infinity)).toBeGreaterThanOrEqual(small.schedule.length);
      };
      forEachShrunk(check, { runs: 150, ...(states === undefined ? {} : { states }) });
    },
  );

  test.each([30, 20_000])(
    "of a law on the way is no shorter than the shortest that explore finds, and as short if it is called so (%i states)",
    (states) => {
      let count = 0;
      forEachShrunk(
        (small, { law }) => {
          const isTimed = small.schedule.some((choice) => "nowMs" in choice);
          if (law.kind === "execution" || howBroken(small, law) !== "on the way" || isTimed) return;
          const { counterexample } = explore(small.execution.system, { laws: [law], limits: { states: 20_000 } });
          if (counterexample === undefined) return;
          if (small.shortest) count += 1;
          expect(small.schedule.length).toBeGreaterThanOrEqual(counterexample.schedule.length);
          expect(small.shortest ? small.schedule.length : 0).toBe(small.shortest ? counterexample.schedule.length : 0);
        },
        { states },
      );
      expect(count).toBeGreaterThan(5);
    },
  );
});
