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
    await page.keyboard.press("ArrowRight");
    await loading.getByText("After transaction 1 of 8: 2 rows, 30 in all").waitFor();
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
