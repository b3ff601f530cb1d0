import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { REPORTS } from "./suite-report.ts";
import { findTools, onPath, toolsFingerprint } from "./tools.ts";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const runs = join(root, ".turbo", "runs");

/** One task of one package, after turbo has run it or found it in its cache. */
export interface Task {
  /** What was run: "test", "lint", … */
  readonly kind: string;
  /** "@millrace/core", or "//" for the repository as a whole */
  readonly package: string;
  /** the package's folder, absolute */
  readonly folder: string;
  readonly ok: boolean;
  readonly cached: boolean;
}

/**
 * Runs tasks in every package that has them, in one call of turbo; one that fails does not stop the others.
 * Prints what ran afresh, to standard error if `quiet`. Returns undefined where turbo itself did not run.
 */
export async function runTasks(
  kinds: readonly string[],
  { force, quiet }: { force: boolean; quiet: boolean },
): Promise<Task[] | undefined> {
  removeReports();
  const before = new Set(summaries());
  // Turbo's own ten at once, each with threads for all cores, starve tests that wait for a browser or a worker.
  const atOnce = Math.max(3, availableParallelism());
  const flags = [
    "--continue",
    "--summarize",
    "--output-logs=new-only",
    "--log-order=grouped",
    `--concurrency=${atOnce}`,
  ];
  await startTurbo(["run", ...kinds, ...flags, ...(force ? ["--force"] : [])], { quiet });
  const [summary] = summaries().filter((name) => !before.has(name));
  return summary === undefined ? undefined : readSummary(join(runs, summary));
}

/**
 * Builds the site if it is not built of the sources as they are, and gives the folder that it lies in; undefined if it could
 * not be built, which is then said on standard error.
 */
export async function buildSite(): Promise<string | undefined> {
  const folder = join(root, "apps", "web", "dist");
  const before = new Set(summaries());
  const flags = ["--filter=@millrace/web", "--output-logs=errors-only", "--summarize"];
  await startTurbo(["run", "build", ...flags], { quiet: true });
  const [summary] = summaries().filter((name) => !before.has(name));
  const tasks = summary === undefined ? [] : readSummary(join(runs, summary));
  return tasks.length > 0 && tasks.every(({ ok }) => ok) ? folder : undefined;
}

// turbo wants to find pnpm on PATH, and runs every script through it. `npx pnpm@12 test` puts it there for its
// children; started in another way, npx fetches it.
async function startTurbo(args: string[], { quiet }: { quiet: boolean }): Promise<void> {
  const output = quiet ? process.stderr : process.stdout;
  const turbo = [join(root, "node_modules", "turbo", "bin", "turbo"), ...args, ...(output.isTTY ? ["--color"] : [])];
  const [command, ...rest] =
    onPath("pnpm") === undefined ? ["npx", "--yes", "pnpm@12", "exec", "node", ...turbo] : [process.execPath, ...turbo];
  const child = spawn(command, rest, {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...(output.isTTY ? {} : { NO_COLOR: "1" }),
      MILLRACE_TOOLS: toolsFingerprint(findTools()),
      TURBO_TELEMETRY_DISABLED: "1",
      TURBO_NO_UPDATE_NOTIFIER: "1",
    },
  });
  const closed = new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  for await (const line of createInterface({ input: child.stdout })) {
    if (!turbosOwn.test(stripVTControlCharacters(line))) output.write(`${line}\n`);
  }
  await closed;
}

// What turbo says of itself and of what it did not run: the table that follows says it once.
const turbosOwn = /^(\s*(• .*|(Tasks|Cached|Time|Summary|Failed): .*)?|\S+: cache hit, suppressing logs \w+)$/;

/** The part that we read of the file that `--summarize` writes. */
interface Summary {
  readonly tasks: readonly {
    readonly task: string;
    readonly package: string;
    readonly directory: string;
    readonly cache: { readonly status: "HIT" | "MISS" };
    readonly execution: { readonly exitCode: number | null };
  }[];
}

function readSummary(path: string): Task[] {
  const summary: Summary = JSON.parse(readFileSync(path, "utf8"));
  rmSync(path);
  return summary.tasks.map(({ task, package: name, directory, cache, execution }) => ({
    kind: task,
    package: name,
    folder: join(root, directory),
    ok: execution.exitCode === 0,
    cached: cache.status === "HIT",
  }));
}

function summaries(): string[] {
  return existsSync(runs) ? readdirSync(runs).filter((name) => name.endsWith(".json")) : [];
}

// A report that is there after the run was then written by it, or put back by the cache: never one from before.
function removeReports(): void {
  const inside = (folder: string): string[] => readdirSync(join(root, folder)).map((name) => join(folder, name));
  for (const folder of [...inside("packages"), ...inside("apps"), "exercises", "solutions"]) {
    rmSync(join(root, folder, REPORTS), { recursive: true, force: true });
  }
}
