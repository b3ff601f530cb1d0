import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const patience = { timeout: 60_000 };

describe.skipIf(executablePath === undefined)(`when is it done${suffix}`, () => {
  const browser = useBrowser();

  test("a DAG run says success although a task failed; with a watcher it says so", { timeout: 150_000 }, async () => {
    const { page, complaints } = await browser.open("/");
    const picture = await show(page, "dag");
    await press(picture, "Run the DAG");
    await told(picture, "The run says success. But load failed");
    expect(await statesOf(picture)).toEqual(["extract: success", "load: failed", "clean up: success"]);
    await press(picture, "Run it with a watcher");
    await told(picture, "The run says failed, and it is right: load failed.");
    const watched = await statesOf(picture);
    expect(watched.slice(0, 3)).toEqual(["extract: success", "load: failed", "clean up: success"]);
    expect(watched.slice(3)).toEqual(["watcher: failed"]);
    expect(complaints).toEqual([]);
  });

  test(
    "dbt ends with exit code 0 while its warehouse is at work, and what is killed then is lost",
    { timeout: 150_000 },
    async () => {
      const { page, complaints } = await browser.open("/");
      const picture = await show(page, "build");
      await press(picture, "dbt build");
      await told(picture, "Not done: refresh of the extract.");
      await press(picture, "Kill warehouse");
      await told(picture, "Not done: refresh of the extract. The warehouse is down, and what it was at is lost.");
      // Up again, it does not remember: nobody asks for the refresh a second time.
      await press(picture, "Restart warehouse");
      await picture.getByText("Nothing to do.").waitFor(patience);
      expect((await doneOf(picture)).map((seconds) => seconds > 0)).toEqual([true, true, true, false]);
      await told(picture, "Not done: refresh of the extract.");

      await press(picture, "dbt build");
      await told(picture, "later.");
      const [exit = NaN, later = NaN] = await secondsOf(picture);
      const forgetful = await doneOf(picture);
      // The refresh takes eight seconds, and dbt does not wait for them.
      expect(forgetful[2]).toBeLessThanOrEqual(exit);
      expect(later).toBeGreaterThan(7.9);
      expect(forgetful[3]).toBeCloseTo(exit + later, 1);

      await press(picture, "dbt build, and wait for the refresh");
      await told(picture, "By then everything was done.");
      const [patientExit = NaN] = await secondsOf(picture);
      const patient = await doneOf(picture);
      expect(patient).toEqual(patient.toSorted((one, other) => one - other));
      expect(patient[3]).toBeGreaterThan(7.9);
      expect(patientExit).toBeGreaterThanOrEqual(patient[3] ?? NaN);
      expect(complaints).toEqual([]);
    },
  );

  test(
    "lag is 0 and rows are lost if the consumer commits first; none if it commits last",
    { timeout: 240_000 },
    async () => {
      const { page, complaints } = await browser.open("/", { colorScheme: "dark" });
      const picture = await show(page, "lag");
      await press(picture, "Write 8 records; the consumer commits first");
      await told(picture, "Lag is 0.");
      await press(picture, "Kill consumer");
      await told(picture, "Lost: ");
      await press(picture, "Restart consumer");
      await told(picture, "Lost: ");
      await picture.getByText("Nothing in hand.").waitFor(patience);
      // All is committed, and what is not in the warehouse by now is nowhere.
      await picture.getByText(/In the warehouse: (\d) of 8 rows.* Lost: (?!0)\d\./u).waitFor(patience);
      const early = await lagOf(picture);
      expect(early.rows + early.lost).toBe(8);
      expect(early.lost).toBeGreaterThan(0);
      expect(early).toMatchObject({ lag: 0, committed: 8, loaded: early.rows });
      expect(early.atZero).toBeLessThan(8);
      await expectAccessible(page, "#termination");

      await press(picture, "Write 8 records; it commits last");
      await picture.getByText(/[1-8] in hand\./u).waitFor(patience);
      await press(picture, "Kill consumer");
      await press(picture, "Restart consumer");
      await told(picture, "Lag is 0. In the warehouse: 8 of 8 rows.");
      const late = await lagOf(picture);
      expect(late).toMatchObject({ lag: 0, rows: 8, lost: 0, committed: 8, loaded: 8 });
      // All rows were sent before the commit: at most the last one was still on its way.
      expect(late.atZero).toBeGreaterThanOrEqual(7);
      expect(complaints).toEqual([]);
    },
  );

  test("everybody is idle, and it is not done: signals know, and speak once it is", { timeout: 150_000 }, async () => {
    const { page, complaints } = await browser.open("/");
    const picture = await show(page, "idle");
    const naive = picture.locator("[data-detector*=idle]");
    const right = picture.locator("[data-detector^=Dijkstra]");
    await press(picture, "Begin, with the post from east to west held back");
    await told(naive, "Too early: work was on its way from east to west.");
    const [tooEarly = NaN] = await secondsOf(naive);
    // Work is still held back, so that whoever knows of it says nothing, and waits for a signal.
    await right
      .getByText(/Waits for [1-9]/u)
      .first()
      .waitFor(patience);
    await told(right, "The driver has not said that it is done.");
    await expectAccessible(page, "#termination");
    await press(picture, "Let the post through");
    await told(naive, "Pieces of work received since: 3.");
    await told(right, "Nothing was left, and nothing came after it.");
    const [onTime = NaN] = await secondsOf(right);
    expect(onTime).toBeGreaterThan(tooEarly);
    // It spoke first what it says now: what it said too early is not taken back.
    expect(await secondsOf(naive)).toEqual([tooEarly]);
    expect(await right.getByText("Idle.", { exact: true }).count()).toBe(3);
    expect(complaints).toEqual([]);
  });
});

