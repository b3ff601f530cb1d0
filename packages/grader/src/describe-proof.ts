import type { CheckVerdict, Problem, Proof } from "./verdict.ts";

/**
 * How a check was decided, in a few words: "proved: 1,204 states", or "broken in 3 steps (41 states searched)".
 * With `inFull: false` a check that did not pass says no more than what stood in its way.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describeProof } from "@millrace/grader";
 *
 * assert.equal(describeProof({ name: "sums", status: "passed", proof: { kind: "cases", cases: 1204 } }), "1,204 cases");
 * ```
 */
export function describeProof(check: CheckVerdict, { inFull = true }: { inFull?: boolean } = {}): string {
  const { status, proof, counterexample, problem } = check;
  if (problem !== undefined) return problemNames[problem.kind];
  if (status === "passed") return proof === undefined ? "" : describePassed(proof);
  if (!inFull) return "";
  const searched = proof === undefined ? "" : describeSearched(proof);
  if (counterexample === undefined) return proof?.kind === "cases" ? `broken in case ${proof.cases}` : searched;
  const steps = `broken in ${count(counterexample.length, "step")}`;
  return searched === "" ? steps : `${steps} (${searched})`;
}

/**
 * A number with its noun, in the plural unless it is 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { count } from "@millrace/grader";
 *
 * assert.deepEqual([count(1, "check"), count(1204, "state")], ["1 check", "1,204 states"]);
 * ```
 */
export function count(value: number, noun: string): string {
  return `${String(value).replace(/\B(?=(\d{3})+$)/g, ",")} ${noun}${value === 1 ? "" : "s"}`;
}

function describePassed(proof: Proof): string {
  switch (proof.kind) {
    case "cases":
      return count(proof.cases, "case");
    case "sampled":
      return `sampled: ${count(proof.runs, "run")}`;
    case "proved":
      return `proved: ${describeSpace(proof)}${proof.bound.depth === undefined ? "" : `, up to ${count(proof.bound.depth, "step")}`}`;
  }
}

function describeSearched(proof: Proof): string {
  switch (proof.kind) {
    case "cases":
      return "";
    case "sampled":
      return `${count(proof.runs, "run")} tried`;
    case "proved":
      return `${describeSpace(proof)} searched`;
  }
}

function describeSpace({ states, schedules }: Proof & { readonly kind: "proved" }): string {
  const parts = [
    ...(states > 0 ? [count(states, "state")] : []),
    ...(schedules > 0 ? [count(schedules, "schedule")] : []),
  ];
  return parts.join(", ") || "nothing to choose";
}

const problemNames: Readonly<Record<Problem["kind"], string>> = {
  "missing-export": "an export is missing",
  syntax: "cannot be read",
  "threw-while-loading": "cannot be loaded",
  "endless-loop": "endless loop",
  memory: "out of memory",
  "print-flood": "prints too much",
  threw: "threw an error",
  "missing-file": "the file is missing",
  budget: "not decided",
  "check-shows-nothing": "our fault",
  "our-fault": "our fault",
};
