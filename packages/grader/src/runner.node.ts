import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { Violation } from "@millrace/core";
import { assembleVerdict } from "./assemble-verdict.ts";
import type { ExerciseFiles } from "./catalogue.node.ts";
import { gradeInProcess } from "./grade-in-process.node.ts";
import { GradingPool } from "./grading-pool.node.ts";
import type { Link } from "./link.ts";
import { type Failure, failAlike, failuresOf, noteMistake } from "./match-mistake.ts";
import type { Mistake } from "./mistakes.ts";
import { cutShort, notLoaded, ourFault } from "./problems.node.ts";
import type { Drawing, Ending, ExerciseFacts, Frame, Job, Report } from "./protocol.node.ts";
import { ResultCache } from "./result-cache.node.ts";
import type { Problem, Verdict } from "./verdict.ts";
import { BundleFolder, type Workshop, prepareOurs, prepareWork } from "./workshop.node.ts";

/** What an exercise says of itself. */
export interface Manifest {
  readonly id: string;
  readonly title: string;
  /** How long it takes a practitioner. */
  readonly minutes: number;
  /** Where the algorithm comes from: "K&S ch. 6". */
  readonly source: string;
  /** The names of its checks, in order. */
  readonly checks: readonly string[];
  /** Changes when the checks or their laws do: 8 hexadecimal digits. */
  readonly version: string;
}

/** What to grade instead of the learner's file. */
export interface GradeRequest {
  /** Grade this file: absolute, or relative to the current folder. */
  readonly workFile?: string;
  /** Grade the solution with this mistake in it. */
  readonly mistake?: Mistake;
  /** The first seed of sampled runs; 1 by default. */
  readonly seed?: number;
  /** Ends the grading at once, for a verdict that nobody waits for any more: it is not to be shown. */
  readonly signal?: AbortSignal;
}

/** How to follow a link. */
export interface ReplayRequest extends GradeRequest {
  /** How to draw the run; 80 columns of Unicode by default. */
  readonly drawing?: Drawing;
}

/** A run seen again. */
export interface Replay {
  /** The name of the check that it belongs to. */
  readonly check: string;
  /** The law that it breaks now; absent if the code has been mended since. */
  readonly violation?: Violation;
  /** Whether the link was made for other checks than these. */
  readonly isOlderVersion: boolean;
  readonly diagram: {
    /** A Mermaid `sequenceDiagram`. */
    readonly mermaid: string;
    /** A space–time diagram for a terminal, as asked for. */
    readonly text: string;
  };
  /** What happened, one event a line, in order. */
  readonly steps: readonly string[];
  /** Each event by itself, if asked for. */
  readonly frames?: readonly Frame[];
}

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
  /** Is told what the learner's code prints, as far as it is shown. */
  readonly onPrint?: (text: string) => void;
}

/**
 * Makes a runner. Close it when it is done with.
 *
 * A learner's file is trusted here as any file on this computer is: it may import `node:fs`. It cannot hang or end the
 * command, and a verdict needs nothing but its exports. Where files are not trusted, they are graded elsewhere.
 */
export function createRunner(options: RunnerOptions): Runner {
  const { prewarm = false, onPrint = () => undefined } = options;
  const root = realpathSync(options.root);
  const cache = join(root, "node_modules", ".cache", "millrace");
  const pool = new GradingPool({ cache, keepSpare: prewarm });
  const results = new ResultCache(join(cache, "results"));
  const shop: Workshop = { root, pool, results, bundles: new BundleFolder(cache) };
  if (prewarm) void pool.warm().catch(() => undefined); // who grades is told

  return {
    describe: (files) => describe(shop, files),
    grade: (files, request = {}) => grade(shop, files, { ...request, onPrint }),
    replay: (files, link, request = {}) => replay(shop, files, { ...request, link, onPrint }),
    mistakesOf: (files) => readMistakes(shop, files),
    matchMistake: (files, verdict) => findMistake(shop, files, verdict),
    close: async () => {
      pool.close();
      shop.bundles.remove();
    },
  };
}

async function describe(shop: Workshop, files: ExerciseFiles): Promise<Manifest> {
  const { url, hash } = await prepareOurs(shop, files.checksFile);
  const facts = await shop.results.get(["facts", hash], async () => {
    let found: ExerciseFacts | undefined;
    const onReport = (report: Report): void => {
      if (report.type === "exercise") found = report.facts;
    };
    const ending = await run(shop, { kind: "describe", checksUrl: url }, onReport);
    if (found === undefined) throw new Error(`Cannot read ${files.checksFile}: ${reasonOf(ending)}`);
    return found;
  });
  return { ...facts, version: hash.slice(0, 8) };
}

