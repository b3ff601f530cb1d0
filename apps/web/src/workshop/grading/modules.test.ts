import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knownModules } from "./modules.ts";

const exercises = join(import.meta.dirname, "../../../../../solutions");

test("whatever a starter or another right answer imports can be imported in the page, other exercises' files apart", () => {
  const files = readdirSync(exercises, { recursive: true, encoding: "utf8" }).filter(
    (path) => /starter\.ts$|also-right\/[^/]+\.ts$/.test(path) && !path.includes("node_modules"),
  );
  expect(files.length).toBeGreaterThan(100);
  const imported = files.flatMap((path) =>
    [...readFileSync(join(exercises, path), "utf8").matchAll(/^(?:import (?!type)|\} from )[^;]*?"([^"]+)";/gm)].map(
      ([, name]) => name,
    ),
  );
  const isOfAnExercise = (name: string): boolean => /^\.\.\/\.\.\/[^/]+\/\d+\.\d+-[^/]+\/[^/]+\.ts$/.test(name);
  expect(
    imported.filter((name) => name === undefined || !(knownModules.includes(name) || isOfAnExercise(name))),
  ).toEqual([]);
});
