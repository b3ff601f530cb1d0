import { existsSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Bundle, bundleChecks, bundleWork } from "./bundle.node.ts";
import type { ExerciseFiles } from "./catalogue.node.ts";
import type { GradingPool } from "./grading-pool.node.ts";
import type { Mistake } from "./mistakes.ts";
import { isBuildFailure, missingFile, unreadable } from "./problems.node.ts";
import type { Ending, Job, Report } from "./protocol.node.ts";
import type { ResultCache } from "./result-cache.node.ts";
import type { Source } from "./stack.node.ts";
import type { Problem } from "./verdict.ts";

/** What a runner works with. */
export interface Workshop {
  /** The repository's folder, absolute, without symbolic links. */
  readonly root: string;
  readonly pool: GradingPool;
  readonly results: ResultCache;
  readonly bundles: BundleFolder;
  /** By the solution's file. */
  readonly rehearsals: Map<string, Promise<string | undefined>>;
  /** Code of ours that is ready to load, by its file: where nobody changes it meanwhile. */
  readonly ours: Map<string, Promise<Loadable>> | undefined;
}

/** Where bundles lie while they are in use, each under its content's name. */
export class BundleFolder {
  readonly path: string;

  constructor(cache: string) {
    this.path = join(cache, `run-${process.pid}-${Date.now().toString(36)}`);
  }

  /** Keeps a bundle; gives its file. */
  write({ code, hash }: Bundle): string {
    const file = join(this.path, `${hash.slice(0, 16)}.mjs`);
    if (!existsSync(file)) {
      mkdirSync(this.path, { recursive: true });
      writeFileSync(file, code);
    }
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A module that a worker can load. */
export interface Loadable {
  readonly url: string;
  /** Of the code: 64 hexadecimal digits. */
  readonly hash: string;
}

/** Code of ours, ready to load: checks with their laws, or mistakes. Rejects if it cannot be built. */
export function prepareOurs(shop: Workshop, file: string): Promise<Loadable> {
  const ready = shop.ours?.get(file) ?? bundleOurs(shop, file);
  shop.ours?.set(file, ready);
  return ready;
}

async function bundleOurs({ root, pool, bundles }: Workshop, file: string): Promise<Loadable> {
  const bundle = await bundleChecks(file, { engine: await pool.engine(), root, outFolder: bundles.path });
  return { url: pathToFileURL(bundles.write(bundle)).href, hash: bundle.hash };
}

/**
 * The address of a right answer for the next worker to run while it waits; undefined where none is kept waiting. Its
 * verdicts are not looked at, so an old one does as well.
 */
export function prepareRehearsal(shop: Workshop, files: ExerciseFiles): Promise<string | undefined> {
  if (!shop.pool.keepsSpare) return Promise.resolve(undefined);
  const { workFile } = files.solution;
  let made = shop.rehearsals.get(workFile);
  if (made === undefined) {
    made = prepareWork(shop, files, { workFile }).then(
      (work) => ("kind" in work ? undefined : work.url),
      () => undefined, // nobody's verdict depends on it
    );
    shop.rehearsals.set(workFile, made);
  }
  return made;
}

/** What is to be graded. */
export interface WorkChoice {
  readonly workFile?: string | undefined;
  readonly mistake?: Mistake | undefined;
}

/** A learner's code, ready to load, or why it is not. Rejects if a mistake cannot be made. */
export async function prepareWork(
  { root, pool, bundles }: Workshop,
  files: ExerciseFiles,
  choice: WorkChoice,
): Promise<(Loadable & { readonly source: Source }) | Problem> {
  const { mistake } = choice;
  const file = choose(files, choice);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return missingFile(file, { files, root });
  const workFile = realpathSync(file); // as the source map names it
  try {
    const edit = mistake === undefined ? {} : { edit: { file: files.solution.answerFile, mistake } };
    const bundle = await bundleWork(workFile, { engine: await pool.engine(), root, outFolder: bundles.path, ...edit });
    const bundleFile = bundles.write(bundle);
    const source = { bundleFile, map: bundle.map, workFile, root };
    return { url: pathToFileURL(bundleFile).href, hash: bundle.hash, source };
  } catch (error) {
    if (mistake !== undefined || !isBuildFailure(error)) throw error;
    return unreadable(error, { workFile, root });
  }
}

function choose(files: ExerciseFiles, { workFile, mistake }: WorkChoice): string {
  if (mistake !== undefined) return files.solution.workFile;
  return workFile === undefined ? files.workFile : resolve(workFile);
}

/** Does a job in a process that is free. */
export function runJob(
  { pool }: Workshop,
  job: Job,
  onReport: (report: Report) => void = () => undefined,
): Promise<Ending> {
  return pool.with((process) => process.run(job, { onReport }));
}
