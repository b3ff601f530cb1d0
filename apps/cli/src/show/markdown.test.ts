import { expect, test } from "vitest";
import { showMarkdown } from "./markdown.ts";
import { plainTerminal } from "./terminal.ts";

test("headings, paragraphs, lists and code are laid out for the terminal", () => {
  const markdown =
    "## Why it *works*\nDraw one run with a **pencil** and `paper`.\n\n- A signal answers one message, not one machine.\n- Short.\n\n```ts\nconst  a = 1;\n```\n";
  expect(`\n${showMarkdown(markdown, plainTerminal(34), 2).join("\n")}\n`).toBe(`
  Why it *works*
  Draw one run with a pencil
  and \`paper\`.

  - A signal answers one message,
    not one machine.
  - Short.

    const  a = 1;
`);
});
