import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Fixture, helloFolder, helloPath, helloRight, helloTwice, makeFixture } from "./fixture.ts";
import { watchFolder } from "./watch-folder.ts";

let fixture: Fixture;
beforeEach(() => {
  fixture = makeFixture();
});
afterEach(() => fixture.remove());

test("each save shows its verdict, whatever was saved before: mistakes, broken syntax, endless loops", async () => {
  const session = fixture.open("watch 9.1");
  await session.page("✗ failed: 1 of 2 checks passed");
  fixture.write(helloPath, helloTwice);
  await session.page("looks like a known mistake: answers twice");
  fixture.write(helloPath, helloRight.replace("export const", "export cnst"));
  await session.page("hello.ts:3:");
  fixture.write(helloPath, helloRight.replace("onMessage(", "onMessage() {\n    for (;;) {}\n  },\n\n  onReply("));
  // Nobody waits until the loop is found to be endless.
  await session.page("still grading");
  fixture.write(helloPath, helloRight);
  const page = await session.page("✓ passed: 2 checks");
  expect(page).toContain("r run again · h hint · n next exercise · q quit");
  session.press("q");
  expect(await session.exitCode).toBe(0);
});

test("a file that is removed is missed; one that is moved into its place is graded", async () => {
  const session = fixture.open("watch 9.1");
  await session.page("✗ failed");
  rmSync(join(fixture.root, helloPath));
  await session.page("is gone");
  fixture.write(`${helloPath}~`, helloRight);
  renameSync(join(fixture.root, `${helloPath}~`), join(fixture.root, helloPath));
  await session.page("✓ passed");
  session.press("q");
  expect(await session.exitCode).toBe(0);
});

test("h gives hints, n goes to the next exercise, r runs again", async () => {
  const session = fixture.open("watch 9.1");
  await session.page("✗ failed");
  session.press("h");
  await session.page("9.1, hint 1 of 3");
  session.press("n");
  await session.page("9.2 Doubling");
  await session.page("✗ failed: 0 of 1");
  session.press("h");
  await session.page("9.2, hint 1 of 3");
  session.press("r");
  expect(await session.page("q quit")).toContain("9.2 Doubling");
  session.press("q");
  expect(await session.exitCode).toBe(0);
});

test("q ends the watch on its way to the next exercise, too", async () => {
  const session = fixture.open("watch 9.1");
  await session.page("✗ failed");
  for (const key of ["n", "n", "h", "r", "q"]) session.press(key);
  expect(await session.exitCode).toBe(0);
});

test("without an id the exercise last edited is watched", async () => {
  fixture.write("exercises/9-trying/9.2-doubling/doubling.ts", "export const double = 2;\n");
  const session = fixture.open("watch");
  await session.page("9.2 Doubling");
  session.press("q");
  expect(await session.exitCode).toBe(0);
});

test("replay --step goes through the events of a run, with what each machine remembers", async () => {
  const { stdout } = await fixture.type("test 9.1 --json");
  const session = fixture.open(`replay ${JSON.parse(stdout).checks[0].counterexample.link} --step`);
  expect(await session.page("event 1 of 2")).toContain("a takes input greet: b and sends hello to b.");
  session.press("\u001b[C");
  expect(await session.page("event 2 of 2")).toContain("memory    b {}");
  expect(await session.page("✗ a law is broken")).toContain("b receives hello from a");
  session.press("\u001b[D");
  await session.page("event 1 of 2");
  session.press("q");
  expect(await session.exitCode).toBe(1);
});

test("a folder is watched though it goes away and comes back, and other files are none of it", async () => {
  const folder = join(fixture.root, helloFolder);
  let changes = 0;
  let changed = (): void => undefined;
  const next = (): Promise<void> => new Promise((resolve) => (changed = resolve));
  const watcher = watchFolder(folder, { lookEveryMs: 20, onChange: () => (changes++, changed()) });
  fixture.write(`${helloFolder}/notes.txt`, "nothing of interest");
  let change = next();
  renameSync(folder, `${folder}-away`);
  await change;
  change = next();
  mkdirSync(folder);
  fixture.write(helloPath, helloRight);
  await change;
  watcher.close();
  expect(changes).toBeGreaterThanOrEqual(2);
});
