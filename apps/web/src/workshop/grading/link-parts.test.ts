import { expect, test } from "vitest";
import { type Part, linkParts } from "./link-parts.ts";

const code = `"use strict";
const first = require("../../1-a/1.1-first/first.ts");
const second = require("../../1-a/1.2-second/second.ts");
exports.sum = first.one + second.two + require("@millrace/core").three;
throw new Error("here");
`;

/** Runs a script that ends by throwing; gives what it has exported, and the line. */
function run(script: string): { readonly exports: Record<string, unknown>; readonly line: string | undefined } {
  const exports: Record<string, unknown> = {};
  const modules: Record<string, object> = { "@millrace/core": { three: 100 }, "@millrace/a/second.ts": { two: 20 } };
  // What a compartment does with a script; this one is ours.
  const wrapped = new Function("exports", "require", `${script}\n//# sourceURL=linked.js`);
  try {
    Reflect.apply(wrapped, undefined, [exports, (name: string) => modules[name]]);
  } catch (error) {
    return { exports, line: /linked\.js:(\d+)/.exec(error instanceof Error ? (error.stack ?? "") : "")?.[1] };
  }
  throw new Error("The script did not come to its last line.");
}

test("a part is the learner's own script or the library's file, and everything else comes from outside", () => {
  const own = `"use strict";\nexports.one = require("@millrace/core").three / 100;\nlet files = 1, made = 2;`;
  const parts = new Map<string, Part>([
    ["../../1-a/1.1-first/first.ts", { code: own }],
    ["../../1-a/1.2-second/second.ts", { answer: "@millrace/a/second.ts" }],
  ]);
  expect(run(linkParts(code, parts)).exports["sum"]).toBe(121);
});

test("lines keep their numbers", () => {
  const parts = new Map<string, Part>([
    ["../../1-a/1.1-first/first.ts", { code: "\n\nexports.one = 1;\n" }],
    ["../../1-a/1.2-second/second.ts", { code: "exports.two = 2;" }],
  ]);
  const { line } = run(linkParts(code, parts));
  const { line: own } = run(code.replaceAll(/require\("\.\.[^"]+"\)/g, "{}"));
  expect(line).toBe(own);
});

test("a script without parts stays as it is", () => {
  expect(linkParts(code, new Map())).toBe(code);
});
