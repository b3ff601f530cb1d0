import { expect, test } from "vitest";
import { fitCharset, terminalOf } from "./terminal.ts";

const tty = { isTTY: true, columns: 120 };
const file = {};

test.each([
  [tty, {}, true],
  [file, {}, false],
  [tty, { NO_COLOR: "1" }, false],
  [tty, { NO_COLOR: "" }, true],
  [file, { FORCE_COLOR: "1" }, true],
  [file, { FORCE_COLOR: "" }, true],
  [tty, { FORCE_COLOR: "0" }, false],
  [file, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
  [tty, { TERM: "dumb" }, false],
])("%o with %o: colours %s", (stream, env, colors) => {
  expect(terminalOf(stream, env).colors.isColorSupported).toBe(colors);
});

test.each([
  [{}, "unicode"],
  [{ LANG: "C" }, "ascii"],
  [{ LANG: "POSIX" }, "ascii"],
  [{ LANG: "en_GB.UTF-8" }, "unicode"],
  [{ LANG: "C.utf8" }, "unicode"],
  [{ LANG: "en_GB.UTF-8", LC_ALL: "C" }, "ascii"],
  [{ LANG: "C", LC_CTYPE: "en_GB.UTF-8" }, "unicode"],
  [{ TERM: "linux" }, "ascii"],
])("%o: %s", (env, charset) => {
  expect(terminalOf(tty, env).charset).toBe(charset);
});

test("a file is as wide as COLUMNS says, or 80; a terminal as it is; nothing is narrower than 20", () => {
  const columns = [
    terminalOf(file, {}),
    terminalOf(file, { COLUMNS: "40" }),
    terminalOf(tty, { COLUMNS: "40" }),
    terminalOf({ isTTY: true, columns: 5 }, {}),
    terminalOf({ isTTY: true, columns: 0 }, {}),
    terminalOf(file, { COLUMNS: "many" }),
  ].map((terminal) => terminal.columns);
  expect(columns).toEqual([80, 40, 120, 20, 80, 80]);
});

test("only a terminal is interactive, and a dumb one is not", () => {
  expect([tty, file].map((stream) => terminalOf(stream, {}).isInteractive)).toEqual([true, false]);
  expect(terminalOf(tty, { TERM: "dumb" }).isInteractive).toBe(false);
});

test("in ASCII marks keep their width, colours stay, and any other character is spelt out", () => {
  expect(fitCharset("\u001b[32m✓\u001b[39m 3 ≤ 4 · “a” → é…", { charset: "ascii" })).toBe(
    '\u001b[32m+\u001b[39m 3 <= 4 - "a" -> \\u{e9}...',
  );
  expect(fitCharset("✓", { charset: "unicode" })).toBe("✓");
});
