import { at, defineMachine, defineSystem, exactly } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { check, defineExercise } from "./exercise.ts";
import { grade } from "./grade.ts";

const inMachines = defineExercise<{ stamp: (label: string) => unknown }>({
  id: "9.9",
  title: "Stamps",
  minutes: 1,
  source: "a post office",
  work: "stamps.ts",
  checks: [
    check("a letter has one stamp", ({ work, explore }) => {
      const office = defineMachine<object, never, unknown, string>({
        start: () => ({}),
        onInput: (_state, label, context) => context.output(work.stamp(label)),
      });
      const system = defineSystem({ machines: { a: office }, inputs: [at("a", "hello")] });
      explore(system, [
        exactly("one stamp", { counts: ({ kind }) => (kind === "output" ? 1 : 0), of: 1, unit: "stamps" }),
      ]);
    }),
  ],
});

const closed: readonly (readonly [string, () => unknown])[] = [
  ["Date.now(…)", () => Date.now()],
  ["new Date()", () => new Date().getTime()],
  ["Date()", () => Date()],
  ["performance.now(…)", () => performance.now()],
  ["Math.random(…)", () => Math.random()],
  ["crypto.randomUUID(…)", () => crypto.randomUUID()],
  ["crypto.getRandomValues(…)", () => crypto.getRandomValues(new Uint8Array(1))[0]],
  ["setTimeout(…)", () => setTimeout(() => undefined)],
  ["setInterval(…)", () => setInterval(() => undefined)],
];

describe("what gives another answer in every run is refused by name, with what to use instead", () => {
  test.each(closed)("%s", (what, stamp) => {
    const { problem } = grade(inMachines, { stamp }).checks[0] ?? {};
    expect(problem?.message).toContain(`${what} is not to be had here`);
    expect(problem?.message).toMatch(/context\.(now|random|setTimer)\(/);
  });
});

test("a date that is given its time is data like any other", () => {
  const stamp = (): string => new Date(1_000).toISOString();
  expect(grade(inMachines, { stamp }).status).toBe("passed");
  expect(grade(inMachines, { stamp: () => new Date(0) instanceof Date }).status).toBe("passed");
});

test("whoever grades keeps the clock, and everything is as it was afterwards", () => {
  const before = [Date, Date.now, Math.random, performance.now, setTimeout];
  const exercise = defineExercise<{ stamp: () => unknown }>({
    ...inMachines,
    checks: [check("the grader has a clock", ({ equal }) => equal(Date.now() > 0 && Math.random() < 1, true, "it"))],
  });
  expect(grade(exercise, { stamp: () => Date.now() }).status).toBe("passed");
  grade(inMachines, { stamp: () => Date.now() });
  expect([Date, Date.now, Math.random, performance.now, setTimeout]).toEqual(before);
  expect(Date.now()).toBeGreaterThan(0);
});
