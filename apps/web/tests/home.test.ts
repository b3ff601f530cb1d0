import type { Page } from "playwright-core";
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
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("#hero") !== null)).toBe(true);
    await page.getByRole("link", { name: "Design your own pipeline" }).first().click();
    await expectArrival(page, "designer");
    await page.getByRole("link", { name: "Build it yourself: the course" }).click();
    await page.waitForURL("**/course");
    await page.getByRole("heading", { name: "The course" }).waitFor();
  });

  for (const width of [1280, 360]) {
    test(`a jump by link or by address ends at the heading, whatever is loaded above it, ${width} wide`, async () => {
      const viewport = { width, height: 900 };
      for (const anchor of ["designer", "checkpoints"]) {
        const { page, complaints } = await browser.open("/", { viewport });
        await page.locator(`main a[href="#${anchor}"]`).first().click();
        await expectArrival(page, anchor);
        expect(complaints).toEqual([]);
      }
      for (const anchor of ["designer", "quiz", "messages"]) {
        const { page, complaints } = await browser.open(`/#${anchor}`, { viewport });
        await expectArrival(page, anchor);
        // From there on the page is the reader's.
        await page.mouse.wheel(0, 700);
        await expect.poll(() => topOf(page, anchor)).toBeLessThan(-500);
        await page.setViewportSize({ width: width - 20, height: 900 });
        await twoFrames(page);
        expect(await topOf(page, anchor)).toBeLessThan(-500);
        expect(complaints).toEqual([]);
      }
    });
  }

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

/** Waits until nothing that is close has still to come, and expects the section's heading at the top of the window. */
async function expectArrival(page: Page, anchor: string): Promise<void> {
  await page.locator(`#${anchor} > h2`).waitFor();
  await expect.poll(() => page.evaluate(isAllThere)).toBe(true);
  await twoFrames(page);
  const top = await topOf(page, anchor);
  expect(top).toBeGreaterThan(0);
  expect(top).toBeLessThan(100);
}

async function topOf(page: Page, anchor: string): Promise<number> {
  return page.locator(`#${anchor} > h2`).evaluate((heading) => heading.getBoundingClientRect().top);
}

/** What has to be drawn is drawn. */
async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** Runs in the page: every picture in view or close to it has been loaded. */
function isAllThere(): boolean {
  return [...document.querySelectorAll(".when-seen")].every((place) => {
    const { top, bottom } = place.getBoundingClientRect();
    const isClose = bottom > -150 && top < innerHeight + 150;
    return !isClose || place.querySelector(":scope > :is(.quiet, [role=status]):only-child") === null;
  });
}

/** Runs in the page. */
function isOnScreen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
