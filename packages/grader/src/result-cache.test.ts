import {
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ResultCache } from "./result-cache.node.ts";

let folder: string;
let cache: ResultCache;

beforeEach(() => {
  folder = join(realpathSync(mkdtempSync(join(tmpdir(), "millrace-results-"))), "results");
  cache = new ResultCache(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a result is made once for the same contents, by whichever command", async () => {
  let made = 0;
  const make = async (): Promise<{ made: number }> => ({ made: ++made });
  expect(await cache.get(["a", "b"], make)).toEqual({ made: 1 });
  expect(await new ResultCache(folder).get(["a", "b"], make)).toEqual({ made: 1 });
  expect(await cache.get(["ab"], make)).toEqual({ made: 2 });
});

test("what cannot be made is not kept", async () => {
  await expect(cache.get(["a"], () => Promise.reject(new Error("no disk")))).rejects.toThrow("no disk");
  expect(await cache.get(["a"], async () => 1)).toBe(1);
});

test("what cannot be read is made again", async () => {
  await cache.get(["a"], async () => 1);
  const [name = ""] = readdirSync(folder);
  writeFileSync(join(folder, name), "{");
  expect(await cache.get(["a"], async () => 2)).toBe(2);
});

test("after a week a result is forgotten", async () => {
  cache.sweep();
  await cache.get(["old"], async () => 1);
  const [name = ""] = readdirSync(folder);
  const lastMonth = statSync(join(folder, name)).mtimeMs / 1000 - 30 * 24 * 60 * 60;
  utimesSync(join(folder, name), lastMonth, lastMonth);
  await cache.get(["new"], async () => 2);
  cache.sweep();
  expect(existsSync(join(folder, name))).toBe(false);
  expect(readdirSync(folder)).toHaveLength(1);
});
