import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`a loader that is run twice${suffix}`, () => {
  const browser = useBrowser();

  test("killed in the middle and started again, inserting leaves copies", async () => {
    const { page, complaints } = await browser.open("/#checkpoints");
    const loading = await openLoader(page);
    await killInTheMiddle(loading);
    const [first = NaN, second = NaN] = await written(loading);
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(16);
    await told(loading, `The warehouse has ${first + second} rows, the source 16. ${first} of them are copies`);
    expect(await loading.getByText("2 times").count()).toBe(first);
    const sum = 1360 + sumOfFirst(first);
    expect(await outcomes(loading)).toEqual([
      ["insert every row", "2", "1", `${first + 16}`, `${first + 16}`, `${sum}`, "1360", "no"],
    ]);
    await expectAccessible(page, "#checkpoints");

    await loading.getByRole("button", { name: "Run it once more" }).click();
    await told(loading, `The run is finished. The warehouse has ${first + 32} rows`);
    expect(complaints).toEqual([]);
  });

  test("with a unique key the table is the source, whatever was written twice", async () => {
    const { page, complaints } = await browser.open("/#checkpoints", { colorScheme: "dark", reducedMotion: "reduce" });
    const loading = await openLoader(page);
    await loading.getByRole("radio", { name: "upsert by unique key" }).check();
    await killInTheMiddle(loading);
    const [first, second] = await written(loading);
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(16);
    await told(loading, "The warehouse has 16 rows, the source 16. They agree.");
    expect(await loading.getByRole("listitem").filter({ hasText: "once" }).count()).toBe(16);
    await expectAccessible(page, "#checkpoints");
    expect(complaints).toEqual([]);
  });

  test("from its checkpoint a retry goes on, and the next run writes a change and not everything", async () => {
    const { page, complaints } = await browser.open("/#checkpoints");
    const loading = await openLoader(page);
    await loading.getByRole("radio", { name: "go on from a checkpoint" }).check();
    await killInTheMiddle(loading);
    const [first = NaN, second = NaN] = await written(loading);
    expect(second).toBeLessThan(16);
    expect(first + second).toBeGreaterThanOrEqual(16);

    await loading.getByRole("button", { name: "Change order 5" }).click();
    await told(loading, "None of them is a copy, and 1 order is not there as it is in the source.");
    await loading.getByRole("button", { name: "Run it once more" }).click();
    await told(loading, "The run is finished. The warehouse has 16 rows, the source 16. They agree.");
    const [, , third = NaN] = await written(loading);
    expect(third).toBeGreaterThan(0);
    expect(third).toBeLessThan(6);
    expect(complaints).toEqual([]);
  });

  test("what each way leaves, side by side: after one run, after two, and after a change in the source", async () => {
    const { page, complaints } = await browser.open("/#checkpoints");
    const loading = await openLoader(page);
    await runTwice(loading, "insert every row");
    const inserted = ["insert every row", "2", "0", "32", "32", "2720", "1360", "no"];
    expect(await outcomes(loading)).toEqual([inserted]);
    expect(await loading.getByRole("listitem").filter({ hasText: "2 times" }).count()).toBe(16);

    await loading.getByRole("radio", { name: "upsert by unique key" }).check();
    await runTwice(loading, "upsert by unique key");
    const upserted = ["upsert by unique key", "2", "0", "32", "16", "1360", "1360", "yes"];
    expect(await outcomes(loading)).toEqual([inserted, upserted]);

    await loading.getByRole("radio", { name: "go on from a checkpoint" }).check();
    await runTwice(loading, "upsert, and go on from a checkpoint");
    const [first = NaN, second = NaN] = await written(loading);
    expect(first).toBeGreaterThanOrEqual(16);
    expect(second).toBeLessThan(6);
    const wentOn = ["upsert, and go on from a checkpoint", "2", "0", `${first + second}`, "16", "1360", "1360", "yes"];
    expect(await outcomes(loading)).toEqual([inserted, upserted, wentOn]);

    await loading.getByRole("button", { name: "Change order 5" }).click();
    await told(loading, "1 order is not there as it is in the source.");
    expect((await outcomes(loading))[2]?.slice(4)).toEqual(["16", "1360", "1460", "no"]);
    await loading
      .getByRole("listitem")
      .filter({ hasText: /^5 once, old$/u })
      .waitFor();
    const last = Number(await loading.getByRole("slider", { name: "Time travel" }).getAttribute("max"));
    await loading.getByRole("button", { name: "Run it once more" }).click();
    await told(loading, "The run is finished. The warehouse has 16 rows, the source 16. They agree.");
    expect((await outcomes(loading))[2]?.slice(4)).toEqual(["16", "1460", "1460", "yes"]);
    expect((await outcomes(loading)).slice(0, 2)).toEqual([inserted, upserted]);

    // Before that run, order 5 was as it had been.
    const slider = loading.getByRole("slider", { name: "Time travel" });
    const end = Number(await slider.getAttribute("max"));
    expect(end).toBeGreaterThan(last);
    await loading.getByText(`After transaction ${end} of ${end}: 16 rows, 1460 in all`).waitFor();
    await slider.fill(`${last}`);
    await loading.getByText(`After transaction ${last} of ${end}: 16 rows, 1360 in all`).waitFor();
    expect(complaints).toEqual([]);
  });

  test("by keyboard: time travel shows the warehouse as it was", async () => {
    const { page, complaints } = await browser.open("/#checkpoints");
    const loading = await openLoader(page);
    await loading.getByRole("button", { name: "Load into an empty warehouse" }).focus();
    await page.keyboard.press("Enter");
    await told(loading, "The run is finished. The warehouse has 16 rows");
    const slider = loading.getByRole("slider", { name: "Time travel" });
    await slider.focus();
    await page.keyboard.press("Home");
    await loading.getByText("After transaction 0 of 8: 0 rows, 0 in all").waitFor();
    for (const place of [1, 2, 3, 4, 5, 6, 7]) {
      await page.keyboard.press("ArrowRight");
      const text = `After transaction ${place} of 8: ${2 * place} rows, ${sumOfFirst(2 * place)} in all`;
      await loading.getByText(text).waitFor();
      expect(await slider.getAttribute("aria-valuetext")).toBe(text);
    }
    await page.keyboard.press("End");
    await loading.getByText("After transaction 8 of 8: 16 rows, 1360 in all").waitFor();
    expect(complaints).toEqual([]);
  });
});

