import type { Locator, Page } from "playwright-core";
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

    // What is told of it fits together: the same times in the news, in the table and in the sum.
    const killed = await newsOf(section, /^dbt is killed/u);
    const missed = await newsOf(
      section,
      /^Airflow misses the heartbeats of silver, attempt 1.* dbt was killed (.*) s ago/u,
    );
    expect(Number(missed.found)).toBeCloseTo(missed.atSeconds - killed.atSeconds, 0);
    const again = await newsOf(section, /^dbt is up again after (.*) s, in a new worker/u);
    expect(Number(again.found)).toBeGreaterThanOrEqual(2);
    expect(Number(again.found)).toBeCloseTo(again.atSeconds - killed.atSeconds, 0);
    const [silent] = await attemptsOf(silver);
    // Nobody is given up before a whole second of silence.
    expect(silent).toMatchObject({ attempt: 1, how: "fell silent, given up after" });
    expect(silent?.seconds).toBeGreaterThanOrEqual(1);
    const second = await newsOf(section, /^Airflow gives silver to dbt once more: attempt 2/u);
    expect(second.atSeconds).toBeGreaterThanOrEqual(missed.atSeconds);

    const tasks = await section.locator("tr[data-task]").all();
    const attempts = (await Promise.all(tasks.map(attemptsOf))).flat();
    const over = await newsOf(section, /^Run 1 is over after (.*) s\./u);
    const sum = (await section.locator("[data-run]").textContent()) ?? "";
    expect(sum).toContain(`Run 1 ended as success after ${over.found} s, with ${attempts.length} attempts at 6 tasks`);
    expect(sum).toContain("and 1 machine killed so far.");
    // One task waits for the other, so their times are parts of the run's.
    const parts = attempts.reduce((total, { seconds }) => total + seconds, 0);
    expect(parts).toBeLessThanOrEqual(Number(over.found) + 0.05 * (attempts.length + 1));
    for (const { seconds } of attempts) expect(seconds).toBeGreaterThanOrEqual(quickest);
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
    expect(await section.locator("tr[data-machine]", { hasText: "Node 1" }).locator("td").nth(2).textContent()).toBe(
      "1",
    );
    await section.locator('[data-run="1"][data-run-state="success"]', { hasText: "Both ends agree." }).waitFor();
    await section.getByRole("button", { name: "24 more orders, and another run" }).click();
    await section.locator('[data-run="2"][data-run-state="success"]', { hasText: "Both ends agree." }).waitFor();
    const { source, dashboard } = await countsOf(page);
    expect(source?.[0]).toBe("48");
    expect(dashboard).toEqual(source);
    expect(await section.locator("[data-run]").textContent()).toContain("and 2 machines killed so far.");
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

/** How long the least that a task does takes: two messages at 130 ms each, and a little less for the rounding. */
const quickest = 0.2;

/** The first line of news that fits: when it was, and what its brackets found. */
async function newsOf(section: Locator, pattern: RegExp): Promise<{ atSeconds: number; found: string }> {
  const lines = await section.locator(".news p").allTextContents();
  for (const line of lines) {
    const [, at, text = ""] = /^(\d+\.\d) s (.*)$/u.exec(line) ?? [];
    const match = pattern.exec(text);
    if (match !== null) return { atSeconds: Number(at), found: match[1] ?? "" };
  }
  throw new Error(`No line of news is like ${pattern}: ${lines.join(" | ")}`);
}

/** What the table tells of a task's attempts. */
async function attemptsOf(task: Locator): Promise<{ attempt: number; how: string; seconds: number }[]> {
  const text = (await task.locator("td").last().textContent()) ?? "";
  const attempts = text.split(" · ").map((part) => {
    const [, attempt, how = "", seconds] = /^(\d+): (\D+) (\d+\.\d) s$/u.exec(part) ?? [];
    return { attempt: Number(attempt), how, seconds: Number(seconds) };
  });
  expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, place) => place + 1));
  expect(attempts).toHaveLength(Number(await task.getAttribute("data-attempts")));
  return attempts;
}

async function countsOf(page: Page): Promise<Record<string, string[]>> {
  const cells = async (end: string): Promise<string[]> =>
    page.locator(`#failures tr[data-end="${end}"] td`).allTextContents();
  return { source: await cells("source"), dashboard: await cells("dashboard") };
}
