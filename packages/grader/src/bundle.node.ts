import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { type BuildOptions, type Plugin, build } from "esbuild";
import { type Engine, engineImports } from "./engine-build.node.ts";
import { type Mistake, applyMistake } from "./mistakes.ts";

/** A file with all that it imports, as JavaScript. What belongs to the engine is imported from there. */
export interface Bundle {
  readonly code: string;
  /** Of the code alone, wherever the engine lies: 64 hexadecimal digits. */
  readonly hash: string;
  /** The source map's JSON, if it was asked for; its sources are relative to `outFolder`. */
  readonly map: string;
}

/** How to bundle. */
export interface BundleOptions {
  readonly engine: Engine;
  /** Sources are named relative to this folder. */
  readonly root: string;
  /** The folder that the bundle will lie in. */
  readonly outFolder: string;
  /** Changes this file on its way into the bundle. */
  readonly edit?: { readonly file: string; readonly mistake: Mistake };
}

/** A bundle of code whose places in the source are asked for: a learner's. Rejects with esbuild's BuildFailure. */
export async function bundleWork(file: string, options: BundleOptions): Promise<Bundle> {
  return bundle(file, options, { sourcemap: "external" });
}

/**
 * A bundle that is the same on every computer, however it is laid out and commented, as long as it says the same:
 * checks with their laws. Rejects with esbuild's BuildFailure.
 */
export async function bundleChecks(file: string, options: BundleOptions): Promise<Bundle> {
  return bundle(file, options, { minifyWhitespace: true, legalComments: "none", charset: "utf8" });
}

async function bundle(file: string, options: BundleOptions, settings: BuildOptions): Promise<Bundle> {
  const { engine, root, outFolder, edit } = options;
  const { outputFiles = [] } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    outdir: outFolder,
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20.19",
    logLevel: "silent",
    // A module that waits would have every import of it wait, and a machine must not.
    supported: { "top-level-await": false },
    // A learner need not write `import type`.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false } },
    plugins: [engineStaysOutside(engine), ...(edit === undefined ? [] : [makesMistake(edit)])],
    ...settings,
  });
  const textOf = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  const code = textOf(".js");
  return { code, hash: hashCode(code, engine), map: textOf(".map") };
}

function hashCode(code: string, { faces }: Engine): string {
  const plain = Object.entries(faces).reduce((text, [name, url]) => text.replaceAll(url, name), code);
  return createHash("sha256").update(plain).digest("hex");
}

function engineStaysOutside({ faces }: Engine): Plugin {
  return {
    name: "the engine stays outside",
    setup({ onResolve }) {
      onResolve({ filter: engineImports }, ({ path }) => ({ path: faces[path] ?? path, external: true }));
    },
  };
}

function makesMistake({ file, mistake }: { readonly file: string; readonly mistake: Mistake }): Plugin {
  const target = realpathSync(file);
  return {
    name: "makes a mistake",
    setup({ onLoad, onEnd }) {
      let isMade = false;
      const filter = new RegExp(`^${target.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`);
      onLoad({ filter }, ({ path }) => {
        isMade = true;
        return { contents: applyMistake(readFileSync(path, "utf8"), mistake), loader: "ts" };
      });
      onEnd(() => {
        if (isMade) return {};
        return { errors: [{ text: `Cannot make the mistake "${mistake.name}" as nothing imports ${file}.` }] };
      });
    },
  };
}
