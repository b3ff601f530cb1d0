import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A worker's file as JavaScript; `release` it when its worker has ended. */
export interface WorkerBundle {
  readonly url: URL;
  release(): void;
}

/** Bundles that workers run, by the path of the source. */
const inUse = new Map<string, { readonly made: Promise<Made>; users: number }>();

interface Made {
  readonly folder: string;
  readonly url: URL;
}

/**
 * The file with all that it imports, in one module that Node can run. Workers of one file share it as long as one of them
 * lives, so that they all run the same code; then it is removed. Rejects with esbuild's BuildFailure.
 */
export async function bundleWorker(file: string): Promise<WorkerBundle> {
  if (!/\.[cm]?tsx?$/.test(file)) return { url: pathToFileURL(file), release() {} };
  const entry = inUse.get(file) ?? { made: make(file), users: 0 };
  inUse.set(file, entry);
  entry.users += 1;
  const release = (): void => {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (inUse.get(file) === entry) inUse.delete(file);
    entry.made.then(
      ({ folder }) => rmSync(folder, { recursive: true, force: true }),
      () => undefined,
    );
  };
  try {
    const { url } = await entry.made;
    return { url, release };
  } catch (error) {
    release();
    throw error;
  }
}

async function make(file: string): Promise<Made> {
  const { build } = await import("esbuild");
  const folder = mkdtempSync(join(tmpdir(), "millrace-worker-"));
  const outfile = join(folder, "worker.mjs");
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
    // What is written in CommonJS asks for it.
    banner: {
      js: `import { createRequire } from "node:module"; const require = createRequire(${JSON.stringify(pathToFileURL(file).href)});`,
    },
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return { folder, url: pathToFileURL(outfile) };
}
