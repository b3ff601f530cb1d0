import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Engine } from "@millrace/grader/engine-build.node.ts";
import { type Plugin, build } from "esbuild";
import { folder, root, settings } from "./programs.ts";

/** An engine that leaves counterexamples as they were found. */
export async function buildEngineWithoutShrinking(engine: Engine): Promise<Engine> {
  const names = ["core", "diagrams", "grader"];
  const outdir = join(folder, "engine-without-shrinking");
  await build({
    ...settings,
    entryPoints: names.map((name) => ({ in: join(root, "packages", name, "src", "mod.ts"), out: name })),
    outdir,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    splitting: true,
    plugins: [leavesAsFound],
  });
  const faces = names.map((name) => [`@millrace/${name}`, pathToFileURL(join(outdir, `${name}.mjs`)).href]);
  return { ...engine, faces: Object.fromEntries(faces) as Record<string, string> };
}

const leavesAsFound: Plugin = {
  name: "leaves counterexamples as they were found",
  setup({ onLoad }) {
    onLoad({ filter: /core[/\\]src[/\\]shrink\.ts$/ }, () => ({ contents: "export const shrink = (found) => found;" }));
  },
};
