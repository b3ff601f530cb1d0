import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Finding } from "../show/findings.ts";
import { type Tool, findTools, onPath } from "../tools.ts";
import type { Workshop } from "../workshop.ts";

/** Node, pnpm, what is installed, and the outside programs that some suites need. */
export function lookAtComputer(workshop: Workshop): Finding[] {
  const { deno, chromium } = findTools();
  return [
    { name: "Node", status: "good", found: `${process.version} on ${process.platform}-${process.arch}` },
    lookForPnpm(workshop),
    lookForPackages(workshop.root),
    lookForEsbuild(),
    lookForGit(),
    lookForTool("Deno", deno, "documentation and the tests on Deno"),
    lookForTool("Chromium", chromium, "the tests in a browser"),
  ];
}

function lookForPnpm({ typed }: Workshop): Finding {
  const own = typed("").startsWith("pnpm");
  const found = own ? "on PATH" : "not on PATH; `npx pnpm@12 …` works as well, half a second slower";
  const todo = "To have it: npm install --global pnpm@12";
  return { name: "pnpm", status: own ? "good" : "note", found, ...(own ? {} : { todo }) };
}

function lookForPackages(root: string): Finding {
  const folders = ["", "exercises", "solutions", ...inside(root, "packages"), ...inside(root, "apps")];
  const missing = folders.flatMap((folder) =>
    dependenciesOf(join(root, folder))
      .filter((name) => !existsSync(join(root, folder, "node_modules", name)))
      .map((name) => `${name} of ${folder || "the repository"}`),
  );
  const name = "dependencies";
  if (missing.length === 0) return { name, status: "good", found: "installed" };
  const found = `${missing.length} not installed: ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", …" : ""}`;
  return { name, status: "bad", found, todo: `In ${root}: npx pnpm@12 install` };
}

function inside(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

function dependenciesOf(folder: string): string[] {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return [];
  const manifest: { dependencies?: object; devDependencies?: object } = JSON.parse(readFileSync(file, "utf8"));
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
}

/** Installed for another kind of computer, as happens to a copied folder, it would not start. */
function lookForEsbuild(): Finding {
  const name = "esbuild";
  try {
    const { status, stdout, error } = spawnSync(
      process.execPath,
      [createRequire(import.meta.url).resolve("esbuild/bin/esbuild"), "--version"],
      { encoding: "utf8" },
    );
    if (status === 0) return { name, status: "good", found: stdout.trim() };
    throw error ?? new Error("it does not start");
  } catch (error) {
    const found = `does not run: ${error instanceof Error ? error.message : String(error)}`;
    return { name, status: "bad", found, todo: "Delete node_modules, then: npx pnpm@12 install" };
  }
}

function lookForGit(): Finding {
  const path = onPath("git");
  if (path !== undefined) return { name: "git", status: "good", found: path };
  const todo = "To keep a history of your answers: https://git-scm.com";
  return { name: "git", status: "note", found: "not on PATH; no exercise needs it", todo };
}

function lookForTool(name: string, tool: Tool, what: string): Finding {
  if (tool.path !== undefined) return { name, status: "good", found: tool.path };
  return { name, status: "note", found: `not found; only ${what} need it, and are skipped`, todo: tool.get };
}
