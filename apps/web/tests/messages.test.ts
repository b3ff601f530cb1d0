import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`messages between workers${suffix}`, () => {
  const browser = useBrowser();

  test("additions that are read and written back are overwritten, and notes are not", async () => {
    const { page, complaints } = await browser.open("/#messages");
    const board = await openFigure(page, "Two workers add to one number");
    const add = board.getByRole("button", { name: "Let Ann and Bob add" });
    const status = board.getByRole("status");

    await add.click();
    const overwritten = status.filter({ hasText: /added one 50 times, and the board says \d+: \d+ were overwritten/ });
    await overwritten.waitFor();
    const [, value, lost] = /says (\d+): (\d+)/.exec((await overwritten.textContent()) ?? "") ?? [];
    expect(Number(value) + Number(lost)).toBe(50);

    await board.getByRole("radio", { name: "sending a note" }).check();
    await add.focus();
    await page.keyboard.press("Enter");
    await status.filter({ hasText: "added one 50 times, and the board says 50. Nothing was lost." }).waitFor();
    expect(await board.locator(".board-value").textContent()).toBe("50");
    await expectAccessible(page, "#messages");
    expect(complaints).toEqual([]);
  });

  test("a caller that waits has one request open, one that goes on has several, and both get all answers", async () => {
    const { page, complaints } = await browser.open("/#messages");
    const callers = await openFigure(page, "A caller that waits");
    await callers.getByRole("button", { name: "Give both 8 jobs" }).click();
    await callers.getByRole("status").filter({ hasText: "The caller that waits had all 8 answers" }).waitFor();
    expect(await cell(callers, "waits", 2)).toBe("1");
    expect(Number(await cell(callers, "goes on", 2))).toBeGreaterThan(1);
    for (const caller of ["waits", "goes on"]) {
      const told = await callers.getByRole("status").textContent();
      expect(told).toContain(`after ${await cell(callers, caller, 0)}`);
    }
    expect(await callers.locator(".job-lanes rect.lane-open").count()).toBe(16);
    await expectAccessible(page, "#messages");
    expect(complaints).toEqual([]);
  });

  test("rows are sent in the batches that were chosen: as many messages as those need, and a curve from two sizes on", async () => {
    const { page, complaints } = await browser.open("/#messages");
    const batches = await openFigure(page, "What a row costs");
    const send = batches.getByRole("button", { name: "Send 200 rows" });
    const slider = batches.getByRole("slider");

    await send.click();
    await batches.getByRole("status").filter({ hasText: "200 rows in batches of 1 took" }).waitFor();
    expect(await points(batches)).toEqual([["next door", "1", "400"]]);
    expect(await batches.locator(".cost-curve path").count()).toBe(0);

    await slider.focus();
    for (const _key of [1, 2, 3]) await page.keyboard.press("ArrowRight");
    await batches.getByText("10 rows in a batch").waitFor();
    await send.focus();
    await page.keyboard.press("Enter");
    await batches.getByRole("status").filter({ hasText: "200 rows in batches of 10 took" }).waitFor();
    expect(await points(batches)).toEqual([
      ["next door", "1", "400"],
      ["next door", "10", "40"],
    ]);
    expect(await batches.locator(".cost-curve path").count()).toBe(1);
    expect(await batches.locator(".cost-curve circle").count()).toBe(2);
    await expectAccessible(page, "#messages");
    expect(complaints).toEqual([]);
  });

  test("every size at a distance, in the dark", async () => {
    const { page, complaints } = await browser.open("/#messages", { colorScheme: "dark" });
    const batches = await openFigure(page, "What a row costs");
    await batches.getByRole("radio", { name: "5 ms away" }).check();
    await batches.getByRole("button", { name: "Send them in every size" }).click();
    await batches
      .getByRole("status")
      .filter({ hasText: /batches of 200 took .* ms\.$/ })
      .waitFor({ timeout: 60_000 });
    expect((await points(batches)).map(([, , messages]) => messages)).toEqual(
      [1, 2, 5, 10, 20, 50, 100, 200].map((rows) => `${(2 * 200) / rows}`),
    );
    expect(await batches.locator(".cost-curve rect").count()).toBe(8);
    expect(await batches.locator(".cost-curve path").count()).toBe(1);
    await expectAccessible(page, "#messages");
    expect(complaints).toEqual([]);
  });
});

async function openFigure(page: Page, name: string): Promise<Locator> {
  const figure = page.getByRole("figure", { name });
  await figure.scrollIntoViewIfNeeded();
  await figure.getByRole("button").first().waitFor();
  return figure;
}

async function cell(callers: Locator, caller: string, column: number): Promise<string> {
  const row = callers.getByRole("row").filter({ has: callers.page().getByRole("rowheader", { name: caller }) });
  return (await row.getByRole("cell").nth(column).textContent()) ?? "";
}

/** Distance, rows in a batch and messages of each point. */
async function points(batches: Locator): Promise<string[][]> {
  const rows = await batches.locator(".cost-points tbody tr").all();
  return Promise.all(rows.map(async (row) => (await row.locator("td").allTextContents()).slice(0, 3)));
}
