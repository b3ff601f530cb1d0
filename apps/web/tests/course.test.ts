import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`the map of the course${suffix}`, () => {
  const browser = useBrowser();

  test("lists every exercise by chapter, and leads to it", async () => {
    const { page, complaints } = await browser.open("/course");
    await page.getByRole("heading", { name: "Message order" }).waitFor();
    expect(await page.locator(".chapter").count()).toBe(9);
    expect(await page.locator(".exercise-list li").count()).toBe(41);
    await page.getByRole("link", { name: "2.1 FIFO delivery" }).click();
    await page.waitForURL("**/workshop/2.1");
    expect(complaints).toEqual([]);
  });

  test("counts what was passed in this browser, and names what comes next", async () => {
    const { page } = await browser.open("/course");
    await page.getByText("0 of 41 exercises passed.").waitFor();
    await page.evaluate(() => localStorage.setItem("millrace.passed.0.1", "2026-11-27"));
    await page.reload();
    await page.getByText("1 of 41 exercises passed.").waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "0.1 Hello, machine" }).textContent()).toContain(
      "✓ passed",
    );
    expect(await page.getByText("Next:").textContent()).toContain("0.2 Scatter–gather");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page } = await browser.open("/course", { colorScheme });
      await page.getByRole("heading", { name: "Message order" }).waitFor();
      await expectAccessible(page);
    });
  }
});
