import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A repository of two small exercises, for tests. */
export interface Fixture {
  readonly root: string;
  /** The learner's file of exercise 9.1. */
  readonly workFile: string;
  /** Writes a file under the root, and the folders that it needs. */
  write(path: string, text: string): void;
  remove(): void;
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
  const repository = fileURLToPath(new URL("../../../..", import.meta.url));
  for (const folder of ["exercises", "solutions"]) {
    symlinkSync(join(repository, folder, "node_modules"), join(root, folder, "node_modules"), "junction");
  }
  symlinkSync(join(repository, "packages"), join(root, "packages"), "junction");
  // What has been built of the engine for the repository serves here too.
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  return {
    root,
    workFile: join(root, workPath),
    write,
    remove: () => rmSync(dirname(root), { recursive: true, force: true }),
  };
}

/** Where the learner's file of exercise 9.1 lies, under the root. */
export const workPath = "exercises/9-trying/9.1-hello/hello.ts";

/** A right answer to exercise 9.1. */
export const rightAnswer: string = hello('context.send(from, "hello back");');

/** A wrong answer to exercise 9.1: one message too many. */
export const answersTwice: string = hello('context.send(from, "hello back");\n      context.send(from, "hello back");');

/** Another wrong answer to exercise 9.1, which puts a text where pages may show it. */
export function answersWith(text: string): string {
  return hello(`context.send(from, ${JSON.stringify(text)});`);
}

const starter = hello("// TODO(learner): answer.");

const files: Readonly<Record<string, string>> = {
  "exercises/9-trying/README.md": `# Trying things

A <b>story</b>. Begin with [hello](9.1-hello/README.md).

## Quiz
**1. What is two and two?**

- a) Three.
- b) *Four.*

<details><summary>Answer</summary>

- a) Count.
- **b)** Yes.

</details>
`,
  "exercises/9-trying/9.1-hello/README.md": `# 9.1 Hello

Edit [\`hello.ts\`](./hello.ts). Then do [doubling](../9.2-doubling/), or read [the chapter](../README.md#trying-things)
and [the docs](../../../docs/words.md). [Elsewhere](https://example.org/), [nowhere](../../../secret.md).

<script>alert("readme")</script>

\`\`\`mermaid
sequenceDiagram
  a->>b: hello
  b->>a: hello back
\`\`\`
`,
  "exercises/9-trying/9.1-hello/hints.md": "# Hints\n\n## 1\nLook.\n\n## 2\nThink.\n\n## 3\nWrite `send`.\n",
  "exercises/9-trying/9.1-hello/hello.ts": starter,
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
  "solutions/9-trying/9.1-hello/starter.ts": starter,
  "solutions/9-trying/9.1-hello/hello.ts": rightAnswer,
  "exercises/9-trying/9.2-doubling/README.md": "# 9.2 Doubling\n",
  "exercises/9-trying/9.2-doubling/doubling.ts": "export const double = (value: number): number => value;\n",
  "exercises/9-trying/9.2-doubling/checks.ts": `import { check, defineExercise } from "@millrace/grader";

export default defineExercise<typeof import("./doubling.ts")>({
  id: "9.2", title: "Doubling", minutes: 2, source: "arithmetic", work: "doubling.ts",
  checks: [check("two doubled is four", ({ work, equal }) => equal(work.double(2), 4, "double(2)"))],
});
`,
  "solutions/9-trying/9.2-doubling/starter.ts": "export const double = (value: number): number => value;\n",
  "docs/words.md": "# Words\n\nA machine is a machine.\n",
  "secret.md": "# Secret\n",
  "pipelines/shop.yaml": "stages: []\n",
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
