import { expect, test } from "vitest";
import { mermaidText, sequenceText } from "./mermaid-text.ts";

test("control and invisible characters are made visible", () => {
  expect(mermaidText("\0\u001b[31m\u007f")).toBe("␀␛#91;31m␡");
  expect(mermaidText("a\u202eb")).toBe("a#92;u#123;202e#125;b");
  expect(mermaidText("\ud800")).toBe("#92;u#123;d800#125;");
});

test("an emoji that is joined from several stays joined", () => {
  expect(mermaidText("👩‍👩‍👧")).toBe("👩‍👩‍👧");
});

test("a sequence diagram needs fewer codes", () => {
  expect(mermaidText('{ "a": [1] }')).toBe("#123; #34;a#34;: #91;1#93; #125;");
  expect(sequenceText('{ "a": [1] }')).toBe('{ "a": [1] }');
});

test("what Mermaid would read after decoding is taken apart, unseen", () => {
  for (const text of ["$$", "\\n", ":fa-car", "ﬂ°", "¶ß"]) expect(mermaidText(text)).toContain("#8288;");
});

test("words that Mermaid looks for before it parses are no longer those words", () => {
  for (const text of ["style", "classDef", "wrap:", "nowrap:"]) expect(mermaidText(text)).not.toContain(text);
});
