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
      // What is told of the times follows from them; the books in a second have the most digits.
      const took = rows.map(([, , , each]) => 1_000_000 / numberIn(each));
      for (const [place, [, , time]] of rows.entries()) expect(numberIn(time)).toBeCloseTo(took[place] ?? NaN, 1);
      const [one = NaN, many = NaN] = took;
      const words = await why.getByText("Their catalogues agree, to the page.").textContent();
      // So little is called no faster.
      const factor = one / many < 1.05 ? "no faster than one" : `${(one / many).toFixed(2)} times as fast as one`;
      expect(words).toContain(`3 librarians were ${factor}`);
      await why.getByText("The catalogue", { exact: true }).click();
      const counts = await why.locator("[data-table=catalogue] tbody td:nth-child(2)").allTextContents();
      expect(counts.reduce((sum, count) => sum + Number(count.replaceAll(",", "")), 0)).toBe(1_000_000);
      // Ten times as many books take longer, whoever reads them.
      await why.getByLabel("Books", { exact: true }).selectOption("10000000");
      await why.getByRole("button", { name: "Count: one librarian, then 3" }).click();
      const times = why.locator("[data-table=times] tbody tr");
      await times.filter({ hasText: "10,000,000" }).nth(1).waitFor(patience);
      for (const [place, time] of (await times.locator("td:nth-of-type(2)").allTextContents()).entries())
        expect(numberIn(time)).toBeGreaterThan(took[place] ?? NaN);
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

      const many = await tasksOf(page, "A distributed pipeline");
      // What was given out once more went to somebody else.
      for (const { attempts } of many) expect(attempts).toMatch(/^(?:1, on worker-[123]|[2-9], on worker-[23])$/u);
      // A task begins when those before it are done, and takes three steps and two messages.
      const [orders, customers, payments, ...later] = many.map(({ done }) => done);
      const [ordersAfter, customersAfter, paymentsAfter, load] = later;
      for (const [first = NaN, next] of [
        [orders, ordersAfter],
        [customers, customersAfter],
        [payments, paymentsAfter],
        [Math.max(...later.slice(0, 3)), load],
      ])
        expect(next).toBeGreaterThan(first + 1.1);
      expect(load).toBe(await endOf(page, "A distributed pipeline"));

      await why.getByRole("button", { name: "Restart box" }).click();
      await told(page, "A single machine", /^Done: [1-6] of 7/u);
      await why.getByRole("button", { name: "Kill box" }).click();
      await told(page, "A single machine", /^Done: [1-6] of 7 tasks\. Down: box\./u);
      const before = await tasksOf(page, "A single machine");
      await why.getByRole("button", { name: "Restart box" }).click();
      await told(page, "A single machine", /^All 7 tasks are done/u);
      const after = await tasksOf(page, "A single machine");
      // What it had done is on its disk, and the rest comes one after the other.
      const kept = before.filter(({ attempts }) => attempts !== "none");
      expect(after.slice(0, kept.length)).toEqual(kept);
      for (const [place, { done }] of after.entries()) {
        expect(done).toBeGreaterThan((after[place - 1]?.done ?? 0) + 0.8);
        expect(after[place]?.attempts).toBe("1, on box");
      }
      expect(after.at(-1)?.done).toBe(await endOf(page, "A single machine"));
      expect(complaints).toEqual([]);
    },
  );
});

/** "1,234.5 s" as a number. */
function numberIn(text: string | null | undefined): number {
  return Number.parseFloat((text ?? "").replaceAll(",", ""));
}

/** The tasks of a run in their order: attempts in words, and after how many seconds it was done; NaN if it was not. */
async function tasksOf(page: Page, run: string): Promise<{ attempts: string; done: number }[]> {
  const rows = await page
    .locator(`[data-run="${run}"] tbody tr`)
    .evaluateAll((found) => found.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));
  return rows.map(([attempts = "", done = ""]) => ({ attempts, done: numberIn(done.replace("after ", "")) }));
}

/** After how many seconds a run says that it was over. */
async function endOf(page: Page, run: string): Promise<number> {
  const text = await page.locator(`[data-run="${run}"] [role=status]`).textContent();
  return Number(/after (\d+\.\d\d) s/u.exec(text ?? "")?.[1]);
}

/** The pictures of the section, from 0: each is loaded when it is seen. */
async function show(page: Page, place: number): Promise<void> {
  await page.locator("#why .live-picture").nth(place).scrollIntoViewIfNeeded();
  await page.locator("#why .live-picture").nth(place).locator("button").first().waitFor(patience);
}

async function told(page: Page, run: string, words: RegExp): Promise<void> {
  const status = page.locator(`[data-run="${run}"] [role=status]`);
  await expect.poll(() => status.textContent(), patience).toMatch(words);
}
