import { EventEmitter, once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Host } from "./host.ts";
import { main } from "./main.ts";
import { type Workshop, openWorkshop } from "./workshop.ts";

/** A repository with two small exercises in which commands can be typed, for tests. */
export interface Fixture {
  readonly root: string;
  /** Types a command; gives what it printed and its exit code. */
  type(command: string, at?: Place): Promise<Printed>;
  /** Types a command on a terminal with keys, and lets it run. */
  open(command: string): Session;
  /** What commands work with. Close it when it is done with. */
  workshop(): Workshop;
  write(path: string, text: string): void;
  read(path: string): string;
  has(path: string): boolean;
  remove(): void;
}

/** Where a command is typed. */
interface Place {
  /** A folder under the root. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command printed. */
interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs on a terminal of 100 columns and 50 rows. */
interface Session {
  press(key: string): void;
  /** Waits until the page that is on the screen now, or a later one, holds a text; gives the page. */
  page(text: string): Promise<string>;
  readonly exitCode: Promise<number>;
}

/** Makes a repository in a temporary folder, with a blank in its path. Remove it when it is done with. */
export function makeFixture(): Fixture {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), "millrace-"))), "a workshop");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  // Imports in the exercises lead where those of the real ones lead.
  const repository = fileURLToPath(new URL("../../..", import.meta.url));
  for (const folder of ["exercises/node_modules", "solutions/node_modules", "packages", "node_modules"]) {
    symlinkSync(join(repository, folder), join(root, folder), "junction");
  }
  return {
    root,
    type: (command, place = {}) => type(command.split(" "), root, place),
    workshop: () => openWorkshop(hostOf(root, {}, { stdout: "", stderr: "" }), { json: false }),
    open: (command) => open(command.split(" "), root),
    write,
    read: (path) => readFileSync(join(root, path), "utf8"),
    has: (path) => existsSync(join(root, path)),
    remove: () => rmSync(dirname(root), { recursive: true, force: true }),
  };
}

async function type(args: readonly string[], root: string, place: Place): Promise<Printed> {
  const printed = { stdout: "", stderr: "" };
  const exitCode = await main(args, hostOf(root, place, printed));
  return { exitCode, ...printed };
}

function hostOf(root: string, { cwd = ".", env = {} }: Place, printed: Record<"stdout" | "stderr", string>): Host {
  const to = (stream: "stdout" | "stderr"): Host["stdout"] => ({
    isTTY: false,
    columns: 80,
    rows: 24,
    write: (text: string | Uint8Array): boolean => ((printed[stream] += String(text)), true),
  });
  return {
    root,
    cwd: join(root, cwd),
    env: { LANG: "C.UTF-8", PATH: "", ...env },
    stdin: new PassThrough(),
    stdout: to("stdout"),
    stderr: to("stderr"),
  };
}

function open(args: readonly string[], root: string): Session {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const changes = new EventEmitter();
  let screen = "";
  const stdout = {
    isTTY: true,
    columns: 100,
    rows: 50,
    write(text: string | Uint8Array): boolean {
      const [before = "", ...pages] = String(text).split(newPage);
      screen = (pages.at(-1) ?? screen + before).replaceAll(otherControls, "");
      changes.emit("change");
      return true;
    },
  };
  const env = { LANG: "C.UTF-8", PATH: "", NO_COLOR: "1" };
  return {
    press: (key) => void stdin.write(key),
    async page(text) {
      while (!screen.includes(text)) await once(changes, "change");
      return screen;
    },
    exitCode: main(args, { root, cwd: root, env, stdin, stdout, stderr: stdout }),
  };
}

/** The cursor goes home, perhaps on a screen that was cleared. */
const newPage = new RegExp(String.raw`(?:\u001b\[2J)?\u001b\[H`);
const otherControls = new RegExp(String.raw`\u001b\[\??\d*[A-Za-z]`, "g");

