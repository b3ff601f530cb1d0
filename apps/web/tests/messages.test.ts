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
    expect(await board.locator(".board-value").textContent()).toBe(value);
    await board.getByText("added so far: 50 of 50").waitFor();

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
    await expectLanes(callers, { onTheRoadMs: 80 });
    await expectAccessible(page, "#messages");

    // Farther away, each answer takes longer: the one that waits does nothing meanwhile.
    await callers.getByRole("slider").focus();
    await page.keyboard.press("End");
    await callers.getByText("One way takes 120 ms").waitFor();
    await callers.getByRole("button", { name: "Give both 8 jobs" }).click();
    await callers.getByRole("button", { name: "They are calling" }).waitFor();
    await callers.getByRole("status").filter({ hasText: "The caller that waits had all 8 answers" }).waitFor();
    await expectLanes(callers, { onTheRoadMs: 240 });
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
    await expectCurveOfPoints(batches);
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
    await expectCurveOfPoints(batches);
    // There and back are 10 ms for each batch, however fast the computer is; a little less for the clock's steps.
    for (const { messages, allMs, firstMs } of await measured(batches)) {
      expect(allMs).toBeGreaterThan((messages / 2) * 9.8);
      expect(firstMs).toBeGreaterThan(9.8);
      expect(firstMs).toBeLessThanOrEqual(allMs);
    }
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

/** Expects that the table says what the bars show, and that nobody had an answer before it could be there. */
async function expectLanes(callers: Locator, { onTheRoadMs }: { readonly onTheRoadMs: number }): Promise<void> {
  const scale = Number.parseInt((await callers.locator(".job-lanes > text").last().textContent()) ?? "") / 636;
  for (const [place, caller] of ["waits", "goes on"].entries()) {
    const bars = async (kind: string): Promise<{ from: number; to: number }[]> => {
      const rects = callers.locator(".job-lanes > g").nth(place).locator(`rect.${kind}`);
      const found = await rects.evaluateAll((all) =>
        all.map((rect) => [Number(rect.getAttribute("x")), Number(rect.getAttribute("width"))] as const),
      );
      return found.map(([x, width]) => ({ from: x * scale, to: (x + width) * scale }));
    };
    const [prepares, open] = [await bars("lane-prepares"), await bars("lane-open")];
    const [all = NaN, idle = NaN, atOnce = NaN] = await Promise.all(
      [0, 1, 2].map(async (column) => Number.parseInt(await cell(callers, caller, column))),
    );
    const prepared = prepares.reduce((sum, { from, to }) => sum + to - from, 0);
    // Rounded, each of them.
    expect(Math.abs(all - prepared - idle)).toBeLessThan(3);
    expect(Math.abs(Math.max(...open.map(({ to }) => to)) - all)).toBeLessThan(3);
    for (const { from, to } of open) expect(to - from).toBeGreaterThan(0.98 * onTheRoadMs - 2);
    const openAt = open.map(({ from }) => open.filter((bar) => bar.from <= from && from < bar.to).length);
    expect(atOnce).toBe(Math.max(...openAt));
  }
  expect(Number.parseInt(await cell(callers, "waits", 1))).toBeGreaterThan(8 * 0.98 * onTheRoadMs - 2);
}

interface Point {
  readonly rows: number;
  readonly messages: number;
  readonly allMs: number;
  readonly msPerRow: number;
  readonly firstMs: number;
}

/** The rows of the table in numbers. */
async function measured(batches: Locator): Promise<Point[]> {
  const rows = await batches.locator(".cost-points tbody tr").all();
  return Promise.all(
    rows.map(async (row) => {
      const [, rows = NaN, messages = NaN, allMs = NaN, msPerRow = NaN, firstMs = NaN] = (
        await row.locator("td").allTextContents()
      ).map(Number.parseFloat);
      return { rows, messages, allMs, msPerRow, firstMs };
    }),
  );
}

