import { expect, test } from "vitest";
import { answerOf, withoutBodies } from "./answer-of.ts";

test("signatures keep what is declared and leave out how it is done", () => {
  const text = `/** Doubles. */\nexport function double(value: number): number {\n  return inner(() => { value * 2 });\n}\nexport const half = (value: number): number => value / 2;\nexport interface Kept { readonly value: number }\n`;
  expect(withoutBodies(text)).toBe(
    "/** Doubles. */\nexport function double(value: number): number { … }\nexport const half = (value: number): number => …;\nexport interface Kept { readonly value: number }\n",
  );
});

test("an answer's imports are written as an exercise may write them", () => {
  const files = new Map([["/packages/clocks/src/vector.ts", 'import { type Vector } from "./vector-type.ts";\n']]);
  expect(answerOf("@millrace/clocks/vector.ts", files).text).toBe(
    'import { type Vector } from "@millrace/clocks/vector-type.ts";\n',
  );
  expect(() => answerOf("@millrace/clocks/none.ts", files)).toThrow("There is no file");
});
