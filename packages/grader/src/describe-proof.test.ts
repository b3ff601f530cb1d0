import { expect, test } from "vitest";
import { describeProof } from "./describe-proof.ts";
import type { Proof, ProvedProof, SampledProof } from "./verdict.ts";

const proved: ProvedProof = { kind: "proved", states: 41, transitions: 90, schedules: 0, depth: 7, bound: {} };
const sampled: SampledProof = { kind: "sampled", runs: 100, seed: 1, localStates: 1204, lastNew: { run: 97, of: 100 } };

const passed = (proof: Proof, inFull: boolean): string =>
  describeProof({ name: "", status: "passed", proof }, { inFull });

test("what was sampled says whether more runs would meet more", () => {
  expect(passed(sampled, true)).toBe("sampled: 100 runs, 1,204 local states, still new in run 97");
  expect(passed(sampled, false)).toBe("sampled: 100 runs, still new in run 97");
  const seen = { ...sampled, lastNew: { run: 12, of: 100 } };
  expect(passed(seen, false)).toBe("sampled: 100 runs, none new after run 12");
  expect(passed({ ...seen, runs: 300 }, false)).toBe("sampled: 300 runs, none new after run 12 of 100");
});

test("a few runs, of which each is new, say nothing about more", () => {
  expect(passed({ ...sampled, runs: 3, lastNew: { run: 3, of: 3 } }, true)).toBe("sampled: 3 runs, 1,204 local states");
  expect(passed({ ...sampled, runs: 3, lastNew: { run: 3, of: 3 } }, false)).toBe("sampled: 3 runs");
});

test("a check that proves one system and samples another says both", () => {
  expect(passed({ ...sampled, proved }, false)).toBe("sampled: 100 runs, proved: 41 states");
  expect(passed({ ...sampled, proved: { ...proved, bound: { depth: 9 } } }, true)).toBe(
    "sampled: 100 runs, 1,204 local states, still new in run 97; proved: 41 states, up to 9 steps",
  );
});

test("what was searched before something broke is said, all of it", () => {
  const broken = (proof: Proof): string => describeProof({ name: "", status: "failed", proof });
  expect(broken(sampled)).toBe("100 runs tried");
  expect(broken({ ...sampled, proved })).toBe("100 runs tried, 41 states searched");
  expect(broken(proved)).toBe("41 states searched");
});
