/**
 * Exercises, checks and verdicts.
 *
 * @module
 */
export { type Check, type Exercise, type Lab, check, defineExercise } from "./exercise.ts";
export { type Edit, type Mistake, type MistakeOptions, applyMistake, mistakes } from "./mistakes.ts";
export { type CheckVerdict, type CounterexampleVerdict, type Problem, type Proof, type Status, type Verdict } from "./verdict.ts";