/** Goes down the section until the picture is loaded: each is when it is seen. */
async function show(page: Page, name: string): Promise<Locator> {
  const place = page.locator("#termination .live-picture").nth(["dag", "build", "lag", "idle"].indexOf(name));
  await place.scrollIntoViewIfNeeded();
  const picture = page.locator(`[data-picture=${name}]`);
  await picture.waitFor(patience);
  return picture;
}

/** The tasks in their order, each with its state. */
async function statesOf(picture: Locator): Promise<string[]> {
  const tasks = await picture.locator(".chain-task").all();
  return Promise.all(
    tasks.map(
      async (task) =>
        `${await task.locator("strong").textContent()}: ${await task.locator("span").last().textContent()}`,
    ),
  );
}

/** When each statement was done, in seconds; NaN if it was not. */
async function doneOf(picture: Locator): Promise<number[]> {
  const spans = await picture.locator(".chain-task span").allTextContents();
  return spans.map((text) => Number(/^done after (\d+\.\d\d) s$/u.exec(text)?.[1]));
}

/** The times in what a picture says. */
async function secondsOf(picture: Locator): Promise<number[]> {
  const text = (await picture.locator("[role=status]").textContent()) ?? "";
  return [...text.matchAll(/(\d+\.\d\d) s/gu)].map(([, seconds]) => Number(seconds));
}

interface Lag {
  readonly lag: number;
  readonly rows: number;
  readonly atZero: number;
  readonly lost: number;
  readonly committed: number;
  readonly loaded: number;
}

/** What the picture of the lag says, and its gauges. */
async function lagOf(picture: Locator): Promise<Lag> {
  const text = (await picture.locator("[role=status]").textContent()) ?? "";
  const numberIn = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    lag: numberIn(/Lag is (\d+)/u),
    rows: numberIn(/In the warehouse: (\d+) of 8/u),
    atZero: numberIn(/first was 0, (\d+) of 8/u),
    lost: numberIn(/Lost: (\d+)/u),
    committed: await gauge(picture, "Committed in the topic"),
    loaded: await gauge(picture, "Rows in the warehouse"),
  };
}

async function gauge(picture: Locator, label: string): Promise<number> {
  return Number(await picture.getByRole("progressbar", { name: label }).getAttribute("value"));
}

async function press(picture: Locator, name: string): Promise<void> {
  await picture.getByRole("button", { name, exact: true }).click(patience);
}

async function told(place: Locator, words: string): Promise<void> {
  await expect.poll(() => place.locator("[role=status]").textContent(), patience).toContain(words);
}
