import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";

/** An outside program that some suites need: where it is, or how to get it. */
export type Tool = { readonly path: string } | { readonly path: undefined; readonly get: string };

/** What was found on this computer. A suite that needs a missing tool is skipped and says so. */
export interface Tools {
  readonly chromium: Tool;
  readonly deno: Tool;
}

/** Looks for every outside program; takes about a millisecond. */
export function findTools(): Tools {
  return { chromium: findChromium(), deno: findDeno() };
}

/** One line that changes when a tool, Node or the platform does: part of the key of every cached result. */
export function toolsFingerprint(tools: Tools): string {
  const found = Object.entries(tools).map(([name, tool]) => `${name}=${tool.path ?? "missing"}`);
  return [`node=${process.version}`, `platform=${process.platform}-${process.arch}`, ...found].join(" ");
}

/** Chromium or Chrome, from $MILLRACE_CHROMIUM or else from PATH. */
function findChromium(): Tool {
  const named = process.env["MILLRACE_CHROMIUM"];
  const path =
    named === undefined || named === ""
      ? onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
      : named;
  const get = "Install Chromium (Debian: apt-get install chromium), or set MILLRACE_CHROMIUM to its path.";
  return path === undefined ? { path, get } : { path };
}

/**
 * Deno's platform binary, from the npm package that pnpm installs.
 * The package's own `deno` command is a Node script that starts this binary 80 ms later.
 */
export function findDeno(): Tool {
  const get =
    "Run `npx pnpm@12 install` where optional dependencies are allowed; Deno has binaries for Linux (glibc), macOS and Windows.";
  const platform = `${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromDeno = createRequire(fromHere.resolve("deno-bin/package.json"));
    const folder = dirname(fromDeno.resolve(`@deno/${platform}/package.json`));
    const path = join(folder, process.platform === "win32" ? "deno.exe" : "deno");
    return existsSync(path) ? { path } : { path: undefined, get };
  } catch {
    return { path: undefined, get };
  }
}

/** The first of these programs that PATH leads to. */
export function onPath(...names: string[]): string | undefined {
  const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const path = join(folder, name + ending);
        if (existsSync(path)) return path;
      }
    }
  }
  return undefined;
}
