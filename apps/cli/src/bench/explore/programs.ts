import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type Plugin, build } from "esbuild";

/** The repository. */
export const root: string = dirname(dirname(dirname(dirname(dirname(import.meta.dirname)))));

/** Where programs and what they read lie. */
export const folder: string = realpathSync(mkdtempSync(join(tmpdir(), "millrace-bench-")));

/** Makes a program of a file here, with all that it imports: as code is shipped, and with nothing to load but itself. */
export async function makeProgram(name: string): Promise<string> {
  const outfile = join(folder, `${basename(name, ".ts")}.mjs`);
  await build({ ...settings, entryPoints: [join(import.meta.dirname, name)], outfile, format: "esm" });
  return outfile;
}

/** Makes a script of a module's text: it puts the module's exports under `globalName`. */
export async function makeScript(
  contents: string,
  { globalName, plugins = [] }: { readonly globalName: string; readonly plugins?: Plugin[] },
): Promise<string> {
  const stdin = { contents, resolveDir: join(root, "apps", "cli"), loader: "ts" } as const;
  const { outputFiles } = await build({ ...settings, stdin, format: "iife", globalName, plugins, write: false });
  return outputFiles?.[0]?.text ?? "";
}

/** How everything here is built. */
export const settings = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: false } },
} as const;

/** Puts a text where a program can read it; gives the file. */
export function keep(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Runs a program in a fresh process, and gives what it printed: one line of JSON. Throws an Error if it fails. */
export function runProgram<Report>(...args: readonly string[]): Report {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`Cannot measure as ${args.map((arg) => basename(arg)).join(" ")} failed: ${stderr}`);
  return JSON.parse(stdout) as Report;
}

export function removePrograms(): void {
  rmSync(folder, { recursive: true, force: true });
}
