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

  test("each message is one step, no stop has more than the one before it, and all begins anew", async () => {
    const { page, complaints, button } = await openSteps();
    await page.locator("#step-by-step").getByLabel("Time on the way").fill("100");
    const isOver = async (): Promise<boolean> => (await page.locator("#step-by-step .stop-done").count()) === 7;
    let taken = 0;
    while (!(await isOver())) {
      await button("Step").click();
      taken += 1;
      await page.locator(`#step-by-step .step-text:not([data-steps="${taken - 1}"])`).waitFor();
      expect(await stepsOf(page)).toBe(taken);
      const { postgres, bronze, silver, loaded, shown } = await countsOf(page);
      const counts = [postgres, bronze, silver, loaded, shown];
      expect(counts).toEqual(counts.toSorted((one, other) => other - one));
    }
    const list = page.locator("#step-by-step .step-list li");
    expect(await list.count()).toBe(taken);
    const told = await list.allTextContents();
    const put = (layer: string): number =>
      told.reduce((sum, text) => sum + rowsIn(new RegExp(`puts (\\w+) rows? into ${layer}`, "u").exec(text)?.[1]), 0);
    expect([put("bronze"), put("silver")]).toEqual([6, 6]);
    const end = await countsOf(page);
    expect(end).toEqual({ postgres: 6, bronze: 6, silver: 6, gold: put("gold"), loaded: 6, shown: 6 });

    await button("Start over").click();
    await page.locator('#step-by-step .step-text[data-steps="0"]').waitFor();
    expect(await countsOf(page)).toEqual({ postgres: 0, bronze: 0, silver: 0, gold: 0, loaded: 0, shown: 0 });
    expect(await page.locator("#step-by-step .stop-done").count()).toBe(0);
    await button("Step").click();
    await page.locator('#step-by-step .step-text[data-steps="1"]', { hasText: "6 orders are written" }).waitFor();
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

interface Counts {
  readonly postgres: number;
  readonly bronze: number;
  readonly silver: number;
  readonly gold: number;
  readonly loaded: number;
  readonly shown: number;
}

/** How many rows have come how far. */
async function countsOf(page: Page): Promise<Counts> {
  const texts = await page.locator("#step-by-step .stop-count").allTextContents();
  const [postgres = NaN, , bronze = NaN, silver = NaN, gold = NaN, loaded = NaN, shown = NaN] = texts.map((text) =>
    Number(/\d+/u.exec(text)?.[0]),
  );
  return { postgres, bronze, silver, gold, loaded, shown };
}

/** "one" or "3" as a number, 0 if there is none. */
function rowsIn(word = "0"): number {
  return word === "one" ? 1 : Number(word);
}

async function stepsOf(page: Page): Promise<number> {
  return Number(await page.locator("#step-by-step .step-text").getAttribute("data-steps"));
}
