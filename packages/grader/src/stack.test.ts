import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { type Source, readStack, shownPath } from "./stack.node.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "millrace stack-")));
afterAll(() => rmSync(root, { recursive: true }));

/** A learner's file that imports a library's, in one bundle. */
function bundle(): Source {
  const workFile = join(root, "exercises", "work.ts");
  const library = join(root, "library.ts");
  mkdirSync(join(root, "exercises"));
  writeFileSync(
    library,
    "export function check(value: number): number {\n  if (value < 0) throw new Error('negative');\n  return value;\n}\n",
  );
  writeFileSync(
    workFile,
    "import { check } from '../library.ts';\n\nexport const machine = {\n  start(): number {\n    return check(-1);\n  },\n};\n",
  );
  const { outputFiles = [] } = buildSync({
    absWorkingDir: root,
    entryPoints: [workFile],
    outdir: root,
    bundle: true,
    write: false,
    format: "esm",
    sourcemap: "external",
  });
  const bundleFile = join(root, "bundle.mjs");
  const [map, code] = outputFiles;
  writeFileSync(bundleFile, code?.text ?? "");
  return { bundleFile, map: map?.text ?? "", workFile, root };
}

/** A line of a stack trace, for where a text stands in the bundle. */
function frame(what: string, text: string, { bundleFile }: Source): string {
  const before = readFileSync(bundleFile, "utf8").split(text)[0]?.split("\n") ?? [];
  const place = `${pathToFileURL(bundleFile).href}:${before.length}:${(before.at(-1) ?? "").length + 1}`;
  return what === "" ? `    at ${place}` : `    at ${what} (${place})`;
}

test("a stack trace leads to the learner's own call, not to the library's throw", () => {
  const source = bundle();
  const calls = [frame("check", "new Error", source), frame("Object.start", "check(-1)", source)];
  const trace = readStack(["Error: negative", ...calls, "    at step (file:///engine.mjs:1:1)"].join("\n"), source);
  expect(trace).toMatchObject({ file: "exercises/work.ts", line: 5, calls: ["start (work.ts:5:12)"] });
  expect(trace?.frame).toContain("› 5 │     return check(-1);");
});

test("a trace of somebody else's code leads nowhere", () => {
  const source: Source = {
    bundleFile: join(root, "other.mjs"),
    map: '{"version":3,"sources":[],"mappings":""}',
    workFile: join(root, "work.ts"),
    root,
  };
  expect(
    readStack("Error: no\n    at run (node:internal/x:1:2)\n    at file:///elsewhere.mjs:3:4", source),
  ).toBeUndefined();
});

test("paths are shown from the repository's folder, with slashes; others as they are", () => {
  expect(shownPath(join(root, "a b", "c.ts"), root)).toBe("a b/c.ts");
  expect(shownPath("/elsewhere/c.ts", "/home/here")).toBe("/elsewhere/c.ts");
});