async function grade(
  shop: Workshop,
  files: ExerciseFiles,
  {
    seed = 1,
    only,
    signal,
    onPrint,
    ...choice
  }: GradeRequest & { readonly only?: number; readonly onPrint: (text: string) => void },
): Promise<Verdict> {
  try {
    void shop.pool.warm(); // starts while the bundles are made
    const [checks, work] = await Promise.all([prepareOurs(shop, files.checksFile), prepareWork(shop, files, choice)]);
    const version = checks.hash.slice(0, 8);
    if ("kind" in work) return await refuse(shop, files, { seed, problem: work });
    const job = { checksUrl: checks.url, workUrl: work.url, version, seed, ...(only === undefined ? {} : { only }) };
    const { source } = work;
    return await gradeInProcess({
      job,
      source,
      onPrint,
      withProcess: (use) => shop.pool.with(use),
      ...(signal && { signal }),
    });
  } catch (error) {
    const problem = ourFault(error instanceof Error ? error.message : String(error));
    const exercise = { id: files.id, title: files.slug, version: "" };
    return assembleVerdict({ exercise, checks: [], seed, durationMs: 0, problem });
  }
}

/** The verdict of a file that cannot even be read. */
async function refuse(
  shop: Workshop,
  files: ExerciseFiles,
  { seed, problem }: { readonly seed: number; readonly problem: Problem },
): Promise<Verdict> {
  const { id, title, version, checks } = await describe(shop, files);
  return assembleVerdict({
    exercise: { id, title, version },
    checks: [],
    pointsMax: checks.length,
    seed,
    durationMs: 0,
    problem,
  });
}

async function replay(
  shop: Workshop,
  files: ExerciseFiles,
  {
    link,
    drawing = {},
    onPrint,
    ...choice
  }: ReplayRequest & { readonly link: Link; readonly onPrint: (text: string) => void },
): Promise<Replay> {
  const [checks, work] = await Promise.all([prepareOurs(shop, files.checksFile), prepareWork(shop, files, choice)]);
  if ("kind" in work) throw new Error(work.message);
  const job: Job = { kind: "replay", checksUrl: checks.url, workUrl: work.url, link, drawing };
  const ending = await run(shop, job, (report) => void (report.type === "print" && onPrint(report.text)));
  if (ending.type === "replayed") return { ...ending.facts, isOlderVersion: link.version !== checks.hash.slice(0, 8) };
  if (ending.type === "refused") throw new Error(ending.message);
  if (ending.type === "not-loaded" && ending.part === "work")
    throw new Error(notLoaded(ending.thrown, { flooded: ending.flooded, source: work.source }).message);
  throw new Error(cutShort(ending, { source: work.source }).message);
}

async function readMistakes(shop: Workshop, files: ExerciseFiles): Promise<Mistake[]> {
  if (!existsSync(files.solution.mistakesFile)) return [];
  const { url, hash } = await prepareOurs(shop, files.solution.mistakesFile);
  return shop.results.get(["mistakes", hash], async () => {
    const ending = await run(shop, { kind: "read", url });
    if (ending.type === "read" && Array.isArray(ending.value)) return ending.value as Mistake[]; // ours: mistakes({ … })
    throw new Error(`Cannot read ${files.solution.mistakesFile}: ${reasonOf(ending)}`);
  });
}

/**
 * One after the other, so that a process stays free for the learner's next try. A mistake that does not fail its own
 * check as the learner's file does is not it: the other checks are run for those alone that do.
 */
async function findMistake(shop: Workshop, files: ExerciseFiles, verdict: Verdict): Promise<Verdict> {
  const failures = failuresOf(verdict);
  if (failures.length === 0) return verdict;
  const [engine, checks, solution] = await Promise.all([
    shop.pool.engine(),
    prepareOurs(shop, files.checksFile),
    prepareWork(shop, files, { workFile: files.solution.workFile }),
  ]);
  if ("kind" in solution) return verdict;
  const { checks: names } = await describe(shop, files);
  const { seed } = verdict;
  for (const mistake of await readMistakes(shop, files)) {
    const wanted = failures.filter(({ check }) => check === mistake.caughtBy);
    if (wanted.length === 0) continue;
    const contents = [engine.hash, checks.hash, solution.hash, JSON.stringify(mistake.edits), String(seed)];
    const only = names.indexOf(mistake.caughtBy);
    const own = await shop.results.get(["failure", ...contents, String(only)], () =>
      failuresIn(shop, files, { mistake, seed, only }),
    );
    if (!failAlike(wanted, own)) continue;
    const all = await shop.results.get(["failures", ...contents], () => failuresIn(shop, files, { mistake, seed }));
    if (failAlike(failures, all)) return noteMistake(verdict, mistake);
  }
  return verdict;
}

async function failuresIn(
  shop: Workshop,
  files: ExerciseFiles,
  request: GradeRequest & { readonly only?: number },
): Promise<Failure[]> {
  return failuresOf(await grade(shop, files, { ...request, onPrint: () => undefined }));
}

function run(shop: Workshop, job: Job, onReport: (report: Report) => void = () => undefined): Promise<Ending> {
  return shop.pool.with((process) => process.run(job, { onReport }));
}

function reasonOf(ending: Ending): string {
  if (ending.type === "not-loaded") return ending.thrown.message;
  if (ending.type === "refused") return ending.message;
  return ending.type === "done" ? "it exports no exercise" : "it had to be ended";
}
