import { expect, test } from "vitest";
import { transpileWork } from "../editor/transpile-work.ts";
import { originOf } from "./read-source-map.ts";

const text = `/** Of no use to a script. */
interface Gone {
  readonly value: number;
}

export function broken(it: Gone): never {
  const { value } = it;
  throw new Error(String(value));
}
`;

test("a line of the script leads to the line that it was made from", () => {
  const done = transpileWork(text);
  if (!("code" in done)) throw new Error("it cannot be read");
  const lines = done.code.split("\n");
  const line = lines.findIndex((each) => each.includes("throw")) + 1;
  const column = (lines[line - 1]?.indexOf("new Error") ?? 0) + 1;
  expect(originOf({ line, column }, done.map)).toEqual({ line: 8, column: 9 });
});

test("a line that was added leads nowhere", () => {
  const done = transpileWork(text);
  if (!("code" in done)) throw new Error("it cannot be read");
  expect(originOf({ line: 1, column: 1 }, done.map)).toBeUndefined();
});