/**
 * Expects every measured point in its place on the scales, one curve of the two prices that are told, and no better price
 * than those: of points at one distance.
 */
async function expectCurveOfPoints(batches: Locator): Promise<void> {
  const table = await measured(batches);
  const drawn = await batches.locator(".cost-curve").evaluate(readCurve);
  const [[lowMs, lowY] = [NaN, NaN], [highMs, highY] = [NaN, NaN]] = drawn.decades;
  const y = (ms: number): number => lowY + ((highY - lowY) * Math.log(ms / lowMs)) / Math.log(highMs / lowMs);
  const x = (rows: number): number => drawn.oneX + ((drawn.hundredX - drawn.oneX) * Math.log(rows)) / Math.log(100);
  for (const { rows, allMs, msPerRow } of table) {
    expect(Math.abs(msPerRow / (allMs / 200) - 1)).toBeLessThan(0.06);
    const near = drawn.points.filter((point) => Math.abs(point.x - x(rows)) < 2);
    expect(near.map((point) => Math.abs(point.y - y(allMs / 200)) < 3)).toEqual([true]);
  }
  expect(drawn.points).toHaveLength(table.length);

  const told = (await batches.locator(".cost-key").textContent()) ?? "";
  const prices = /a message and its answer cost (\S+) ms, a row (\S+) ms/u.exec(told) ?? [];
  const [messageMs = NaN, rowMs = NaN] = prices.slice(1).map(Number);
  expect(drawn.curve.length).toBeGreaterThan(5);
  for (const point of drawn.curve) {
    const rows = 100 ** ((point.x - drawn.oneX) / (drawn.hundredX - drawn.oneX));
    expect(Math.abs(point.y - y(messageMs / rows + rowMs))).toBeLessThan(6);
  }
  const error = (message: number, row: number): number =>
    table.reduce((sum, { rows, allMs }) => sum + ((message / rows + row) / (allMs / 200) - 1) ** 2, 0);
  const least = error(messageMs, rowMs);
  // As much as the told prices may be rounded.
  const rowStep = Math.max(0.003, 0.2 * rowMs);
  for (const factor of [0.8, 1.2]) expect(error(factor * messageMs, rowMs)).toBeGreaterThan(least);
  expect(error(messageMs, rowMs + rowStep)).toBeGreaterThan(least);
  // No price is below nothing.
  expect(error(messageMs, Math.max(0, rowMs - rowStep))).toBeGreaterThanOrEqual(least);
}

/** Runs in the page: what is drawn, and the two scales that say what it means. */
function readCurve(svg: Element) {
  const numberOf = (element: Element | undefined, name: string): number => Number(element?.getAttribute(name));
  const labels = [...svg.querySelectorAll(":scope > text")];
  const labelX = (label: string): number =>
    numberOf(
      labels.find(({ textContent }) => textContent === label),
      "x",
    );
  const lines = [...svg.querySelectorAll("line.cost-grid")];
  const d = svg.querySelector("path")?.getAttribute("d") ?? "";
  return {
    decades: lines.map((line) => [Number(line.nextElementSibling?.textContent), numberOf(line, "y1")] as const),
    oneX: labelX("1"),
    hundredX: labelX("100"),
    points: [
      ...[...svg.querySelectorAll("circle")].map((dot) => ({ x: numberOf(dot, "cx"), y: numberOf(dot, "cy") })),
      ...[...svg.querySelectorAll("rect")].map((dot) => ({ x: numberOf(dot, "x") + 5, y: numberOf(dot, "y") + 5 })),
    ],
    curve: [...d.matchAll(/[ML](\S+?) ([\d.]+)/gu)].map(([, x, y]) => ({ x: Number(x), y: Number(y) })),
  };
}

/** Distance, rows in a batch and messages of each point. */
async function points(batches: Locator): Promise<string[][]> {
  const rows = await batches.locator(".cost-points tbody tr").all();
  return Promise.all(rows.map(async (row) => (await row.locator("td").allTextContents()).slice(0, 3)));
}
