import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { ResultCache } from "./result-cache.node.ts";

/** The engine (core, diagrams, grader) as JavaScript on disk, with the programs that grade. */
export interface Engine {
  /** Changes when any of its sources does. */
  readonly hash: string;
  readonly hostFile: string;
  /** Where `@millrace/core` and the others are, for the code that is graded: the very modules that grade it. */
  readonly faces: Readonly<Record<string, string>>;
  /** The sources, and when they were last changed: the cheap question whether it is stale. */
  readonly stamp: string;
  readonly inputs: readonly string[];
}

const here = fileURLToPath(new URL(".", import.meta.url));
const repository = fileURLToPath(new URL("../../..", import.meta.url));

const faces = ["core", "diagrams", "grader"] as const;

/** The imports that lead to the engine, and so are no part of an exercise. */
export const engineImports: RegExp = /^@millrace\/(core|diagrams|grader)$/;

/** An up-to-date engine under `cache`: the one that is there, or one made now. */
export async function buildEngine(cache: string): Promise<Engine> {
  const list = join(cache, "engine-inputs.json");
  const known = existsSync(list) ? (JSON.parse(readFileSync(list, "utf8")) as string[]) : [];
  const hash = hashOf(known);
  if (hash !== undefined && existsSync(join(cache, `engine-${hash}`))) return describe(cache, hash, known);
  mkdirSync(cache, { recursive: true });
  const aside = join(cache, `engine-${process.pid}-${Date.now()}`);
  const inputs = await make(aside);
  const fresh = hashOf(inputs) ?? "none";
  // Written aside and renamed, so that two commands that start at once never see half an engine.
  try {
    renameSync(aside, join(cache, `engine-${fresh}`));
  } catch (error) {
    if (!existsSync(join(cache, `engine-${fresh}`))) throw error;
    rmSync(aside, { recursive: true });
  }
  new ResultCache(join(cache, "results")).sweep();
  writeFileSync(`${aside}.json`, JSON.stringify(inputs));
  renameSync(`${aside}.json`, list);
  return describe(cache, fresh, inputs);
}

/** Whether nobody has touched the engine's sources, or removed what was made of them. */
export function isCurrent(engine: Engine): boolean {
  return existsSync(engine.hostFile) && stampOf(engine.inputs) === engine.stamp;
}

function describe(cache: string, hash: string, inputs: readonly string[]): Engine {
  const folder = join(cache, `engine-${hash}`);
  const urls = faces.map((name) => [`@millrace/${name}`, pathToFileURL(join(folder, `${name}.mjs`)).href]);
  return { hash, hostFile: join(folder, "host.mjs"), faces: Object.fromEntries(urls), stamp: stampOf(inputs), inputs };
}

async function make(outdir: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: [
      { in: join(here, "host.node.ts"), out: "host" },
      { in: join(here, "worker.node.ts"), out: "worker" },
      ...faces.map((name) => ({ in: join(repository, "packages", name, "src", "mod.ts"), out: name })),
    ],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    metafile: true,
  });
  const own = relative(repository, join(here, "engine-build.node.ts"));
  return [...new Set([...Object.keys(metafile.inputs), own, "pnpm-lock.yaml"])].toSorted();
}

/** Undefined where there is no input, or one of them is gone. */
function hashOf(inputs: readonly string[]): string | undefined {
  if (inputs.length === 0) return undefined;
  const hash = createHash("sha256");
  for (const path of inputs) {
    const file = join(repository, path);
    if (!existsSync(file)) return undefined;
    hash.update(`\n${path}\n`).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

function stampOf(inputs: readonly string[]): string {
  return inputs
    .map((path) => statSync(join(repository, path), { throwIfNoEntry: false }))
    .map((stats) => (stats === undefined ? "gone" : `${stats.mtimeMs}:${stats.size}`))
    .join(" ");
}
