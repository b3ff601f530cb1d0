import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const patience = { timeout: 60_000 };

describe.skipIf(executablePath === undefined)(`the kitchen${suffix}`, () => {
  const browser = useBrowser();

  test(
    "one grill breaks: salad and dessert still come out, and one chef serves nothing, until it is mended",
    { timeout: 180_000 },
    async () => {
      const { page, complaints } = await browser.open("/");
      await openKitchen(page);
      await press(page, "Order a dinner in both kitchens");
      await told(page, "One chef", "Dinner 1 is complete.");
      await told(page, "Many chefs", "Dinner 1 is complete.");

      await press(page, "Break the grill in both kitchens");
      await told(page, "One chef", "Dinner 1 is complete. Broken: chef.");
      await told(page, "Many chefs", "Dinner 1 is complete. Broken: grill.");
      await press(page, "Order a dinner in both kitchens");
      await told(page, "Many chefs", "Dinner 2: salad and dessert on the table, grill missing. Broken: grill.");
      await told(page, "One chef", "Dinner 2: nothing is on the table yet. Broken: chef.");
      await expectAccessible(page, "#kitchen");

      await press(page, "Mend the grill in both kitchens");
      await told(page, "One chef", "Dinner 2 is complete.");
      await told(page, "Many chefs", "Dinner 2 is complete.");
      expect(complaints).toEqual([]);
    },
  );

  test("the clocks of two kitchens do not agree, and it says by how much", { timeout: 120_000 }, async () => {
    const { page } = await browser.open("/", { colorScheme: "dark", reducedMotion: "reduce" });
    await openKitchen(page);
    await press(page, "Order a dinner in both kitchens");
    await told(page, "Many chefs", "Dinner 1 is complete.");
    const clocks = page.locator("#kitchen table", { hasText: "No single clock" });
    expect(await clocks.locator("tbody tr").count()).toBe(3);
    // The seed has it so: some plate comes before it left.
    expect(await clocks.getByText("it came before it left").count()).toBeGreaterThan(0);
    await expectAccessible(page, "#kitchen");
  });

  test("a worker that cannot be loaded is told, with what to do", { timeout: 120_000 }, async () => {
    const { page } = await browser.open("/");
    await page.route("**/kitchen.worker*", (route) => route.abort());
    await page.reload();
    await page.locator("#kitchen .live-picture").scrollIntoViewIfNeeded();
    const alert = page.locator("#kitchen [role=alert]").first();
    await alert.waitFor(patience);
    expect(await alert.textContent()).toContain("Start it again");
  });
});

async function openKitchen(page: Page): Promise<void> {
  await page.locator("#kitchen .live-picture").scrollIntoViewIfNeeded();
  await page.locator("#kitchen button[aria-disabled=false]", { hasText: "Order a dinner" }).waitFor(patience);
}

/** By keyboard alone. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.locator("#kitchen").getByRole("button", { name, exact: true });
  await button.waitFor(patience);
  await button.focus();
  await page.keyboard.press("Enter");
}

async function told(page: Page, kitchen: string, words: string): Promise<void> {
  const status = page.locator(`[data-kitchen="${kitchen}"] [role=status]`);
  await expect.poll(() => status.textContent(), patience).toBe(words);
}