/** Where the learner's file of 9.1 lies. */
export const helloPath = "exercises/9-trying/9.1-hello/hello.ts";
/** The folder of exercise 9.1. */
export const helloFolder = "exercises/9-trying/9.1-hello";
/** The starter of 9.1. */
export const helloStarter: string = hello("// TODO(learner): answer.");
/** A right answer to 9.1. */
export const helloRight: string = hello('context.send(from, "hello back");');
/** A wrong answer to 9.1, which is its known mistake "answers twice". */
export const helloTwice: string = hello('context.send(from, "hello back");\n      context.send(from, "hello back");');

const doublingStarter = "export const double = (value: number): number => value;\n";

const files: Readonly<Record<string, string>> = {
  "exercises/9-trying/README.md": `# 9 Trying things

## Quiz
**1. What is two and two?**

- a) Three.
- b) *Four.*

<details><summary>Answer</summary>

- a) Count.
- **b)** Yes.

</details>
`,
  "exercises/9-trying/9.1-hello/README.md": "# 9.1 Hello\n\nEdit [`hello.ts`](hello.ts).\n",
  "exercises/9-trying/9.1-hello/hints.md": "# Hints\n\n## 1\nLook.\n\n## 2\nThink.\n\n## 3\nWrite `send`.\n",
  "exercises/9-trying/9.1-hello/hello.ts": helloStarter,
  "exercises/9-trying/9.1-hello/hello.test.ts": `import { testExercise } from "@millrace/grader/vitest.ts";
await testExercise(import("./checks.ts"), import("./hello.ts"));
`,
  "exercises/9-trying/9.1-hello/checks.ts": `import { at, defineSystem } from "@millrace/core";
import { answersEveryHello, costsTwoMessages } from "@millrace/core/hello-machine.laws.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./hello.ts");

function pair({ hello }: Work) {
  return defineSystem({ machines: { a: hello, b: hello }, inputs: [at("a", { greet: "b" })] });
}

export default defineExercise<Work>({
  id: "9.1", title: "Hello", minutes: 1, source: "K&S ch. 1", work: "hello.ts",
  checks: [
    check("every hello is answered", ({ work, explore }) => explore(pair(work), [answersEveryHello])),
    check("a hello and its answer are two messages", ({ work, explore }) => explore(pair(work), [costsTwoMessages])),
  ],
});
`,
  "solutions/9-trying/9.1-hello/starter.ts": helloStarter,
  "solutions/9-trying/9.1-hello/hello.ts": helloRight,
  "solutions/9-trying/9.1-hello/NOTES.md": "# Notes on 9.1\n\nWhoever says hello is answered.\n",
  "solutions/9-trying/9.1-hello/mistakes.ts": `import { mistakes } from "@millrace/grader";

export default mistakes({
  "answers twice": {
    replace: 'context.send(from, "hello back");',
    with: 'context.send(from, "hello back");\\n      context.send(from, "hello back");',
    caughtBy: "a hello and its answer are two messages",
    hint: "How many answers does one hello need?",
    steps: 2,
  },
});
`,
  "exercises/9-trying/9.2-doubling/README.md": "# 9.2 Doubling\n",
  "exercises/9-trying/9.2-doubling/doubling.ts": doublingStarter,
  "exercises/9-trying/9.2-doubling/checks.ts": `import { check, defineExercise } from "@millrace/grader";

export default defineExercise<typeof import("./doubling.ts")>({
  id: "9.2", title: "Doubling", minutes: 2, source: "arithmetic", work: "doubling.ts",
  checks: [check("two doubled is four", ({ work, equal }) => equal(work.double(2), 4, "double(2)"))],
});
`,
  "solutions/9-trying/9.2-doubling/starter.ts": doublingStarter,
  "solutions/9-trying/9.2-doubling/doubling.ts": "export const double = (value: number): number => value * 2;\n",
};

function hello(answer: string): string {
  return `import { defineMachine } from "@millrace/core";

export const hello = defineMachine<object, string, { type: "answered"; by: string }, { greet: string }>({
  start: () => ({}),

  onMessage(_state, message, from, context) {
    if (message === "hello") {
      ${answer}
    }
    if (message === "hello back") context.output({ type: "answered", by: from });
  },

  onInput(_state, { greet }, context) {
    context.send(greet, "hello");
  },
});
`;
}
