import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeRoot } from "../fixtures/doubling.node.ts";
import { findExercise, isBegun, listExercises, UnknownExerciseError } from "./catalogue.node.ts";

const { root, files } = makeRoot();
afterAll(() => rmSync(root, { recursive: true }));

function add(path: string, text = ""): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test("exercises are listed by chapter and place, and folders that are none are left out", () => {
  add("exercises/9-test/9.10-tenth/checks.ts");
  add("exercises/9-test/9.2-second/checks.ts");
  add("exercises/9-test/README.md");
  add("exercises/9-test/notes/checks.ts");
  add("exercises/9-test/9.3-planned/README.md");
  expect(listExercises(root).map(({ id }) => id)).toEqual(["9.1", "9.2", "9.10"]);
});

test("a folder without exercises has none", () => {
  expect(listExercises(join(root, "exercises"))).toEqual([]);
});

test.each(["9.1", "9.1-doubling", "doubling", " 9.1 ", "Doubling", "exercises/9-test/9.1-doubling/"])(
  "%j is a name of the exercise",
  (name) => {
    expect(findExercise(root, name)).toEqual(files);
  },
);

test.each([
  ["9.1-dubling", ["9.1-doubling"]],
  ["zzzzzzzzzz", []],
])("the unknown name %s has the nearest that are known", (name, nearest) => {
  const find = (): unknown => findExercise(root, name);
  expect(find).toThrow(UnknownExerciseError);
  expect(find).toThrow(expect.objectContaining({ nearest }));
});

test("the answer is the library's file that the solution hands on, else the solution itself", () => {
  expect(files.solution.answerFile).toBe(files.solution.workFile);
  add("exercises/9-test/9.4-handed-on/checks.ts");
  add("solutions/9-test/9.4-handed-on/handed-on.ts", 'export * from "@millrace/ordering/fifo-delivery.ts";\n');
  add("solutions/9-test/9.4-handed-on/also-right/b.ts");
  add("solutions/9-test/9.4-handed-on/also-right/a.ts");
  const { solution } = findExercise(root, "9.4");
  expect(solution.answerFile).toBe(join(root, "packages/ordering/src/fifo-delivery.ts"));
  expect(solution.alsoRight).toEqual([
    join(solution.folder, "also-right/a.ts"),
    join(solution.folder, "also-right/b.ts"),
  ]);
});

test("an exercise is begun when its file says something else than the starter", () => {
  const starter = "const a = 1;\nconst b = 2;\n";
  writeFileSync(files.solution.starterFile, starter);
  const begun = (text: string): boolean => {
    writeFileSync(files.workFile, text);
    return isBegun(files);
  };
  expect(begun(starter)).toBe(false);
  expect(begun(`${starter.replaceAll("\n", "\r\n")}\r\n`)).toBe(false);
  expect(begun(starter.replace("1", "3"))).toBe(true);
  rmSync(files.workFile);
  expect(isBegun(files)).toBe(false);
});
