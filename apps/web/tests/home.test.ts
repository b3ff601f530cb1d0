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
    const titles = await page.locator(".contents a").allTextContents();
    for (const [place, anchor] of anchors.entries())
      expect(await page.locator(`section${anchor} > h2`).textContent()).toBe(titles[place]);
    await page.getByRole("link", { name: "Quiz", exact: true }).click();
    await page.locator("#quiz:target > h2").waitFor();
    expect(complaints).toEqual([]);
  });

  test("begins with the way of the data as a drawing, each station of which leads to what is said of it", async () => {
    for (const width of [1280, 360]) {
      const { page, complaints } = await browser.open("/", { viewport: { width, height: 800 } });
      const hero = page.locator("#hero");
      const links = hero.locator("svg a:visible");
      expect(await links.allTextContents()).toEqual(wayOfTheData);
      const words = await hero.getByRole("img").getAttribute("aria-label");
      expect(wayOfTheData.filter((name) => words?.includes(name) !== true)).toEqual([]);
      // Readable, and whole.
      for (const link of await links.all()) {
        const box = await link.locator("rect").first().boundingBox();
        const text = await link.locator("text").boundingBox();
        expect(text?.height).toBeGreaterThan(11);
        expect(box?.x).toBeGreaterThanOrEqual(0);
        expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual(width);
        expect(text?.x).toBeGreaterThan(box?.x ?? Infinity);
        expect(text?.width).toBeLessThan((box?.width ?? 0) - 4);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await expectAccessible(page, "#hero");
      for (const name of wayOfTheData) {
        const entry = page.locator("#tools details").filter({ has: page.locator(`summary:has-text("${name}")`) });
        expect(await entry.locator("dl").isVisible()).toBe(false);
        await hero.getByRole("link", { name, exact: true }).focus();
        await page.keyboard.press("Enter");
        await entry.locator("dl:target").waitFor();
        await expect.poll(() => entry.evaluate(isOnScreen)).toBe(true);
      }
      expect(complaints).toEqual([]);
    }
  });

  test("its first links lead to the designer, to the course, and past the header", async () => {
    const { page } = await browser.open("/");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("#hero") !== null)).toBe(true);
    await page.getByRole("link", { name: "Design your own pipeline" }).first().click();
    await page.locator("#designer:target > h2").waitFor();
    await page.getByRole("link", { name: "Build it yourself: the course" }).click();
    await page.waitForURL("**/course");
    await page.getByRole("heading", { name: "The course" }).waitFor();
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

const wayOfTheData = ["PostgreSQL", "Airflow", "dbt", "S3", "Redshift", "Metabase"];

/** Runs in the page. */
function isOnScreen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
