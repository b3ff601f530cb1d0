import {
  type Counterexample,
  type Coverage,
  type Execution,
  type Exploration,
  type Law,
  type Limits,
  type Schedule,
  type System,
  type Violation,
  describeValue,
  equal,
  explore,
  follow,
  sample,
  shrink,
} from "@millrace/core";
import type { Lab } from "./exercise.ts";
import type { Proof, ProvedProof, SampledProof } from "./verdict.ts";

/** Ends a check that is decided before its last line. */
export class CheckEnd extends Error {
  override readonly name = "CheckEnd";
  readonly end: End;

  constructor(end: End) {
    super(`The check ended: ${end.status}`);
    this.end = end;
  }
}

/** Why a check ended early. */
export type End =
  | {
      readonly status: "failed";
      readonly expected: string;
      readonly actual: string;
      readonly law?: string;
      readonly counterexample?: Counterexample;
      readonly world?: number;
    }
  | { readonly status: "inconclusive"; readonly reason: string };

/** What a check has shown so far. */
export interface Shown {
  proof: Proof | undefined;
  /** How many worlds (systems) it has looked at: the next one's number, for links. */
  worlds: number;
}

/** Budgets of one search in a check, unless the check sets its own: a verdict must not keep a learner waiting. */
const defaultLimits: Limits = { states: 150_000, schedules: 20_000 };

const drainSteps = 2000;

interface LabOptions {
  readonly seed: number;
  readonly shown: Shown;
  /** A counterexample of so many choices, or fewer, stays as it was found. */
  readonly shortEnough?: number | undefined;
}

/** The lab of one check: every call adds to what is shown, or ends the check. */
export function makeLab<Work>(work: Work, options: LabOptions): Lab<Work> {
  const { seed, shown, shortEnough = 0 } = options;
  const isToShrink = ({ schedule }: Counterexample): boolean => schedule.length > shortEnough;

  const judge = (exploration: Exploration): Exploration => {
    const world = shown.worlds++;
    const { outcome, states, transitions, schedules, depth, bound, coverage, counterexample } = exploration;
    if (coverage !== undefined) {
      add(shown, sampledBy(coverage, { runs: schedules, seed }));
    } else {
      add(shown, { kind: "proved", states, transitions, schedules, depth, bound });
    }
    if (counterexample !== undefined) throw failedBy(counterexample, world);
    if (outcome === "inconclusive")
      throw new CheckEnd({
        status: "inconclusive",
        reason: exploration.reason ?? "The search did not come to its end.",
      });
    return exploration;
  };

  return {
    work,
    explore: (system, laws, limits) => judge(explore(system, { laws, limits: { ...defaultLimits, ...limits } })),
    sample(system, laws, sampleOptions = {}) {
      const { shrinks = true } = sampleOptions;
      const found = sample(system, { laws, seed, ...sampleOptions, shrinks: shrinks && shortEnough === 0 });
      const { counterexample } = found;
      if (!shrinks || shortEnough === 0 || counterexample === undefined || !isToShrink(counterexample))
        return judge(found);
      return judge({ ...found, counterexample: shrink(counterexample, laws, { drainSteps }) });
    },
    follow: (system, schedule, laws) => followPinned(system, { schedule, laws, isToShrink }, shown),
    cases(cases, decide, describe = describeValue) {
      for (const item of cases) {
        add(shown, { kind: "cases", cases: 1 });
        const result = decide(item);
        if (result === undefined) continue;
        throw new CheckEnd({
          status: "failed",
          expected: `${describe(item)}: ${result.expected}`,
          actual: result.actual,
        });
      }
    },
    equal(actual, expected, what) {
      add(shown, { kind: "cases", cases: 1 });
      if (isSame(actual, expected)) return;
      throw new CheckEnd({
        status: "failed",
        expected: `${what} is ${describeValue(expected)}`,
        actual: describeValue(actual),
      });
    },
  };
}

/** Choices that another answer makes impossible are left out: what counts is that the laws hold. */
function followPinned(
  system: System,
  {
    schedule,
    laws,
    isToShrink,
  }: {
    readonly schedule: Schedule;
    readonly laws: readonly Law[];
    readonly isToShrink: (found: Counterexample) => boolean;
  },
  shown: Shown,
): Execution {
  const world = shown.worlds++;
  add(shown, { kind: "cases", cases: 1 });
  const { execution, violation } = follow(system, schedule, laws, { loosely: true, drainSteps });
  if (violation === undefined) return execution;
  const found = asCounterexample(execution, violation);
  // An execution law may read times, or what this very schedule is about: its run stays as it is.
  const isShrunk = isToShrink(found) && laws.every(({ kind }) => kind === "monitor");
  throw failedBy(isShrunk ? shrink(found, laws, pinnedLimits) : found, world);
}

/** To shrink a pinned schedule, so many choices are followed and states searched: a verdict must not keep a learner waiting. */
const pinnedLimits = { budget: 5_000, states: 1_000 };

/** A followed schedule as a counterexample: found as it is, not searched for. */
function asCounterexample(execution: Execution, violation: Violation): Counterexample {
  const { schedule } = execution;
  return { ...violation, schedule, execution, foundLength: schedule.length, shortest: false };
}

function failedBy(counterexample: Counterexample, world: number): CheckEnd {
  const { law, expected, actual } = counterexample;
  return new CheckEnd({ status: "failed", law, expected, actual, counterexample, world });
}

/** What a learner's function returned may be anything at all. */
function isSame(actual: unknown, expected: unknown): boolean {
  try {
    return equal(actual, expected);
  } catch {
    return false;
  }
}

function sampledBy(coverage: Coverage, { runs, seed }: { runs: number; seed: number }): SampledProof {
  const localStates = Object.values(coverage.localStates).reduce((sum, count) => sum + count, 0);
  return { kind: "sampled", runs, seed, localStates, lastNew: { run: coverage.lastNewRun, of: runs } };
}

/** Adds up proofs. One sampled part makes the whole sampled; cases beside a search do not weaken it. */
function add(shown: Shown, proof: Proof): void {
  shown.proof = shown.proof === undefined ? proof : addProofs(shown.proof, proof);
}

function addProofs(before: Proof, proof: Proof): Proof {
  if (before.kind === "cases")
    return proof.kind === "cases" ? { kind: "cases", cases: before.cases + proof.cases } : proof;
  if (proof.kind === "cases") return before;
  if (before.kind === "proved") return proof.kind === "proved" ? addSearches(before, proof) : addProved(proof, before);
  return proof.kind === "proved" ? addProved(before, proof) : addSamples(before, proof);
}

function addProved(sampled: SampledProof, proved: ProvedProof): SampledProof {
  return { ...sampled, proved: sampled.proved === undefined ? proved : addSearches(sampled.proved, proved) };
}

function addSamples(first: SampledProof, second: SampledProof): SampledProof {
  const isLater = second.lastNew.run * first.lastNew.of > first.lastNew.run * second.lastNew.of;
  return {
    ...first,
    runs: first.runs + second.runs,
    localStates: first.localStates + second.localStates,
    lastNew: isLater ? second.lastNew : first.lastNew,
  };
}

function addSearches(first: ProvedProof, second: ProvedProof): ProvedProof {
  return {
    kind: "proved",
    states: first.states + second.states,
    transitions: first.transitions + second.transitions,
    schedules: first.schedules + second.schedules,
    depth: Math.max(first.depth, second.depth),
    bound: { ...first.bound, ...second.bound },
  };
}
