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
    await press(picture, "Run it with a watcher");
    await told(picture, "The run says failed, and it is right: load failed.");
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
      await press(picture, "dbt build, and wait for the refresh");
      await told(picture, "By then everything was done.");
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
      await expectAccessible(page, "#termination");

      await press(picture, "Write 8 records; it commits last");
      await picture.getByText(/[1-8] in hand\./u).waitFor(patience);
      await press(picture, "Kill consumer");
      await press(picture, "Restart consumer");
      await told(picture, "Lag is 0. In the warehouse: 8 of 8 rows.");
      expect(await picture.locator("[role=status]").textContent()).not.toContain("Lost");
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
    await told(right, "The driver has not said that it is done.");
    await expectAccessible(page, "#termination");
    await press(picture, "Let the post through");
    await told(naive, "Pieces of work received since: 3.");
    await told(right, "Nothing was left, and nothing came after it.");
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

async function press(picture: Locator, name: string): Promise<void> {
  await picture.getByRole("button", { name, exact: true }).click(patience);
}

async function told(place: Locator, words: string): Promise<void> {
  await expect.poll(() => place.locator("[role=status]").textContent(), patience).toContain(words);
}
