import type { Locator, Page } from "playwright-core";
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
      // One chef cooks one dish after the other; many do not wait for each other. No dish is there before it is cooked.
      const [, salad, grill, dessert] = (await tableOf(page, "One chef"))[0]?.map(secondsIn) ?? [];
      expect(salad).toBeGreaterThanOrEqual(onTheRoad + cooking);
      expect(grill).toBeGreaterThanOrEqual((salad ?? NaN) + 0.9 * cooking);
      expect(dessert).toBeGreaterThanOrEqual((grill ?? NaN) + 0.9 * cooking);
      const each = (await tableOf(page, "Many chefs"))[0]?.slice(1).map(secondsIn) ?? [];
      expect(each).toHaveLength(3);
      expect(Math.min(...each)).toBeGreaterThanOrEqual(onTheRoad + cooking);

      await press(page, "Break the grill in both kitchens");
      await told(page, "One chef", "Dinner 1 is complete. Broken: chef.");
      await told(page, "Many chefs", "Dinner 1 is complete. Broken: grill.");
      await press(page, "Order a dinner in both kitchens");
      await told(page, "Many chefs", "Dinner 2: salad and dessert on the table, grill missing. Broken: grill.");
      await told(page, "One chef", "Dinner 2: nothing is on the table yet. Broken: chef.");
      expect((await tableOf(page, "Many chefs"))[1]?.map(isThere)).toEqual([true, true, false, true]);
      expect((await tableOf(page, "One chef"))[1]).toEqual(["2", "not yet", "not yet", "not yet"]);
      await expectAccessible(page, "#kitchen");

      await press(page, "Mend the grill in both kitchens");
      await told(page, "One chef", "Dinner 2 is complete.");
      await told(page, "Many chefs", "Dinner 2 is complete.");
      // The grill's plate had to wait for the mending, the others' had not.
      const [, early, late] = (await tableOf(page, "Many chefs"))[1]?.map(secondsIn) ?? [];
      expect(late).toBeGreaterThan(early ?? NaN);

      await press(page, "Start again");
      for (const kitchen of ["One chef", "Many chefs"]) await told(page, kitchen, "Nobody has ordered.");
      await press(page, "Order a dinner in both kitchens");
      for (const kitchen of ["One chef", "Many chefs"]) {
        await told(page, kitchen, "Dinner 1 is complete.");
        expect(await tableOf(page, kitchen)).toHaveLength(1);
      }
      expect(complaints).toEqual([]);
    },
  );

  test("the clocks of two kitchens do not agree, and it says by how much", { timeout: 120_000 }, async () => {
    const { page } = await browser.open("/", { colorScheme: "dark", reducedMotion: "reduce" });
    await openKitchen(page);
    await press(page, "Order a dinner in both kitchens");
    await told(page, "Many chefs", "Dinner 1 is complete.");
    const clocks = page.locator("#kitchen table", { hasText: "No single clock" });
    const plates = await rowsOf(clocks);
    expect(plates.map(([dish]) => dish)).toEqual(["salad", "grill", "dessert"]);
    for (const [, left, came, way] of plates) {
      expect(secondsIn(came) - secondsIn(left)).toBeCloseTo(secondsIn(way), 1);
      expect(way?.includes("it came before it left")).toBe(secondsIn(way) < 0);
    }
    // By one clock, all were on the road for about as long; by these, as long as the clocks are wrong.
    const ways = plates.map(([, , , way]) => secondsIn(way));
    expect(Math.max(...ways) - Math.min(...ways)).toBeGreaterThan(1);
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

/** How long a dish takes, and the slip's way and the plate's together: no computer is faster. In seconds, a little less. */
const cooking = 0.89;
const onTheRoad = 0.69;

/** The dinners of a kitchen, oldest first: the dinner, and when each dish came. */
async function tableOf(page: Page, kitchen: string): Promise<string[][]> {
  return rowsOf(page.locator(`[data-kitchen="${kitchen}"] table`));
}

async function rowsOf(table: Locator): Promise<string[][]> {
  return table
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
}

/** "after 1.60 s" or "−0.35 s" as a number. */
function secondsIn(text = ""): number {
  return Number(/−?\d+\.\d\d/u.exec(text)?.[0].replace("−", "-"));
}

function isThere(text: string): boolean {
  return text !== "not yet";
}

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
