import type { CheckVerdict, Problem, Proof, ProvedProof, SampledProof } from "./verdict.ts";

/**
 * How a check was decided, in a few words: "proved: 1,204 states", or "broken in 3 steps (41 states searched)".
 * With `inFull: false` a check that did not pass says no more than what stood in its way, and one that was sampled no more
 * than what else was proved, or else whether runs met new local states to the last.
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
  if (status === "passed") return proof === undefined ? "" : describePassed(proof, inFull);
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

function describePassed(proof: Proof, inFull: boolean): string {
  switch (proof.kind) {
    case "cases":
      return count(proof.cases, "case");
    case "sampled":
      return describeSampled(proof, inFull);
    case "proved":
      return describeProved(proof);
  }
}

function describeProved(proof: ProvedProof): string {
  return `proved: ${describeSpace(proof)}${proof.bound.depth === undefined ? "" : `, up to ${count(proof.bound.depth, "step")}`}`;
}

function describeSampled(proof: SampledProof, inFull: boolean): string {
  const { runs, localStates, proved } = proof;
  const begin = `sampled: ${count(runs, "run")}`;
  if (inFull) {
    const parts = [begin, count(localStates, "local state"), ...describeNewness(proof)].join(", ");
    return proved === undefined ? parts : `${parts}; ${describeProved(proved)}`;
  }
  return [begin, ...(proved === undefined ? describeNewness(proof) : [describeProved(proved)])].join(", ");
}

/** Whether more runs would meet more. So few runs that each of them is new say nothing about that. */
function describeNewness({ runs, lastNew: { run, of } }: SampledProof): string[] {
  if (of < fewRuns) return [];
  const where = of === runs ? `run ${run}` : `run ${run} of ${of}`;
  return [run > of * 0.75 ? `still new in ${where}` : `none new after ${where}`];
}

const fewRuns = 20;

function describeSearched(proof: Proof): string {
  switch (proof.kind) {
    case "cases":
      return "";
    case "sampled":
      return [
        `${count(proof.runs, "run")} tried`,
        ...(proof.proved === undefined ? [] : [describeSearched(proof.proved)]),
      ].join(", ");
    case "proved":
      return `${describeSpace(proof)} searched`;
  }
}

function describeSpace({ states, schedules }: ProvedProof): string {
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
