import { describe, expect, test } from "vitest";
import { countScripts } from "./count-scripts.ts";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`the home page${suffix}`, () => {
  const browser = useBrowser();

  test("has a heading for each of the fifteen sections, and the contents lead to them", async () => {
    const { page, complaints } = await browser.open("/");
    expect(await page.locator("h1").allTextContents()).toEqual(["Distributed computing for pipelines"]);
    const anchors = await page
      .locator(".contents a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(anchors).toHaveLength(14);
    for (const anchor of anchors) expect(await page.locator(`section${anchor} > h2`).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test("loads at most 150 KB of compressed JavaScript before anybody does anything", async () => {
    const { page } = await browser.open("/icon.svg");
    const bytes = await countScripts(page);
    await page.goto(new URL("/", page.url()).href);
    await page.waitForLoadState("networkidle");
    expect(bytes()).toBeGreaterThan(10_000);
    expect(bytes()).toBeLessThanOrEqual(150_000);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page } = await browser.open("/", { colorScheme });
      await expectAccessible(page);
    });
  }
});
