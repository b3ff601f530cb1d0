import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

/** However slow the computer is. */
const patiently = { timeout: 120_000 };

describe.skipIf(executablePath === undefined)(`the river${suffix}`, () => {
  const browser = useBrowser();

  async function openRiver(path = "/", options = {}) {
    const { page, complaints } = await browser.open(path, options);
    await page.locator("#river .live-picture").scrollIntoViewIfNeeded();
    page.setDefaultTimeout(patiently.timeout);
    await page.locator("#river .stage").waitFor();
    return { page, complaints };
  }

  test("every row that leaves the source is counted at the end", async () => {
    const { page, complaints } = await openRiver("/?frames");
    await page.locator('#river [data-river="dry"]').waitFor();
    expect(await countsOf(page)).toEqual({ source: ["24", "600"], analytics: ["24", "600"] });
    // Droplets were seen on their way, several at a time.
    const most = await page.evaluate(() => document.documentElement.dataset["dropletsMost"]);
    expect(Number(most)).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
  });

  test("a smaller batch means more of them, and the same rows", async () => {
    const { page } = await openRiver();
    await page.locator("#river").getByLabel("Time on the way").fill("100");
    await page.locator('#river [data-river="dry"]').waitFor();
    await page.locator("#river").getByLabel("Batch size").fill("10");
    await page.locator("#river").getByRole("button", { name: "Let 600 more rows flow" }).click();
    await expect.poll(() => countsOf(page), patiently).toEqual({ source: ["84", "1200"], analytics: ["84", "1200"] });
  });

  test("messages are lost and doubled, a machine is killed, and the counts agree", async () => {
    const { page, complaints } = await openRiver();
    await page.locator("#river").getByLabel("Messages lost").fill("20");
    await page.locator("#river").getByLabel("Messages doubled").fill("20");
    await page.locator("#river .stage-machine", { hasText: "dbt" }).click();
    const dbt = page.locator('#river tr[data-machine="dbt"]');
    await dbt.and(page.locator('[data-status="down"]')).waitFor();
    await page.locator("#river .news", { hasText: "dbt was killed" }).waitFor();
    await page.locator("#river").getByLabel("Time on the way").fill("200");
    await dbt.getByRole("button", { name: "Restart dbt" }).press("Enter");
    await dbt.and(page.locator('[data-status="up"]')).waitFor();
    await page.locator('#river [data-river="dry"]').waitFor();
    expect(await countsOf(page)).toEqual({ source: ["24", "600"], analytics: ["24", "600"] });
    expect(await page.locator("#river .live-picture").innerText()).toMatch(/Lost by the network: [1-9]/);
    expect(complaints).toEqual([]);
  });

  test("nothing moves for a reader who wants it so", async () => {
    const { page } = await openRiver("/", { reducedMotion: "reduce" });
    const droplets = page.locator("#river .stage-droplets");
    expect(await droplets.getAttribute("data-motion")).toBe("still");
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await page.locator('#river .stage-droplets[data-motion="moving"]').waitFor();
  });

  test("the workers end when the reader leaves the page", async () => {
    const { page, complaints } = await openRiver();
    expect(page.workers().length).toBeGreaterThanOrEqual(5);
    await page.getByRole("link", { name: "Course", exact: true }).click();
    await expect.poll(() => page.workers().length, patiently).toBe(0);
    expect(complaints).toEqual([]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page } = await openRiver("/", { colorScheme });
      await page.locator("#river .stage-machine", { hasText: "Warehouse" }).click();
      await page.locator('#river tr[data-machine="warehouse"][data-status="down"]').waitFor();
      await expectAccessible(page, "#river");
    });
  }
});

async function countsOf(page: Page): Promise<Record<string, string[]>> {
  const cells = async (end: string): Promise<string[]> =>
    page.locator(`#river tr[data-end="${end}"] td`).allTextContents();
  return { source: await cells("source"), analytics: await cells("analytics") };
}
