import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inspectProse } from "./prose.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-"));
  mkdirSync(join(folder, "a b"));
  writeFileSync(join(folder, "a b", "other.md"), "# Other things, and more\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function inspect(text: string): Promise<string[]> {
  writeFileSync(join(folder, "README.md"), text);
  return inspectProse(join(folder, "README.md"));
}

test("links to files, headings and the web are fine", async () => {
  const text = `# One
[file](a%20b/other.md) [heading](a%20b/other.md#other-things-and-more) [here](#one) [web](https://example.org/nowhere)
\`[code](nowhere.md)\`

\`\`\`
[code](nowhere.md)
\`\`\`
`;
  expect(await inspect(text)).toEqual([]);
});

test("a link that leads nowhere is named with its line", async () => {
  expect(await inspect("# One\n\n[a](nowhere.md) and [b](#two)\n")).toEqual([
    "README.md:3: the link to nowhere.md leads to no file",
    "README.md:3: the link to #two leads to no heading",
  ]);
});

test("a diagram that Mermaid cannot read is named with its line", async () => {
  const good = "```mermaid\nsequenceDiagram\n  a->>b: hello\n```\n\n```mermaid\nflowchart LR\n  a --> b\n```\n";
  expect(await inspect(good)).toEqual([]);
  const [problem = "", ...others] = await inspect(`${good}\n\`\`\`mermaid\nsequenceDiagram\n  a->>: \n\`\`\`\n`);
  expect(problem).toMatch(/^README\.md:11: Mermaid cannot read the diagram/);
  expect(others).toEqual([]);
});

test("a file that is not there has nothing wrong in it", async () => {
  expect(await inspectProse(join(folder, "missing.md"))).toEqual([]);
});
