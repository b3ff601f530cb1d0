import fs, { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectSoon } from "../testing/expect-soon.ts";
import { type Fixture, makeFixture } from "../testing/fixture.ts";
import { watchExercises } from "./watch-exercises.ts";

let fixture: Fixture;
let seen: string[];
let logged: string[];
/** Of the learner's file, when a change was told last. */
let text: string;
let watcher: { close(): Promise<void> } | undefined;
const systemsWatch = fs.watch;

beforeEach(() => {
  fixture = makeFixture();
  seen = [];
  logged = [];
  text = "";
});
afterEach(async () => {
  await watcher?.close();
  fixture.remove();
  fs.watch = systemsWatch;
  syncBuiltinESMExports();
});

async function start(): Promise<void> {
  const { root } = fixture;
  const onChange = ({ id }: { id: string }, changed: readonly string[]): void => {
    seen.push(`${id} ${changed.map((path) => basename(path)).join(" ")}`);
    text = existsSync(fixture.workFile) ? readFileSync(fixture.workFile, "utf8") : "";
  };
  watcher = await watchExercises({ root, onChange, log: (line) => void logged.push(line) });
}

test("a burst of writes is one change", async () => {
  await start();
  for (let count = 0; count < 5; count++) writeFileSync(fixture.workFile, `// ${count}`);
  await expectSoon(() => seen).toEqual(["9.1 hello.ts"]);
});

test("what a formatter writes right after a save has been told is told too", async () => {
  await start();
  writeFileSync(fixture.workFile, "// saved");
  await expectSoon(() => text).toBe("// saved");
  writeFileSync(fixture.workFile, "// formatted");
  await expectSoon(() => text).toBe("// formatted");
});

test("a file that is renamed into its place, or away, is a change of its exercise", async () => {
  await start();
  const aside = join(fixture.root, "aside.ts");
  renameSync(fixture.workFile, aside);
  await expectSoon(() => seen).toEqual(["9.1 hello.ts"]);
  renameSync(aside, fixture.workFile);
  await expectSoon(() => seen).toEqual(["9.1 hello.ts", "9.1 hello.ts"]);
});

test("what lies in no exercise, and what editors put aside, is no change", async () => {
  await start();
  fixture.write("exercises/9-trying/README.md", "# Changed");
  fixture.write("exercises/9-trying/9.1-hello/.hello.ts.swp", "");
  fixture.write("exercises/9-trying/9.1-hello/hello.ts~", "");
  writeFileSync(fixture.workFile, "// changed");
  await expectSoon(() => seen).toEqual(["9.1 hello.ts"]);
});

test("an exercise that is new, or that goes away and comes back, is seen", async () => {
  await start();
  const folder = dirname(fixture.workFile);
  const aside = join(fixture.root, "aside");
  renameSync(folder, aside);
  mkdirSync(join(fixture.root, "exercises/9-trying/9.3-new"));
  fixture.write("exercises/9-trying/9.3-new/checks.ts", "");
  await expectSoon(() => seen).toContain("9.3 checks.ts");
  renameSync(aside, folder);
  await expectSoon(() => seen.join()).toContain("hello.ts");
  seen = [];
  writeFileSync(fixture.workFile, "// changed");
  await expectSoon(() => seen).toContain("9.1 hello.ts");
  rmSync(folder, { recursive: true });
});

test("where the system has no watch to give, files are looked at instead, and that is said once", async () => {
  fs.watch = () => {
    throw Object.assign(new Error("no watch left"), { code: "ENOSPC" });
  };
  syncBuiltinESMExports();
  await start();
  const write = (): void => appendFileSync(fixture.workFile, "// changed\n");
  await expectSoon(() => (write(), seen)).toContain("9.1 hello.ts");
  expect(logged).toEqual([expect.stringContaining("looking every 300 ms")]);
});
