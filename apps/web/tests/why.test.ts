import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const patience = { timeout: 90_000 };

describe.skipIf(executablePath === undefined)(`why pipelines need it${suffix}`, () => {
  const browser = useBrowser();

  test(
    "one librarian and many read the same books: both are timed, and their catalogues agree",
    { timeout: 240_000 },
    async () => {
      const { page, complaints } = await browser.open("/");
      const why = page.locator("#why");
      await show(page, 0);
      const cores = await page.evaluate(() => navigator.hardwareConcurrency);
      await why.getByText(`This computer has ${cores} core`).waitFor(patience);
      await why.getByLabel("Librarians", { exact: true }).selectOption("3");
      await why.getByLabel("Books", { exact: true }).selectOption("1000000");
      await why.getByRole("button", { name: "Count: one librarian, then 3" }).click();
      await why.getByText("Their catalogues agree, to the page.").waitFor(patience);

      const rows = await why
        .locator("[data-table=times] tbody tr")
        .evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent)));
      expect(rows.map(([librarians, books]) => [librarians, books])).toEqual([
        ["1", "1,000,000"],
        ["3", "1,000,000"],
      ]);
      for (const [, , time] of rows) expect(time).toMatch(/^\d+\.\d\d s$/u);
      await why.getByText("The catalogue", { exact: true }).click();
      const counts = await why.locator("[data-table=catalogue] tbody td:nth-child(2)").allTextContents();
      expect(counts.reduce((sum, count) => sum + Number(count.replaceAll(",", "")), 0)).toBe(1_000_000);
      await expectAccessible(page, "#why");
      expect(complaints).toEqual([]);
    },
  );

  test(
    "a failure in both: the single machine stands, the pipeline gives the work to others",
    { timeout: 240_000 },
    async () => {
      const { page, complaints } = await browser.open("/", { colorScheme: "dark" });
      const why = page.locator("#why");
      await show(page, 1);
      await why.getByRole("button", { name: "Start both runs" }).click();
      await why.locator("button[aria-disabled=false]", { hasText: "Kill worker-1" }).waitFor(patience);
      await why.locator("button[aria-disabled=false]", { hasText: "Kill box" }).waitFor(patience);
      await why.getByRole("button", { name: "Kill one machine in each" }).click();

      await told(page, "A distributed pipeline", /^All 7 tasks are done, after .* Down: worker-1\.$/u);
      await told(page, "A single machine", /^Done: [0-6] of 7 tasks\. Down: box\. Nothing is left to go on\.$/u);
      const attempts = why.locator('[data-run="A distributed pipeline"] tbody td:nth-child(2)');
      expect((await attempts.allTextContents()).some((text) => Number.parseInt(text) > 1)).toBe(true);
      await expectAccessible(page, "#why");

      await why.getByRole("button", { name: "Restart box" }).click();
      await told(page, "A single machine", /^All 7 tasks are done/u);
      expect(complaints).toEqual([]);
    },
  );
});

/** The pictures of the section, from 0: each is loaded when it is seen. */
async function show(page: Page, place: number): Promise<void> {
  await page.locator("#why .live-picture").nth(place).scrollIntoViewIfNeeded();
  await page.locator("#why .live-picture").nth(place).locator("button").first().waitFor(patience);
}

async function told(page: Page, run: string, words: RegExp): Promise<void> {
  const status = page.locator(`[data-run="${run}"] [role=status]`);
  await expect.poll(() => status.textContent(), patience).toMatch(words);
}
