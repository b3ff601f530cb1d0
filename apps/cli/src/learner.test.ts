import { afterEach, beforeEach, expect, test } from "vitest";
import { type Fixture, helloFolder, helloPath, helloRight, helloStarter, helloTwice, makeFixture } from "./fixture.ts";

// What a learner types, from end to end: real grading in a repository of two small exercises.
let fixture: Fixture;
beforeEach(() => {
  fixture = makeFixture();
});
afterEach(() => fixture.remove());

test("next names the first exercise that is not passed, what to read and edit, and the first command", async () => {
  const { stdout, exitCode } = await fixture.type("next");
  expect(`\n${stdout}`).toBe(`
9.1 Hello  1 minute · K&S ch. 1

  read      exercises/9-trying/9.1-hello/README.md
  edit      exercises/9-trying/9.1-hello/hello.ts
  then      npx pnpm@12 millrace watch 9.1
`);
  expect(exitCode).toBe(0);
  fixture.write(helloPath, helloRight);
  await fixture.type("test 9.1");
  expect((await fixture.type("next")).stdout).toContain("9.2 Doubling");
});

test("a starter fails with one failure in full, and says how to begin", async () => {
  const { stdout, exitCode } = await fixture.type("test 9.1");
  expect(`\n${stdout.replace(/in \d\.\d s/, "in 0.0 s").replace(/mr1\S+/, "<link>")}`).toBe(`
9.1 Hello

  ✗ every hello is answered  broken in 2 steps (3 states searched)
      law       every hello is answered in the end
      expected  b answers the hello of a
      actual    no answer comes, and nothing is left to happen

          in greet: b
      a ──●──────────
          └─hello─┐
                  ▼
      b ──────────● ← broken here

      replay    npx pnpm@12 millrace replay <link>
      hint      npx pnpm@12 millrace hint 9.1

  ✓ a hello and its answer are two messages  proved: 3 states

✗ failed: 1 of 2 checks passed in 0.0 s

This is the file as it was handed out: not begun yet, so a failure is expected.

  read      exercises/9-trying/9.1-hello/README.md
  edit      exercises/9-trying/9.1-hello/hello.ts
`);
  expect(exitCode).toBe(1);
});

test("a known mistake is named; its hint comes first, then the exercise's own, one at a time", async () => {
  fixture.write(helloPath, helloTwice);
  expect((await fixture.type("test 9.1")).stdout).toMatch(/looks like a known mistake: answers twice/i);
  const hints = [];
  for (let ask = 0; ask < 5; ask++) hints.push((await fixture.type("hint 9.1")).stdout.split("\n")[2]?.trim());
  expect(hints).toEqual(["How many answers does one hello need?", "Look.", "Think.", "Write `send`.", "Write `send`."]);
  expect((await fixture.type("hint 9.1 --tier 1")).stdout).toContain("Look.");
});

test("a right answer passes, is recorded, and stays passed on the list", async () => {
  fixture.write(helloPath, helloRight);
  const { stdout, exitCode } = await fixture.type("test 9.1");
  expect(stdout).toContain("✓ passed: 2 checks");
  expect(exitCode).toBe(0);
  expect(`\n${(await fixture.type("list")).stdout}`).toBe(`
███████████████░░░░░░░░░░░░░░░  1 of 2 passed

9 Trying things
  ✓ 9.1  Hello      1 min  passed
  ○ 9.2  Doubling   2 min

Next: npx pnpm@12 millrace next
`);
});

test("a pass of other checks than today's is stale", async () => {
  fixture.write(helloPath, helloRight);
  await fixture.type("test 9.1");
  const progress = fixture.read(".millrace/progress.json");
  fixture.write(".millrace/progress.json", progress.replace(/"version": "\w+"/, '"version": "00000000"'));
  expect((await fixture.type("list")).stdout).toMatch(/↻ 9.1 {2}Hello {6}1 min\s+passed, but its checks have changed/);
  expect((await fixture.type("next")).stdout).toContain("9.1 Hello");
});

test("--work grades another file and records nothing", async () => {
  fixture.write("elsewhere/mine.ts", helloRight);
  const { stdout, exitCode } = await fixture.type("test 9.1 --work mine.ts --json", { cwd: "elsewhere" });
  expect(JSON.parse(stdout)).toMatchObject({ exercise: { id: "9.1" }, status: "passed", points: 2 });
  expect(exitCode).toBe(0);
  expect(fixture.has(".millrace/progress.json")).toBe(false);
});

