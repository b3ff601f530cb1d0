import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { ExerciseFiles } from "./catalogue.node.ts";
import { type Manifest, describeExercise } from "./describe-exercise.node.ts";
import { findMistake, readMistakes } from "./find-mistake.node.ts";
import { type GradeRequest, gradeExercise } from "./grade-exercise.node.ts";
import { GradingPool } from "./grading-pool.node.ts";
import { defaultLimits } from "./grading-process.node.ts";
import type { Link } from "./link.ts";
import type { Mistake } from "./mistakes.ts";
import type { Limits } from "./protocol.node.ts";
import { type Replay, type ReplayRequest, replayExercise } from "./replay-exercise.node.ts";
import { ResultCache } from "./result-cache.node.ts";
import type { Verdict } from "./verdict.ts";
import { BundleFolder, type Workshop } from "./workshop.node.ts";

export type { GradeRequest, Manifest, Replay, ReplayRequest };

/** Grades exercises in workers that are ended when a learner's code does not end by itself. */
export interface Runner {
  /** What an exercise says of itself. Rejects if its checks cannot be loaded. */
  describe(files: ExerciseFiles): Promise<Manifest>;
  /** Never rejects for what a learner's code does. */
  grade(files: ExerciseFiles, request?: GradeRequest): Promise<Verdict>;
  /** Follows a link with the learner's file. Rejects with an Error that says why it cannot be followed. */
  replay(files: ExerciseFiles, link: Link, request?: ReplayRequest): Promise<Replay>;
  /** The known mistakes; none if the exercise lists none. */
  mistakesOf(files: ExerciseFiles): Promise<Mistake[]>;
  /** The verdict with `mistake` filled in, if the learner's file fails just as a known mistake does. */
  matchMistake(files: ExerciseFiles, verdict: Verdict): Promise<Verdict>;
  /** Ends everything that it has started. */
  close(): Promise<void>;
}

/** How to make a {@link Runner}. */
export interface RunnerOptions {
  /** The repository's folder. */
  readonly root: string;
  /** Keep a worker ready for the next file that is saved. */
  readonly prewarm?: boolean;
  /**
   * Grade one file after the other in the same worker, several times as fast: for files of ours alone, as what one of them
   * does to a global is there for the next. Checks and lists of mistakes are read once.
   */
  readonly keepWorkers?: boolean;
  /** Is told what the learner's code prints, as far as it is shown. */
  readonly onPrint?: (text: string) => void;
  /** How far a learner's code may go; far enough by default. */
  readonly limits?: Partial<Limits>;
}

/**
 * Makes a runner. Close it when it is done with.
 *
 * A learner's file is trusted here as any file on this computer is: it may import `node:fs`. It cannot hang or end the
 * command, and a verdict needs nothing but its exports. Where files are not trusted, they are graded elsewhere.
 */
export function createRunner(options: RunnerOptions): Runner {
  const { prewarm = false, keepWorkers = false, onPrint = () => undefined, limits } = options;
  const root = realpathSync(options.root);
  const cache = join(root, "node_modules", ".cache", "millrace");
  const pool = new GradingPool(cache, {
    limits: { ...defaultLimits, ...limits },
    keepSpare: prewarm,
    keepWorker: keepWorkers,
  });
  const results = new ResultCache(join(cache, "results"));
  const shop: Workshop = {
    root,
    pool,
    results,
    bundles: new BundleFolder(cache),
    rehearsals: new Map(),
    ours: keepWorkers ? new Map() : undefined,
  };
  if (prewarm) pool.warm();

  return {
    describe: (files) => describeExercise(shop, files),
    grade: (files, request = {}) => gradeExercise(shop, files, { ...request, onPrint }),
    replay: (files, link, request = {}) => replayExercise(shop, files, { ...request, link, onPrint }),
    mistakesOf: (files) => readMistakes(shop, files),
    matchMistake: (files, verdict) => findMistake(shop, files, verdict),
    close: async () => {
      pool.close();
      shop.bundles.remove();
    },
  };
}
