/**
 * Exercises, checks and verdicts.
 *
 * @module
 */
export { count, describeProof } from "./describe-proof.ts";
export { type Check, type Exercise, type Lab, check, defineExercise } from "./exercise.ts";
export { type GradeOptions, grade, gradeCheck } from "./grade.ts";
export { type Probe } from "./guard-work.ts";
export { type Link, readLink, writeLink } from "./link.ts";
export { type Edit, type Mistake, type MistakeOptions, applyMistake, mistakes } from "./mistakes.ts";
export { type Quiz, type QuizOption, type QuizQuestion, readQuiz, shuffleOptions } from "./quiz.ts";
export { type Replayed, replayLink } from "./replay-link.ts";
export {
  type CheckVerdict,
  type CounterexampleVerdict,
  type Problem,
  type Proof,
  type ProvedProof,
  type SampledProof,
  type Status,
  type Verdict,
} from "./verdict.ts";
