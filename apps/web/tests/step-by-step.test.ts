import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

/** However slow the computer is. */
const patiently = { timeout: 120_000 };

describe.skipIf(executablePath === undefined)(`step by step${suffix}`, () => {
  const browser = useBrowser();

  async function openSteps(options = {}) {
    const { page, complaints } = await browser.open("/", options);
    await page.locator("#step-by-step .live-picture").scrollIntoViewIfNeeded();
    page.setDefaultTimeout(patiently.timeout);
    await page.locator("#step-by-step .stage").waitFor();
    const button = (name: string) => page.locator("#step-by-step").getByRole("button", { name, exact: true });
    return { page, complaints, button };
  }

  test("a step lets one message through and says what it means, by keyboard", async () => {
    const { page, complaints, button } = await openSteps();
    const texts = ["are written to PostgreSQL", "Airflow begins a run", "tells the worker to extract", "The worker"];
    for (const [place, text] of texts.entries()) {
      await button("Step").press("Enter");
      await page.locator(`#step-by-step .step-text[data-steps="${place + 1}"]`, { hasText: text }).waitFor();
    }
    // The next one comes to a door, and no further.
    await page.locator("#step-by-step .stage-marked").first().waitFor();
    expect(await stepsOf(page)).toBe(4);
    expect(complaints).toEqual([]);
  });

  test("pause holds everything, a step then is one step, and play goes on to the dashboard", async () => {
    const { page, complaints, button } = await openSteps();
    await button("Play").click();
    await expect.poll(() => stepsOf(page), patiently).toBeGreaterThan(6);
    await button("Pause").click();
    // What was on its way has come to a door.
    const atDoor = page.locator("#step-by-step .stage-marked").first();
    await atDoor.waitFor();
    const before = await stepsOf(page);
    await button("Step").click();
    await expect.poll(() => stepsOf(page), patiently).toBe(before + 1);
    await atDoor.waitFor();
    expect(await stepsOf(page)).toBe(before + 1);

    await page.locator("#step-by-step").getByLabel("Time on the way").fill("100");
    await button("Play").click();
    await page.locator("#step-by-step .stop", { hasText: "shows 6 orders" }).waitFor();
    await button("Play").waitFor();
    expect(await page.locator("#step-by-step .stop-done").count()).toBe(7);
    await button("Play").click();
    await page.locator("#step-by-step .stop", { hasText: "shows 12 orders" }).waitFor();
    expect(complaints).toEqual([]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page, button } = await openSteps({ colorScheme });
      await button("Play").click();
      await page.locator("#step-by-step summary").click();
      await expect.poll(() => stepsOf(page), patiently).toBeGreaterThan(4);
      await expectAccessible(page, "#step-by-step");
    });
  }
});

async function stepsOf(page: Page): Promise<number> {
  return Number(await page.locator("#step-by-step .step-text").getAttribute("data-steps"));
}