async function openLoader(page: Page): Promise<Locator> {
  const loading = page.getByRole("figure", { name: "A loader that is killed and run again" });
  await loading.scrollIntoViewIfNeeded();
  await loading.getByRole("button", { name: "Load into an empty warehouse" }).waitFor();
  return loading;
}

/** Loads, kills the loader once the warehouse has some rows, and retries to the end. */
async function killInTheMiddle(loading: Locator): Promise<void> {
  await loading.getByRole("button", { name: "Load into an empty warehouse" }).click();
  await loading.getByRole("listitem").filter({ hasText: "once" }).nth(3).waitFor();
  await loading.getByRole("button", { name: "Kill the loader" }).click();
  await told(loading, "The loader is dead.");
  await loading.getByRole("button", { name: "Retry: start it again" }).click();
  await told(loading, "The run is finished.");
}

/** Loads, waits for the end, and runs the loader again, likewise; what a way has left after each is in the table. */
async function runTwice(loading: Locator, way: string): Promise<void> {
  await loading.getByRole("button", { name: "Load into an empty warehouse" }).click();
  await expect.poll(() => ends(loading)).toEqual(["finished"]);
  const afterOne = (await outcomes(loading)).find(([name]) => name === way);
  expect(afterOne?.slice(1, 3)).toEqual(["1", "0"]);
  expect(afterOne?.slice(4)).toEqual(["16", "1360", "1360", "yes"]);
  await loading.getByRole("button", { name: "Run it once more" }).click();
  await expect.poll(() => ends(loading)).toEqual(["finished", "finished"]);
}

/** How each run has ended so far. */
async function ends(loading: Locator): Promise<string[]> {
  return loading.getByRole("table", { name: "Its runs" }).locator("tbody td:nth-child(4)").allTextContents();
}

/** The table of outcomes, row by row. */
async function outcomes(loading: Locator): Promise<string[][]> {
  return loading
    .getByRole("table", { name: "The last warehouse of each way to write" })
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

/** What so many orders cost, from the first on: each costs ten times its number. */
function sumOfFirst(orders: number): number {
  return 5 * orders * (orders + 1);
}

async function told(loading: Locator, text: string): Promise<void> {
  await loading.getByRole("status").filter({ hasText: text }).waitFor();
}

/** How many rows each run has written. */
async function written(loading: Locator): Promise<number[]> {
  const cells = await loading
    .getByRole("table", { name: "Its runs" })
    .locator("tbody td:nth-child(3)")
    .allTextContents();
  return cells.map(Number);
}
