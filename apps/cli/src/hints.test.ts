import { expect, test } from "vitest";
import { readHints } from "./hints.ts";

test("the hints are what stands under 1, 2 and 3, whatever stands above, whatever the line endings", () => {
  const text =
    "# Hints for 2.1\r\n\r\n## 1\r\nLook.\r\n\r\n### Closer\r\nSee?\r\n\r\n## 2\r\n\r\n## 3\r\nWrite it.\r\n";
  expect(readHints(text)).toEqual(["Look.\r\n\r\n### Closer\r\nSee?", "", "Write it."]);
});
