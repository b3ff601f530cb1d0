import type { Source } from "@millrace/grader/stack.node.ts";
import { isBuildFailure, unreadable } from "@millrace/grader/problems.node.ts";
import { build } from "esbuild";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CodeProblem } from "./live-code.ts";
import type { Named } from "./read-live-module.ts";

/** Code as two programs in a temporary folder, both from the file as it was at one moment. */
export interface BuiltCode {
  /** What each machine's worker runs. */
  readonly workerUrl: URL;
  /** What describes and judges: see code-thread.ts. */
  readonly threadFile: string;
  /** Where its code came from. */
  readonly source: Source;
  remove(): void;
}

/** What to build. */
export interface BuildOptions extends Named {
  /** The repository's folder. */
  readonly root: string;
  /** The file that somebody wrote: problems are told of it. */
  readonly workFile: string;
  /** A module that exports `exports`: all that a file with a live system would. */
  readonly module: string;
}

/** Builds code. Rejects with a {@link CodeProblem} if it cannot be read. */
export async function buildCode({ root, workFile, module, ...named }: BuildOptions): Promise<BuiltCode> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-live-")));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  try {
    write("module.ts", module);
    await bundle([write("worker.ts", workerOf(named)), write("thread.ts", threadOf(named))], { root, folder });
  } catch (error) {
    remove();
    throw isBuildFailure(error) ? new CodeProblem(unreadable(error, { workFile, root })) : error;
  }
  const threadFile = join(folder, "thread.mjs");
  const map = readFileSync(`${threadFile}.map`, "utf8");
  return {
    workerUrl: pathToFileURL(join(folder, "worker.mjs")),
    threadFile,
    source: { bundleFile: threadFile, map, workFile, root },
    remove,
  };
}

/** Each of the two is one file with all that it imports, so that its modules run in the order in which they are named. */
async function bundle(
  entryPoints: string[],
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "silent",
    // A module that waits would have every import of it wait, and a machine must not.
    supported: { "top-level-await": false },
    // Nobody need write `import type`.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false } },
    // A file anywhere on this computer may import Millrace's packages.
    nodePaths: [here("../../node_modules")],
    // What is written in CommonJS asks for it.
    banner: {
      js: `import { createRequire as millraceRequire } from "node:module"; const require = millraceRequire(${JSON.stringify(import.meta.url)});`,
    },
  });
}

function workerOf({ file, exportName }: Named): string {
  return `import ${JSON.stringify(here("./take-prints.ts"))};
import { exposeSystems } from ${JSON.stringify(here("../../../../packages/workers/src/worker.ts"))};
import { readLiveModule } from ${JSON.stringify(here("./read-live-module.ts"))};
import { exports } from "./module.ts";

const { system } = readLiveModule(exports, ${JSON.stringify({ file, exportName })});
exposeSystems({ system });
`;
}

function threadOf({ file, exportName }: Named): string {
  return `import { answer } from ${JSON.stringify(here("./code-thread.ts"))};

void answer(() => import("./module.ts"), ${JSON.stringify({ file, exportName })});
`;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
