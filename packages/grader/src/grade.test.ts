import {
  type AnyMachine,
  type Machine,
  type System,
  at,
  broken,
  defineMachine,
  defineSystem,
  eventually,
  monitor,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Lab, check, defineExercise } from "./exercise.ts";
import { grade } from "./grade.ts";
import { readLink } from "./link.ts";
import { replayLink } from "./replay-link.ts";
import type { CheckVerdict, Verdict } from "./verdict.ts";

interface Work {
  readonly counter: AnyMachine;
  readonly double: (value: number) => number;
}

/** Puts out each number that it is sent. */
const counter: Machine<{ sum: number }, number, number, number> = defineMachine({
  start: () => ({ sum: 0 }),
  onMessage(state, message, _from, context) {
    state.sum += message;
    context.output(message);
  },
  onInput(_state, input, context) {
    context.send("b", input);
  },
});
const right: Work = { counter, double: (value) => value * 2 };

const inOrder = monitor("b puts out 1 before 2", {
  start: () => ({ seen: 0 }),
  on: {
    output: (state, { output }) => (output === ++state.seen ? undefined : broken(String(state.seen), String(output))),
  },
});
const anyOutput = monitor("what b puts out", {
  start: () => ({ any: false }),
  on: { output: (state) => void (state.any = true) },
});
const puttingOut = eventually("b puts something out", {
  of: anyOutput,
  holds: ({ any }) => (any ? undefined : broken("an output", "none")),
});

const pair = ({ counter: machine }: Pick<Work, "counter">, channels: "fifo" | "any-order" = "fifo"): System =>
  defineSystem({ machines: { a: machine, b: machine }, channels, inputs: [at("a", 1), at("a", 2)] });

/** The verdict of one check, and the whole. */
function run(
  show: (lab: Lab<Work>) => unknown,
  work: Partial<Work> = right,
): { verdict: Verdict; check: CheckVerdict } {
  const exercise = defineExercise<Work>({
    id: "9.9",
    title: "Counting",
    minutes: 1,
    source: "",
    work: "work.ts",
    checks: [check("it", show)],
  });
  const verdict = grade(exercise, work as Work);
  const [found] = verdict.checks;
  if (found === undefined) throw new Error("there is one check");
  return { verdict, check: found };
}

describe("a check passes", () => {
  test("when a search comes to its end: proved", () => {
    const { verdict, check: found } = run(({ work, explore }) => explore(pair(work), [inOrder]));
    expect(verdict).toMatchObject({ status: "passed", points: 1, pointsMax: 1 });
    expect(found.proof).toMatchObject({ kind: "proved", states: expect.any(Number) });
  });

  test("when cases hold: so many cases", () => {
    const { check: found } = run(({ work, equal, cases }) => {
      equal(work.double(3), 6, "double(3)");
      cases([1, 2], (value) => (work.double(value) === 2 * value ? undefined : broken("twice", "not")));
    });
    expect(found).toEqual({ name: "it", status: "passed", proof: { kind: "cases", cases: 3 } });
  });

  test("when runs hold: sampled, however much beside them was proved", () => {
    const systems = { explored: 0, both: 0 };
    const { check: found } = run(({ work, explore, sample }) => {
      systems.explored = explore(pair(work), [inOrder]).states;
      sample(pair(work), [inOrder], { runs: 3 });
      systems.both = systems.explored + explore(pair(work, "any-order"), [puttingOut]).states;
      sample(pair(work, "any-order"), [puttingOut], { runs: 5, strategy: "walk" });
    });
    expect(found).toMatchObject({
      status: "passed",
      proof: { kind: "sampled", runs: 8, seed: 1, localStates: expect.any(Number), proved: { kind: "proved" } },
    });
    expect(systems.both).toBeGreaterThan(systems.explored);
    expect(found.proof).toHaveProperty("proved.states", systems.both);
  });

  test("when runs hold and nothing else was looked at: sampled, and nothing is proved", () => {
    const { check: found } = run(({ work, sample, equal }) => {
      sample(pair(work), [inOrder], { runs: 3, strategy: "pct", depth: 2 });
      equal(work.double(3), 6, "double(3)");
    });
    expect(found.proof).toEqual({
      kind: "sampled",
      runs: 3,
      seed: 1,
      localStates: expect.any(Number),
      lastNew: { run: expect.any(Number), of: 3 },
    });
  });
});

