import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, helloPath, helloRight, helloStarter, makeFixture } from "./fixture.ts";
import { readRecording } from "./running/recording-file.ts";

// Real workers, in a repository of small exercises: what `millrace live` prints where nobody watches.
let fixture: Fixture;
beforeAll(() => {
  fixture = makeFixture();
  fixture.write(liveFile, helloLive);
  fixture.write("mine/relay.ts", relay("context.output(word.length);"));
});
afterAll(() => fixture.remove());

const liveFile = "solutions/9-trying/9.1-hello/hello.live.ts";

const helloLive = `/** Hellos in both directions. */
import { at, defineSystem } from "@millrace/core";
import { answersEveryHello } from "@millrace/core/hello-machine.laws.ts";

export const systemOf = ({ hello }) =>
  defineSystem({ machines: { a: hello, b: hello }, inputs: [at("a", { greet: "b" }), at("b", { greet: "a" })] });
export const laws = [answersEveryHello];
`;

/** Three machines that pass words on; what they do with one is given. */
function relay(does: string): string {
  return `import { at, defineMachine, defineSystem } from "@millrace/core";

const relay = defineMachine<object, string, number, { to: string; word: string }>({
  start: () => ({}),
  onMessage(_state, word, _from, context) {
    ${does}
  },
  onInput: (_state, { to, word }, context) => context.send(to, word),
});

const words = ["one", "two", "three", "four"].flatMap((word) => ["b", "c"].map((to) => ({ to, word })));
export const system = defineSystem({ machines: { a: relay, b: relay, c: relay }, inputs: words.map((word) => at("a", word)) });
`;
}

