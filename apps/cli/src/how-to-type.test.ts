import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { howToType } from "./how-to-type.ts";

test("pnpm is typed as pnpm where it is on PATH by itself, and through npx where npx brought it", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  const places = [join(folder, "bin"), join(folder, "_npx", "1", "node_modules", ".bin"), join(folder, "empty")];
  const [own = "", fetched = "", empty = ""] = places;
  for (const place of places) mkdirSync(place, { recursive: true });
  for (const place of [own, fetched])
    writeFileSync(join(place, process.platform === "win32" ? "pnpm.cmd" : "pnpm"), "");
  const typed = (...path: string[]): string => howToType({ PATH: path.join(delimiter) })("hint 2.1");
  expect(typed(empty, own)).toBe("pnpm millrace hint 2.1");
  expect(typed(fetched, empty)).toBe("npx pnpm@12 millrace hint 2.1");
  expect(howToType({ PATH: own })("test 2.1 --all")).toBe("pnpm test 2.1 --all");
  rmSync(folder, { recursive: true });
});
