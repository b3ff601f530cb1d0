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
    const pictures = page.locator("figure.live-picture");
    const count = await pictures.count();
    expect(count).toBeGreaterThanOrEqual(12);
    for (let place = 0; place < count; place++) {
      await pictures.nth(place).scrollIntoViewIfNeeded();
      await expect
        .poll(() =>
          pictures
            .nth(place)
            .getByText(/^Starting: /)
            .count(),
        )
        .toBe(0);
    }
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});
