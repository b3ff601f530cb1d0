import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knownModules } from "./modules.ts";

const exercises = join(import.meta.dirname, "../../../../../solutions");

test("whatever a starter imports can be imported in the page; chaos day's is graded on disk alone", () => {
  const starters = readdirSync(exercises, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith("starter.ts") && !path.includes("node_modules") && !path.includes("7.1-"),
  );
  expect(starters.length).toBeGreaterThan(30);
  const imported = starters.flatMap((path) =>
    [...readFileSync(join(exercises, path), "utf8").matchAll(/^(?:import (?!type)|\} from )[^;]*?"([^"]+)";/gm)].map(
      ([, name]) => name,
    ),
  );
  expect(imported.filter((name) => name === undefined || !knownModules.includes(name))).toEqual([]);
});
