import type { CheckVerdict, Problem, Proof, Status } from "@millrace/grader";
import type { ExerciseStatus } from "../workshop/workshop.ts";

/** A count with its noun: "1 check", "1,204 states". */
export function count(value: number, noun: string): string {
  return `${value.toLocaleString("en-GB")} ${noun}${value === 1 ? "" : "s"}`;
}

/** How a check was decided, in a few words: "proved: 1,204 states", "broken in 3 steps (41 states searched)". */
export function describeProof({ status, proof, counterexample, problem }: CheckVerdict): string {
  if (problem !== undefined) return problemNames[problem.kind];
  if (status === "passed") return proof === undefined ? "" : describePassed(proof);
  const searched = proof === undefined ? "" : describeSearched(proof);
  if (counterexample === undefined) return proof?.kind === "cases" ? `broken in case ${proof.cases}` : searched;
  const steps = `broken in ${count(counterexample.length, "step")}`;
  return searched === "" ? steps : `${steps} (${searched})`;
}

/** A shape that tells a status without its colour. */
export const markOf: Readonly<Record<ExerciseStatus, string>> = {
  passed: "✓",
  failed: "✗",
  inconclusive: "?",
  error: "!",
  missing: "!",
  "not-begun": "○",
};

/** What a mark says to those who do not see it. */
export const statusNames: Readonly<Record<Status, string>> = {
  passed: "passed",
  failed: "failed",
  inconclusive: "not decided",
  error: "could not be run",
};

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
  "missing-file": "the file is not there",
  "missing-export": "an export is missing",
  syntax: "cannot be read",
  "threw-while-loading": "cannot be loaded",
  "endless-loop": "endless loop",
  memory: "out of memory",
  "print-flood": "prints too much",
  threw: "threw an error",
  budget: "not decided",
  "check-shows-nothing": "our fault",
  "our-fault": "our fault",
};
