import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

// The site's pages, and those that the server makes: a page and what has to be there before it is looked at.
const pages: readonly (readonly [path: string, heading: string])[] = [
  ["/course", "The course"],
  ["/workshop/0.1", "0.1 Hello, machine"],
  ["/workshop/7.1", "7.1 Chaos day"],
  ["/workshop/nothing", "No such exercise"],
  ["/run", "A run"],
  ["/run/wrong-lamport", "The run"],
  ["/exercises", "Exercises"],
  ["/exercises/2.1", "2.1 FIFO delivery"],
  ["/chapters/2-message-order", "2 · Message order"],
  ["/docs/glossary", "Glossary"],
];

/** Scrolls to one picture of the lesson after the other, until each has begun. */
async function startPictures(page: Page): Promise<void> {
  const pictures = page.locator("figure.live-picture");
  const count = await pictures.count();
  expect(count).toBeGreaterThanOrEqual(12);
  for (let place = 0; place < count; place++) {
    await pictures.nth(place).scrollIntoViewIfNeeded();
    await pictures.nth(place).locator(".when-seen > p.quiet").waitFor({ state: "detached" });
    await expect
      .poll(() =>
        pictures
          .nth(place)
          .getByText(/^Starting: /)
          .count(),
      )
      .toBe(0);
  }
}

describe.skipIf(executablePath === undefined)(`axe finds nothing${suffix}`, () => {
  const browser = useBrowser();

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [path, heading] of pages) {
      test(`on ${path}, ${colorScheme}`, async () => {
        const { page } = await browser.open(path, { colorScheme });
        await page.getByRole("heading", { name: heading }).first().waitFor();
        await expectAccessible(page);
      });
    }
  }

  test("on the lesson, with every picture that can be seen in it started", async () => {
    const { page, complaints } = await browser.open("/");
    await startPictures(page);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(executablePath === undefined)(`the lesson${suffix}`, () => {
  const browser = useBrowser();

  test("asks nobody but its own server, with every picture started", async () => {
    const { page } = await browser.open("/icon.svg");
    const origins = new Set<string>();
    page.on("request", (request) => origins.add(new URL(request.url()).origin));
    await page.goto(new URL("/", page.url()).href);
    await startPictures(page);
    expect([...origins]).toEqual([new URL(page.url()).origin]);
  });

  test("moves nothing by itself for a reader who asked for less motion", async () => {
    const { page } = await browser.open("/", { reducedMotion: "reduce" });
    await startPictures(page);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")]
        .filter((element) => {
          const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
          return animationName !== "none" || /[1-9]/.test(transitionDuration) || scrollBehavior === "smooth";
        })
        .map((element) => `${element.tagName} ${element.getAttribute("class") ?? ""}`),
    );
    expect(moving).toEqual([]);
    expect(await page.locator("animate, animateMotion, animateTransform").count()).toBe(0);
  });

  test("is no wider than a telephone", async () => {
    const { page } = await browser.open("/", { viewport: { width: 360, height: 740 } });
    await startPictures(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
});
