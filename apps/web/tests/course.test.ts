import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const exercises = join(import.meta.dirname, "../../../exercises");

describe.skipIf(executablePath === undefined)(`the map of the course${suffix}`, () => {
  const browser = useBrowser();

  test("lists every exercise by chapter, and leads to it", async () => {
    const { page, complaints } = await browser.open("/course");
    await page.getByRole("heading", { name: "Message order" }).waitFor();
    expect(await page.locator(".chapter").count()).toBe(9);
    expect(await page.locator(".exercise-list li").count()).toBe(41);
    await page.getByRole("link", { name: "2.1 FIFO delivery" }).click();
    await page.waitForURL("**/workshop/2.1");
    expect(complaints).toEqual([]);
  });

  test("has the titles, the order and the minutes of the exercises' own texts, and every link leads to its own", async () => {
    const { page } = await browser.open("/course");
    await page.getByRole("heading", { name: "Message order" }).waitFor();
    for (const folder of foldersIn(exercises)) {
      const title = titleIn(join(exercises, folder));
      const chapter = page.getByRole("region", { name: title, exact: true });
      const path = (await chapter.getByRole("link", { name: "Read the chapter" }).getAttribute("href")) ?? "";
      const read = await page.request.get(new URL(path, page.url()).href);
      expect({ path, status: read.status() }).toEqual({ path: `/chapters/${folder}`, status: 200 });
      const shown = await chapter
        .locator("li")
        .evaluateAll((items) =>
          items.map((item) => [item.querySelector("a")?.getAttribute("href"), item.textContent?.trim()]),
        );
      expect(shown).toEqual(
        foldersIn(join(exercises, folder)).map((name) => {
          const text = readFileSync(join(exercises, folder, name, "README.md"), "utf8");
          const minutes = /^\*(\d+) minutes/m.exec(text)?.[1];
          const label = titleIn(join(exercises, folder, name));
          return [`/workshop/${name.split("-")[0] ?? ""}`, `${label}${minutes === undefined ? "" : `${minutes} min`}`];
        }),
      );
    }
  });

  test("counts what was passed in this browser, and names what comes next", async () => {
    const { page } = await browser.open("/course");
    await page.getByText("0 of 41 exercises passed.").waitFor();
    await page.evaluate(() => {
      for (const id of ["0.1", "0.3"]) localStorage.setItem(`millrace.passed.${id}`, "2026-11-27");
    });
    await page.reload();
    await page.getByText("2 of 41 exercises passed.").waitFor();
    expect(
      await page.getByRole("progressbar").evaluate((bar) => [bar.getAttribute("value"), bar.getAttribute("max")]),
    ).toEqual(["2", "41"]);
    expect(await standingOf(page, "0.1 Hello, machine")).toContain("✓ passed");
    expect(await standingOf(page, "0.2 Scatter–gather")).not.toContain("passed");
    expect(await page.getByText("Next:").textContent()).toContain("0.2 Scatter–gather");
    await page.getByRole("link", { name: "0.2 Scatter–gather" }).first().click();
    await page.waitForURL("**/workshop/0.2");
  });

  test("adds the files on disk as the workshop tells of them, and looks again when something was saved", async () => {
    const { page } = await browser.open("/icon.svg");
    const onDisk = [
      { id: "0.1", status: "passed", points: 5, pointsMax: 5 },
      { id: "0.2", status: "failed", points: 2, pointsMax: 6 },
      { id: "0.3", status: "missing", points: 0, pointsMax: 4 },
      { id: "1.1", status: "not-begun", points: 0, pointsMax: 4 },
    ];
    let told = onDisk.map((standing) => ({ ...standing, status: "not-begun" }));
    let save = (): void => undefined;
    const saved = new Promise<void>((resolve) => (save = resolve));
    await page.route("**/api/exercises", (route) => route.fulfill({ json: told }));
    await page.route("**/api/events", async (route) => {
      await saved;
      await route.fulfill({ contentType: "text/event-stream", body: "event: found\ndata: {}\n\n" });
    });
    await page.goto(new URL("/course", page.url()).href);
    await page.getByRole("link", { name: "Your files, with their verdicts" }).waitFor();
    await page.getByText("0 of 41 exercises passed.").waitFor();

    told = onDisk;
    save();
    await page.getByText("1 of 41 exercises passed.").waitFor();
    expect(await standingOf(page, "0.1 Hello, machine")).toContain("✓ passed");
    expect(await standingOf(page, "0.2 Scatter–gather")).toContain("2 of 6 checks in your file");
    expect(await standingOf(page, "0.3 ")).toContain("pnpm millrace reset brings it back");
    expect(await standingOf(page, "1.1 ")).not.toContain("checks");
    expect(await page.getByText("Next:").textContent()).toContain("0.2 Scatter–gather");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page } = await browser.open("/course", { colorScheme });
      await page.getByRole("heading", { name: "Message order" }).waitFor();
      await expectAccessible(page);
    });
  }
});

async function standingOf(page: Page, exercise: string): Promise<string> {
  return (await page.getByRole("listitem").filter({ hasText: exercise }).first().textContent()) ?? "";
}

/** Folders whose names begin with a number, 8.2 before 8.10. */
function foldersIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d/.test(name))
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }));
}

/** The first heading of a folder's text, as a page shows it. */
function titleIn(folder: string): string {
  const [, title = "no title"] = /^# (.+)$/m.exec(readFileSync(join(folder, "README.md"), "utf8")) ?? [];
  return title.trim();
}
