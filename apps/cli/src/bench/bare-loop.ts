import { EventEmitter, once } from "node:events";
import { mkdirSync, watch } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { ExerciseFiles } from "@millrace/grader/catalogue.node.ts";
import { type BuildContext, build, context } from "esbuild";
import type { Loop } from "./watch.ts";

/**
 * The reference: a file watch, an incremental rebuild, and a worker that has loaded the engine and waits for the bundle.
 * No limits, no diagrams, nobody who looks out for endless loops.
 */
export async function startBareLoop(files: ExerciseFiles): Promise<Loop> {
  const outdir = join(files.folder, ".bare");
  mkdirSync(outdir);
  const engine = await buildEngine(files, outdir);
  const bundle = await makeBundle(files, { outdir, engine });
  await bundle.rebuild();

  const verdicts = new EventEmitter();
  let spare = startWorker(engine);
  let builds = 0;
  const grade = async (): Promise<void> => {
    await bundle.rebuild();
    const worker = spare;
    spare = startWorker(engine);
    worker.once("message", (status: string) => {
      verdicts.emit(status);
      void worker.terminate();
    });
    worker.postMessage(`${pathToFileURL(join(outdir, "graded.mjs")).href}?${builds++}`);
  };
  let pending: NodeJS.Timeout | undefined;
  const watcher = watch(files.folder, (_event, name) => {
    if (name !== `${files.slug}.ts`) return;
    clearTimeout(pending);
    pending = setTimeout(() => void grade(), 1);
  });
  return {
    next: async (ending) => void (await once(verdicts, ending)),
    async close() {
      watcher.close();
      await Promise.all([bundle.dispose(), spare.terminate()]);
    },
  };
}

const settings = { bundle: true, format: "esm", platform: "node", logLevel: "silent", tsconfigRaw: {} } as const;

/** Gives the engine's address. */
async function buildEngine({ folder }: ExerciseFiles, outdir: string): Promise<string> {
  const contents = 'export * from "@millrace/core"; export * from "@millrace/grader";';
  const outfile = join(outdir, "engine.mjs");
  await build({ ...settings, stdin: { contents, resolveDir: folder }, outfile });
  return pathToFileURL(outfile).href;
}

function makeBundle(
  { folder, slug }: ExerciseFiles,
  { outdir, engine }: { readonly outdir: string; readonly engine: string },
): Promise<BuildContext> {
  const contents = `
    import { grade } from "@millrace/grader";
    import exercise from "./checks.ts";
    import * as work from "./${slug}.ts";
    export const { status } = grade(exercise, work);
  `;
  return context({
    ...settings,
    stdin: { contents, resolveDir: folder, loader: "ts" },
    outfile: join(outdir, "graded.mjs"),
    plugins: [
      {
        name: "the engine stays outside",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@millrace\/(core|grader)$/ }, () => ({ path: engine, external: true })),
      },
    ],
  });
}

function startWorker(engine: string): Worker {
  const source = `
    const { parentPort } = require("node:worker_threads");
    void import(${JSON.stringify(engine)});
    parentPort.once("message", async (url) => parentPort.postMessage((await import(url)).status));
  `;
  return new Worker(source, { eval: true });
}