describe("a check fails", () => {
  test("with the law that is broken, and a link that breaks it again", () => {
    const show = ({ work, explore }: Lab<Work>): unknown => explore(pair(work, "any-order"), [inOrder]);
    const { check: found } = run(show);
    expect(found).toMatchObject({ status: "failed", law: "b puts out 1 before 2", expected: "1", actual: "2" });
    expect(found.counterexample).toMatchObject({
      length: 3,
      schedule: ["input 0 reaches a", "input 1 reaches a", "b receives message 1 of a"],
    });
    const exercise = defineExercise<Work>({
      id: "9.9",
      title: "",
      minutes: 1,
      source: "",
      work: "work.ts",
      checks: [check("it", show)],
    });
    const replayed = replayLink(exercise, right, readLink(found.counterexample?.link ?? ""));
    expect(replayed.violation).toMatchObject({ law: "b puts out 1 before 2", actual: "2" });
  });

  test("at the first call that does not hold; the link leads to that system", () => {
    const show = ({ work, explore, follow }: Lab<Work>): void => {
      explore(pair(work), [inOrder]);
      follow(pair(work), [], [inOrder]);
      explore(pair(work, "any-order"), [inOrder]);
      throw new Error("never reached");
    };
    expect(readLink(run(show).check.counterexample?.link ?? "")).toMatchObject({ world: 2 });
  });

  test("with the case that does not hold", () => {
    const judge = (value: number) => (value < 3 ? undefined : broken("less than 3", String(value)));
    const { check: found } = run(({ cases }) => cases([1, 2, 3, 4], judge, (value) => `the number ${value}`));
    expect(found).toMatchObject({
      status: "failed",
      expected: "the number 3: less than 3",
      actual: "3",
      proof: { cases: 3 },
    });
  });

  test("when the work throws", () => {
    const double = (): never => {
      throw new Error("no stock");
    };
    const { check: found } = run(({ work, equal }) => equal(work.double(1), 2, "double(1)"), { double });
    expect(found).toMatchObject({ status: "failed", expected: "double returns", actual: "no stock" });
    expect(found.problem).toEqual({ kind: "threw", message: "double threw: no stock", file: "work.ts" });
  });

  test("when a handler throws: both a run and a problem", () => {
    const throwing = defineMachine<object, number, number, number>({
      ...counter,
      start: () => ({}),
      onMessage() {
        throw new TypeError("no such key");
      },
    });
    const { check: found } = run(({ work, explore }) => explore(pair(work), [inOrder]), { counter: throwing });
    expect(found.problem).toEqual({
      kind: "threw",
      message: "onMessage of b threw: TypeError: no such key",
      file: "work.ts",
    });
    expect(found.counterexample?.length).toBe(2);
  });

  test("when an export is missing, or is no machine or function", () => {
    const explores = ({ work, explore }: Lab<Work>): unknown => explore(pair(work), [inOrder]);
    const calls = ({ work, equal }: Lab<Work>): unknown => equal(work.double(1), 2, "double(1)");
    expect(run(explores, {}).check.problem?.kind).toBe("missing-export");
    expect(run(explores, { counter: {} as AnyMachine }).check).toMatchObject({
      status: "failed",
      actual: expect.stringContaining("no start handler"),
    });
    expect(run(calls, { double: 2 as never }).check).toMatchObject({
      status: "failed",
      expected: "work.ts exports double as a function",
      actual: "it exports a number",
    });
  });

  test("when nothing ever happens, if something should in the end", () => {
    const idle = defineMachine({ ...counter, onInput: () => undefined });
    const { check: found } = run(({ work, explore }) => explore(pair(work), [puttingOut]), { counter: idle });
    expect(found).toMatchObject({ status: "failed", law: "b puts something out" });
  });
});

describe("a check is undecided, and not passed", () => {
  test("when a budget runs out", () => {
    const { verdict, check: found } = run(({ work, explore }) => explore(pair(work), [inOrder], { states: 2 }));
    expect(found).toMatchObject({ status: "inconclusive", problem: { kind: "budget" } });
    expect(verdict).toMatchObject({ status: "inconclusive", points: 0 });
  });

  test.each<[string, (lab: Lab<Work>) => unknown, string]>([
    ["it shows nothing", () => undefined, "check-shows-nothing"],
    ["it has no case", ({ cases }) => cases([], () => undefined), "check-shows-nothing"],
    ["it is asynchronous", async ({ equal }) => equal(1, 1, "one"), "our-fault"],
    ["it throws by itself", () => JSON.parse("{"), "our-fault"],
    ["it throws no Error", () => raise(7), "our-fault"],
  ])("when %s: an error of ours", (_what, show, kind) => {
    const { verdict, check: found } = run(show);
    expect(found).toMatchObject({ status: "error", problem: { kind } });
    expect(verdict.status).toBe("error");
  });
});

test("the worst check decides: failed, error, inconclusive, passed", () => {
  const shows: Record<string, (lab: Lab<Work>) => unknown> = {
    passed: ({ equal }) => equal(1, 1, "one"),
    inconclusive: ({ work, explore }) => explore(pair(work), [inOrder], { states: 2 }),
    error: () => undefined,
    failed: ({ equal }) => equal(1, 2, "one"),
  };
  const names = Object.keys(shows);
  for (const [place, worst] of names.entries()) {
    const checks = names.slice(0, place + 1).map((name) => check<Work>(name, shows[name] ?? raise));
    const exercise = defineExercise<Work>({ id: "9.9", title: "", minutes: 1, source: "", work: "work.ts", checks });
    expect(grade(exercise, right)).toMatchObject({ status: worst, points: 1, pointsMax: place + 1 });
  }
});

test("the same seed gives the same verdict, another seed other runs", () => {
  const show = ({ work, sample }: Lab<Work>): unknown => sample(pair(work, "any-order"), [inOrder], { runs: 20 });
  const exercise = defineExercise<Work>({
    id: "9.9",
    title: "",
    minutes: 1,
    source: "",
    work: "work.ts",
    checks: [check("it", show)],
  });
  const text = (seed: number): string => JSON.stringify(grade(exercise, right, { seed }));
  expect(text(5)).toBe(text(5));
  expect(new Set([1, 2, 3, 4, 5].map(text)).size).toBe(5);
});

test("a host is told which check begins, when the work runs and where it threw", () => {
  const heard: string[] = [];
  const failing = (): never => {
    throw new Error("no stock");
  };
  const exercise = defineExercise<Work>({
    id: "9.9",
    title: "",
    minutes: 1,
    source: "",
    work: "work.ts",
    checks: [check("it", ({ work, equal }) => equal(work.double(1), 2, "double(1)"))],
  });
  grade(
    exercise,
    { ...right, double: failing },
    {
      probe: { enter: (what) => void heard.push(`in ${what}`), leave: () => void heard.push("out") },
      onCheck: (name) => heard.push(name),
      onThrow: (stack) => heard.push(stack.split("\n")[0] ?? ""),
    },
  );
  expect(heard).toEqual(["it", "in double", "out", "Error: no stock"]);
});

function raise(value?: unknown): never {
  throw value;
}