test("inside an exercise's folder the id may be left out", async () => {
  expect((await fixture.type("test", { cwd: helloFolder })).stdout).toContain("9.1 Hello");
  expect((await fixture.type("hint", { cwd: helloFolder })).stdout).toContain("9.1, hint 1 of 3");
});

test("reset restores the starter and keeps every copy", async () => {
  for (const text of [helloTwice, helloRight]) {
    fixture.write(helloPath, text);
    expect((await fixture.type("reset 9.1")).exitCode).toBe(0);
    expect(fixture.read(helloPath)).toBe(helloStarter);
  }
  expect(fixture.read(".millrace/kept/9.1-hello/1.ts")).toBe(helloTwice);
  expect(fixture.read(".millrace/kept/9.1-hello/2.ts")).toBe(helloRight);
  expect((await fixture.type("reset 9.1")).stdout).toContain("there is nothing to reset");
  expect(fixture.has(".millrace/kept/9.1-hello/3.ts")).toBe(false);
});

test("a broken progress file is set aside, and said", async () => {
  fixture.write(".millrace/progress.json", "{ half");
  const { stderr } = await fixture.type("test 9.1");
  expect(stderr).toContain("set aside as .millrace/progress.broken-1.json");
  expect(fixture.read(".millrace/progress.broken-1.json")).toBe("{ half");
});

test("diff leads from the learner's file to the answer, with a warning while it is not passed", async () => {
  fixture.write(helloPath, helloTwice);
  const { stdout, stderr } = await fixture.type("diff 9.1");
  expect(stderr).toContain("You have not passed 9.1 yet");
  expect(stdout.split("\n").filter((line) => /^[-+]/.test(line))).toEqual([
    "--- exercises/9-trying/9.1-hello/hello.ts  yours",
    "+++ solutions/9-trying/9.1-hello/hello.ts  the answer",
    '-      context.send(from, "hello back");',
  ]);
  expect((await fixture.type("diff 9.1 --yes")).stderr).toBe("");
});

test("solution shows the notes and where the answers are", async () => {
  const { stdout } = await fixture.type("solution 9.1 --yes");
  expect(stdout).toContain("Whoever says hello is answered.");
  expect(stdout).toContain("answer    solutions/9-trying/9.1-hello/hello.ts");
});

test("a link is followed with the file as it is now: broken before, mended after", async () => {
  const verdict = JSON.parse((await fixture.type("test 9.1 --json")).stdout);
  const { link } = verdict.checks[0].counterexample;
  const broken = await fixture.type(`replay ${link}`);
  expect(broken.stdout).toContain("✗ a law is broken\n  law       every hello is answered in the end");
  expect(broken.stdout).toContain("This is the run that the link was made of.");
  expect(broken.exitCode).toBe(1);
  fixture.write(helloPath, helloRight);
  const mended = await fixture.type(`replay ${link}`);
  expect(mended.stdout).toContain("✓ no law is broken in this run");
  expect(mended.stdout).toContain("The code has changed since this link was made: from step 2 on, this is another");
  expect(mended.exitCode).toBe(0);
  expect((await fixture.type(`replay ${link.replace(/-\w{8}\./, "-00000000.")}`)).stdout).toContain("another version");
  expect((await fixture.type(`diagram ${link}`)).stdout).toMatch(/^sequenceDiagram/);
});

test("the author's gate names what is missing, and shows which check catches which mistake", async () => {
  const { stdout, exitCode } = await fixture.type("check 9.1");
  expect(stdout).toContain("  answers twice     ✗    2 ≤ 2");
  expect(stdout).toContain("✗ mistakes: 1; make at least 8");
  expect(stdout).toContain("✗ 9-trying: the quiz has 1 question; make at least 3");
  expect(stdout).toContain("✗ not to be handed out yet: 9.1, 9-trying");
  expect(exitCode).toBe(1);
});

test("a quiz says of every option whether it is right, and why", async () => {
  const { stdout, exitCode } = await fixture.type("quiz 9");
  expect(stdout).toContain("1. What is two and two?");
  expect(stdout).toContain("- Three.\n    No. Count.");
  expect(stdout).toContain("- Four.\n    Right. Yes.");
  expect(exitCode).toBe(0);
});

test("in ASCII and 40 columns everything but links fits", async () => {
  const { stdout } = await fixture.type("test 9.1", { env: { LANG: "C", COLUMNS: "40" } });
  expect(stdout).toMatch(/^[\n -~]+$/);
  const wide = stdout.split("\n").filter((line) => line.length > 40);
  expect(wide.filter((line) => !/replay|hint|read|edit/.test(line))).toEqual([]);
});