test("alone it lists what there is to run, a line each", async () => {
  const { stdout, exitCode } = await fixture.type("live");
  expect(stdout).toMatch(/\n {2}fifo-delivery +each payload arrives once and in its turn/);
  expect(stdout).toMatch(/\n {2}9\.1 +your hello\.ts in the place of the library's\n/);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(exitCode).toBe(0);
});

test.each([
  ["live fifo-delivry", "Did you mean fifo-delivery"],
  ["live nonsense", '"npx pnpm@12 millrace live" lists them all.'],
  ["live 9.7", "none has this name"],
  ["live 9.2", "the exercise has no live system. These have one: 9.1."],
  ["live nowhere.ts", "there is no such file: nowhere.ts"],
  ["live mine/relay.ts#words", "It exports these: relay.ts#system."],
  [`live ${helloPath}`, "npx pnpm@12 millrace live 9.1"],
  ["live fifo --drop 2", "It is a number from 0 to 1"],
  ["live fifo --for never", "It is a number of seconds"],
  ["live fifo --disk floppy", "Allowed choices are memory, folder"],
  ["live fifo --out exercises", "something of yours is in it: 9-trying"],
  ["replay nowhere.json", "there is no such file: nowhere.json"],
])("%s is a mistake in typing: exit code 2, and what to type instead", async (command, said) => {
  const { exitCode, stderr, stdout } = await fixture.type(command);
  expect(stderr).toContain(said);
  expect(stdout).toBe("");
  expect(exitCode).toBe(2);
});

test("a system of the library keeps its laws through trouble from a seed, and is written, and replays", async () => {
  const { stdout, stderr, exitCode } = await fixture.type("live fifo --chaos --seed 1 --json");
  const document = JSON.parse(stdout);
  expect({ ...document, exitCode, stderr }).toMatchObject({
    exitCode: 0,
    stderr: "",
    of: "fifo-delivery",
    seed: 1,
    failures: [],
    replays: true,
    counts: { input: 25, crash: expect.any(Number), restart: expect.any(Number), cut: expect.any(Number) },
    machines: ["shop", "billing", "warehouse"].map((id) => ({ id, status: "up" })),
  });
  expect(document.laws).toHaveLength(3);
  expect(document.laws.filter(({ status }: { status: string }) => status !== "holds")).toEqual([]);
  const { execution, mermaid, text } = document.files;
  expect(fixture.read(mermaid)).toMatch(/^sequenceDiagram\n/);
  expect(fixture.read(text)).toContain("warehouse ──");
  const replayed = await fixture.type(`replay ${execution}`);
  expect(replayed.stdout).toContain("✓ it replays in the simulator, event by event\n✓ what each source sends");
  expect(replayed.exitCode).toBe(0);
  // A run goes over an earlier one.
  expect((await fixture.type("live fifo --for 0.1")).exitCode).toBe(0);
});

test("an exercise runs with the learner's file: a starter breaks a law, which is named; an answer keeps it", async () => {
  fixture.write(helloPath, helloStarter);
  const starter = await fixture.type("live 9.1");
  expect(starter.stdout).toContain("9.1 hello  seed 0, ");
  expect(starter.stdout).toMatch(
    /✗ every hello is answered in the end\n {2}expected .*\n {2}actual .*\n {2}where +event \d+/,
  );
  expect(starter.exitCode).toBe(1);

  fixture.write(helloPath, helloRight);
  const answer = await fixture.type("live 9.1");
  expect(answer.stdout).toContain(
    "✓ it replays in the simulator, event by event\n✓ every hello is answered in the end\n",
  );
  expect(answer.exitCode).toBe(0);

  // The starter's run, with the file as it is now.
  const { stdout, exitCode } = await fixture.type("replay .millrace/live/9.1-hello/execution.json --json");
  expect(JSON.parse(stdout)).toMatchObject({ of: "9.1", replays: true, divergence: null, laws: [{ status: "holds" }] });
  expect(exitCode).toBe(0);
});

test.each([
  ["broken syntax", helloRight.replace("export const", "export cnst"), "hello.ts:3:"],
  ["a missing export", "export const helo = 1;\n", 'has no export named "hello"'],
  ["an error at its top", `${helloRight}\nthrow new Error("not today");\n`, "threw while it was loaded: not today"],
])("a learner's file with %s is told as a grading would tell it", async (_what, text, said) => {
  fixture.write(helloPath, text);
  const { stdout, stderr, exitCode } = await fixture.type("live 9.1");
  expect(stdout).toContain(said);
  expect(stdout + stderr).not.toMatch(/^ +at /m);
  expect(exitCode).toBe(1);
});

test("a handler that throws takes its machine down, and is shown with the event and the place; the others live on", async () => {
  fixture.write(
    "mine/thrower.ts",
    relay(
      'if (context.self === "b" && word === "two") throw new TypeError("I cannot count");\n    context.output(word.length);',
    ),
  );
  const { stdout, exitCode } = await fixture.type("live thrower.ts --out run", { cwd: "mine" });
  expect(stdout).toContain('✗ b failed at message "two" from a\n    mine/thrower.ts:6:');
  expect(stdout).toContain("TypeError: I cannot count");
  expect(stdout).toMatch(/› 6 │ +if \(context\.self === "b"/);
  expect(exitCode).toBe(1);
  const { events, failures } = readRecording(fixture.read("mine/run/execution.json"), "it");
  expect(failures).toMatchObject([{ machine: "b", during: "handler", event: 'message "two" from a' }]);
  expect(failures[0]?.stack).toContain("thrower.ts:6:");
  const delivered = events.filter(({ kind }) => kind === "deliver").map(({ machine }) => machine);
  expect(delivered.toSorted()).toEqual(["b", "c", "c", "c", "c"]);
});

test("what code prints is shown at the end, and is not in the way of JSON", async () => {
  fixture.write("mine/printer.ts", relay("console.log(word);"));
  expect((await fixture.type("live mine/printer.ts")).stdout).toContain("Your code printed:\n  one\n");
  const { stdout } = await fixture.type("live mine/printer.ts --json");
  expect(JSON.parse(stdout).printed).toContain("four\n");
});

test("a run that was written replays with the same code; with other code, the event that differs is named", async () => {
  const path = "mine/changing.ts";
  fixture.write(path, relay("context.output(word.length);"));
  await fixture.type(`live ${path}`);
  const execution = ".millrace/live/changing/execution.json";
  const same = await fixture.type(`replay ${execution}`);
  expect(same.stdout).toContain("✓ it replays in the simulator, event by event");
  expect(same.exitCode).toBe(0);
  fixture.write(path, relay("context.output(word.length + (word === 'three' ? 1 : 0));"));
  const changed = await fixture.type(`replay ${execution}`);
  expect(changed.stdout).toMatch(
    /✗ differs from what was recorded at event \d+\n {2}Event \d+, deliver at [bc] from a, differs in outputs: it/,
  );
  expect(changed.exitCode).toBe(1);
  fixture.write(path, relay("context.output(1);").replace("c: relay }", "d: relay }"));
  const others = await fixture.type(`replay ${execution}`);
  expect(others.stderr).toContain("it had a, b, c, and has a, b, d. Record it again.");
  expect(others.exitCode).toBe(2);
});
