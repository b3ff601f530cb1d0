import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { tools } from "../src/lesson/tools/tools.ts";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const root = join(import.meta.dirname, "../../..");

test("every station of a tool is a file of ours", () => {
  const paths = tools.flatMap(({ stations }) => stations.map((station) => station.split(" ")[0] ?? ""));
  expect(paths.length).toBeGreaterThanOrEqual(tools.length);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the first file of a tool is its own station: the machine that plays it says so in its first line", () => {
  const played = tools.map(({ stations: [first = ""] }) => {
    const path = join(root, first);
    return { path: first, name: / \* (\w+): /.exec(existsSync(path) ? readFileSync(path, "utf8") : "")?.[1] };
  });
  expect(played.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
  expect(played.filter(({ path }) => !path.startsWith("packages/pipeline/"))).toEqual([]);
});

test("every exercise of a tool is in the course, under the title that it has there", () => {
  const chapters = readdirSync(join(root, "exercises")).filter((name) => /^\d/.test(name));
  const folders = chapters.flatMap((name) =>
    readdirSync(join(root, "exercises", name)).map((own) => join(root, "exercises", name, own)),
  );
  const found = tools
    .flatMap(({ exercises }) => exercises)
    .map(({ id }) => {
      const folder = folders.find((path) => basename(path).startsWith(`${id}-`)) ?? `no folder for ${id}`;
      const [, title = "no title"] = /^# [\d.]+ (.+)$/m.exec(readFileSync(join(folder, "README.md"), "utf8")) ?? [];
      return { id, title };
    });
  expect(tools.flatMap(({ exercises }) => exercises)).toEqual(found);
});

describe.skipIf(executablePath === undefined)(`the tools${suffix}`, () => {
  const browser = useBrowser();

  test("each opens by keyboard: what it does, its guarantee, its death, its station and its exercise", async () => {
    const { page, complaints } = await browser.open("/");
    const cards = page.locator("#tools details");
    expect(await cards.locator(".tool-name").allTextContents()).toEqual([
      "Airflow",
      "dbt",
      "S3",
      "Kafka",
      "Redshift",
      "PostgreSQL",
      "Metabase",
    ]);
    for (const [place, { does, guarantee, dies, stations, exercises }] of tools.entries()) {
      const card = cards.nth(place);
      expect(await card.locator("dl").isVisible()).toBe(false);
      await card.locator("summary").press("Enter");
      await card.locator("dl").waitFor();
      expect(await card.locator("dt").allTextContents()).toEqual([
        "What it does",
        "What you may rely on",
        "When it dies",
        "In our code",
        "Build it yourself",
      ]);
      expect((await card.locator("dd").allTextContents()).map((text) => text.trim())).toEqual([
        does,
        guarantee,
        dies,
        ...stations,
        ...exercises.map(({ id, title }) => `${id} ${title}`),
      ]);
      // No line is there for its heading alone.
      for (const text of [does, guarantee, dies]) expect(text.length).toBeGreaterThan(40);
    }
    await expectAccessible(page, "#tools");
    expect(complaints).toEqual([]);
  });

  test("an exercise is one click away", async () => {
    const { page } = await browser.open("/");
    await page.locator("#tools summary", { hasText: "Kafka" }).click();
    await page.getByRole("link", { name: "2.2 Keyed partitions" }).click();
    await page.waitForURL("**/workshop/2.2");
    await expect.poll(() => page.locator("#tools").count()).toBe(0);
  });
});
