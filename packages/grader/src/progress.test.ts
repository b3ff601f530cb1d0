import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { answerWith, makeRoot, write } from "../fixtures/doubling.node.ts";
import { NewerProgressError, readProgress, recordVerdict } from "./progress.node.ts";
import type { Verdict } from "./verdict.ts";

const { root, files } = makeRoot();
const folder = join(root, ".millrace");
const file = join(folder, "progress.json");

beforeEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true }));

const verdict = (status: Verdict["status"], points: number): Verdict => ({
  format: 1,
  exercise: { id: "9.1", title: "Doubling", version: "0badcafe" },
  status,
  points,
  pointsMax: 3,
  seed: 1,
  durationMs: 1,
  checks: [],
});

test("a verdict is kept with the checks' version and the text that was graded", () => {
  const recorded = recordVerdict(root, files, verdict("failed", 2));
  expect(readProgress(root)).toEqual({ progress: recorded });
  expect(recorded.exercises["9.1"]).toMatchObject({ status: "failed", points: 2, pointsMax: 3, version: "0badcafe" });
  expect(readdirSync(folder)).toEqual(["progress.json"]);
});

test("what has passed once has passed once", () => {
  recordVerdict(root, files, verdict("passed", 3));
  const { exercises } = recordVerdict(root, files, verdict("failed", 0));
  expect(exercises["9.1"]).toMatchObject({ status: "failed", passedOnce: true });
});

test("another text has another hash, whatever ends its lines", () => {
  const hash = (text: string): string | undefined => {
    write(files, text);
    return recordVerdict(root, files, verdict("failed", 0)).exercises["9.1"]?.workHash;
  };
  const text = answerWith("", "");
  expect(hash(text)).toMatch(/^[0-9a-f]{8}$/);
  expect(hash(text.replaceAll("\n", "\r\n"))).toBe(hash(text));
  expect(hash(text.replace("* 2", "* 3"))).not.toBe(hash(text));
});

test("exercises that are not known here are kept", () => {
  const other = { ...recordVerdict(root, files, verdict("passed", 3)).exercises["9.1"] };
  writeFileSync(file, JSON.stringify({ format: 1, exercises: { "42.1": other } }));
  expect(Object.keys(recordVerdict(root, files, verdict("failed", 0)).exercises).toSorted()).toEqual(["42.1", "9.1"]);
});

test.each([
  "",
  "{",
  "[]",
  "null",
  '{"format":1}',
  '{"format":1,"exercises":{"9.1":{}}}',
  '{"format":"1","exercises":{}}',
])("a broken file is set aside as it is: %s", (text) => {
  recordVerdict(root, files, verdict("passed", 3));
  writeFileSync(file, text);
  const { progress, setAside = "" } = readProgress(root);
  expect(progress.exercises).toEqual({});
  expect(readFileSync(setAside, "utf8")).toBe(text);
  expect(existsSync(file)).toBe(false);
});

test("a second broken file does not take the first one's place", () => {
  recordVerdict(root, files, verdict("passed", 3));
  writeFileSync(file, "first");
  recordVerdict(root, files, verdict("passed", 3));
  writeFileSync(file, "second");
  recordVerdict(root, files, verdict("passed", 3));
  const kept = readdirSync(folder).filter((name) => name !== "progress.json");
  expect(kept.map((name) => readFileSync(join(folder, name), "utf8")).toSorted()).toEqual(["first", "second"]);
});

test("a file of a newer Millrace is neither read nor touched", () => {
  recordVerdict(root, files, verdict("passed", 3));
  const newer = '{"format":2,"learned":[]}';
  writeFileSync(file, newer);
  expect(() => readProgress(root)).toThrow(NewerProgressError);
  expect(() => recordVerdict(root, files, verdict("passed", 3))).toThrow(
    /its format is 2, and this Millrace knows format 1/,
  );
  expect(readFileSync(file, "utf8")).toBe(newer);
});
