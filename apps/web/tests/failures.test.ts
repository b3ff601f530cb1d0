import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`when things break${suffix}`, () => {
  const browser = useBrowser();

  async function openFailures(options = {}) {
    const { page, complaints } = await browser.open("/", options);
    const section = page.locator("#failures");
    await section.locator(".live-picture").scrollIntoViewIfNeeded();
    // However slow the computer is.
    page.setDefaultTimeout(120_000);
    await section.locator(".stage").waitFor();
    return { page, complaints, section };
  }

  test("a killed machine is missed, its task is tried again, and both ends agree", async () => {
    const { page, complaints, section } = await openFailures();
    await section.locator('tr[data-task="silver"][data-state="running"]').waitFor();
    await section.locator(".stage-machine", { hasText: "dbt" }).click();
    await section.locator('tr[data-machine="dbt"][data-status="down"]').waitFor();
    await section.locator(".news", { hasText: "Airflow misses the heartbeats of silver, attempt 1" }).waitFor();
    await section.locator('[data-run="1"][data-run-state="success"]', { hasText: "Both ends agree." }).waitFor();
    const silver = section.locator('tr[data-task="silver"]');
    expect(Number(await silver.getAttribute("data-attempts"))).toBeGreaterThan(1);
    expect(await silver.innerText()).toMatch(/1: fell silent, given up after \d+\.\d s .* done in \d+\.\d s/);
    expect(await countsOf(page)).toEqual({ source: ["24", "340"], dashboard: ["24", "340"] });
    expect(complaints).toEqual([]);
  });

  test("machines that nobody starts again stay down until the reader does, and a second run agrees, too", async () => {
    const { page, complaints, section } = await openFailures();
    await section.getByRole("checkbox").uncheck();
    await section.locator('tr[data-task="load"][data-state="running"]').waitFor();
    for (const name of ["Node 1", "Airflow"])
      await section.getByRole("button", { name: `Kill ${name}` }).press("Enter");
    for (const name of ["Node 1", "Airflow"])
      await section.getByRole("button", { name: `Restart ${name}` }).press("Enter");
    await section.locator('[data-run="1"][data-run-state="success"]', { hasText: "Both ends agree." }).waitFor();
    await section.getByRole("button", { name: "24 more orders, and another run" }).click();
    await section.locator('[data-run="2"][data-run-state="success"]', { hasText: "Both ends agree." }).waitFor();
    const { source, dashboard } = await countsOf(page);
    expect(source?.[0]).toBe("48");
    expect(dashboard).toEqual(source);
    expect(complaints).toEqual([]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, ${colorScheme}`, async () => {
      const { page, section } = await openFailures({ colorScheme });
      await section.locator(".stage-machine", { hasText: "dbt" }).click();
      await section.locator('tr[data-machine="dbt"][data-status="down"]').waitFor();
      await expectAccessible(page, "#failures");
    });
  }
});

async function countsOf(page: Page): Promise<Record<string, string[]>> {
  const cells = async (end: string): Promise<string[]> =>
    page.locator(`#failures tr[data-end="${end}"] td`).allTextContents();
  return { source: await cells("source"), dashboard: await cells("dashboard") };
}
