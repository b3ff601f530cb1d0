import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, makeFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(() => {
  fixture = makeFixture();
  fixture.write("loose.yaml", "stages:\n  - { id: a }\nedges:\n  - { from: a, to: b }\n");
  fixture.write("good.yaml", "stages:\n  - { id: a, kind: S3 }\n  - { id: b }\nedges:\n  - { from: a, to: b }\n");
});
afterAll(() => fixture.remove());

test.each([
  ["test 9.11", 'none has this name: "9.11". Did you mean 9.1-hello'],
  ["test helo", "Did you mean 9.1-hello?"],
  ["tset 9.1", "Unknown command 'tset'\n(Did you mean test?)"],
  ["test 9.1 --sed 3", "Unknown option '--sed'\n(Did you mean --seed?)"],
  ["test 9.1 --seed three", "It is a whole number of"],
  ["test 9.1 9.2 --work x.ts", "Say one exercise only"],
  ["test 9.1 --work nowhere.ts", "there is none"],
  ["hint", "Say which exercise, such as 2.1."],
  ["hint 9.1 --tier 4", "It is 1, 2 or 3."],
  ["replay hello", 'it does not begin with "mr1."'],
  ["replay mr1.9-1-aaaaaaaa.0-0-0.i9", "Was the link copied whole?"],
  ["replay mr1.9-1-aaaaaaaa.0-0-0.i0_e00000000", "some of its characters have changed"],
  ["diagram nowhere.yaml", "there is no such file: nowhere.yaml"],
  ["diagram loose.yaml", 'loose.yaml:4:20  "to" names no stage: "b"'],
  ["quiz", "Say which chapter: 9."],
  ["quiz 8", 'there is no chapter "8". The chapters are 9.'],
  ["list everything", "Too many arguments"],
])("%s is a mistake in typing: exit code 2, and what to type instead", async (command, said) => {
  const { exitCode, stderr, stdout } = await fixture.type(command);
  expect(stderr).toContain(said);
  expect(stdout).toBe("");
  expect(exitCode).toBe(2);
});

test.each([
  "list",
  "next",
  "test 9.1",
  "hint 9.1",
  "diff 9.1",
  "solution 9.1",
  "reset 9.2",
  "diagram good.yaml",
  "check 9.2",
  "quiz 9",
  "doctor",
  "live",
  "test 9.11",
  "tset",
])("%s --json prints one JSON document and nothing else", async (command) => {
  const { stdout, stderr } = await fixture.type(`${command} --json`);
  expect(JSON.parse(stdout)).toBeTypeOf("object");
  expect(stderr).toBe("");
});

test("help lists every command and is no error", async () => {
  const { exitCode, stdout } = await fixture.type("--help");
  expect(exitCode).toBe(0);
  const commands = "list next test watch hint diff solution reset replay live diagram start doctor check quiz".split(
    " ",
  );
  expect(commands.filter((name) => !stdout.includes(`\n  ${name} `) && !stdout.includes(`\n  ${name}\n`))).toEqual([]);
});
