import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`the bank that is photographed${suffix}`, () => {
  const browser = useBrowser();

  test("three snapshots, begun by three branches, each hold all the money while it moves", async () => {
    const { page, complaints } = await browser.open("/#snapshots");
    const bank = await openBank(page);
    for (const [turn, branch] of ["north", "east", "west"].entries()) {
      const name = turn + 1;
      const before = await transfers(bank);
      await bank.getByLabel("begun by").selectOption(branch);
      await bank.getByRole("button", { name: "Take a snapshot" }).click();
      await news(
        bank,
        new RegExp(`^Snapshot ${name}: \\d+ in the tills and \\d+ on the way make 300 coins, all of them`),
      );
      const parts = bank.getByRole("table", { name: `Snapshot ${name}, part by part` });
      const recorded = await parts.locator("tbody td").allTextContents();
      expect(recorded).toHaveLength(9);
      const total = recorded.flatMap((text) => text.match(/\d+/g) ?? []).reduce((sum, text) => sum + Number(text), 0);
      expect(total).toBe(300);
      const onTheWay = (await parts.getByText("on the way").allTextContents()).flatMap(
        (text) => text.match(/\d+/g) ?? [],
      );
      await bank
        .getByRole("img", {
          name: `Snapshot ${name} as a cut through the transfers: ${onTheWay.length} cross it forwards, 0`,
        })
        .waitFor();
      await bank.getByText("nothing in the photo was received and not sent").waitFor();

      const drawn = await cutAsDrawn(bank);
      expect(drawn.backwards).toEqual([]);
      expect(drawn.forwards.toSorted()).toEqual((await channelsOf(parts)).toSorted());
      // Nobody can have recorded before the one who began.
      expect(Object.entries(drawn.moments).toSorted(([, one], [, other]) => one - other)[0]?.[0]).toBe(branch);
      // The photo hides nothing of the bank, and the bank waits for no photo.
      const { photos } = await bankAsDrawn(bank);
      expect(photos).toEqual(recorded.slice(0, 3).map((balance) => `photo ${name}: ${balance}`));
      await expect.poll(() => transfers(bank)).toBeGreaterThan(before);
    }
    await bank.getByText("0 of 3 snapshots were wrong").waitFor();
    await expectAccessible(page, "#snapshots");
    expect(complaints).toEqual([]);
  });

  test("the drawing has all the money in its tills and channels at every moment, and so have its words", async () => {
    const { page, complaints } = await browser.open("/#snapshots");
    const bank = await openBank(page);
    await bank.getByRole("button", { name: "Take a snapshot" }).click();
    const seen = new Set<string>();
    while (seen.size < 20) {
      const { words, tills, coins, markers } = await bankAsDrawn(bank);
      expect(sum(tills) + sum(coins)).toBe(300);
      expect(numbersOf(words)).toEqual([...tills, sum(coins), markers]);
      seen.add(words);
    }
    expect(complaints).toEqual([]);
  });

  test("counts by telephone are wrong by what was on its way and what was counted twice, and right in a bank at rest", async () => {
    const { page, complaints } = await browser.open("/#snapshots");
    const bank = await openBank(page);
    const counts = bank.getByRole("region", { name: "Counts by telephone" });
    let made = 0;
    const count = async (): Promise<string> => {
      const button = made % 2 === 0 ? "Call one branch after another" : "Call all branches at once";
      await bank.getByRole("button", { name: button }).click();
      made += 1;
      await news(bank, new RegExp(`^Count ${made}: `));
      return (await counts.getByRole("listitem").first().textContent()) ?? "";
    };
    const seen = new Set<string>();
    while (seen.size < 2) {
      expect(made).toBeLessThan(60);
      const text = await count();
      const [, found] = / = (\d+) coins/.exec(text) ?? [];
      expect(Number(found)).toBe(300 - amountOf(text, "In nobody’s till") + amountOf(text, "In two tills"));
      for (const what of ["In nobody’s till", "In two tills"]) if (text.includes(what)) seen.add(what);

      const [missing, doubled] = [transfersIn(text, "In nobody’s till"), transfersIn(text, "In two tills")];
      const crossing = `Count ${made} as a cut through the transfers: ${missing} cross it forwards, ${doubled} backwards`;
      await bank.getByRole("img", { name: crossing }).waitFor();
      const drawn = await cutAsDrawn(bank);
      expect(drawn.forwards).toHaveLength(missing);
      expect(drawn.backwards).toHaveLength(doubled);
    }

    await bank.getByRole("button", { name: "Send the customers home" }).click();
    await bank.getByRole("img", { name: "; 0 coins and 0 markers are on their way" }).waitFor();
    expect(await count()).toContain(" = 300 coins, all of them.");
    await counts.getByText(`of ${made} counts were wrong.`).waitFor();

    const before = await transfers(bank);
    await bank.getByRole("button", { name: "Let customers in" }).click();
    await expect.poll(() => transfers(bank)).toBeGreaterThan(before);
    expect(complaints).toEqual([]);
  });

  test("workers that cannot start are told of, and started when that is asked for", async () => {
    const { page } = await browser.open("/course");
    await page.route(/bank\.worker/, (route) => route.abort());
    await page.getByRole("link", { name: "Lesson" }).click();
    const picture = page.getByRole("figure", { name: "A bank of three branches" });
    await picture.scrollIntoViewIfNeeded();
    await picture.getByRole("alert").waitFor();
    expect(await picture.getByRole("button", { name: "Take a snapshot" }).isDisabled()).toBe(true);
    await page.unroute(/bank\.worker/);
    await picture.getByRole("button", { name: "Open the bank again" }).click();
    await picture.getByRole("img", { name: /; [1-9]\d* coins/ }).waitFor();
    expect(await picture.getByRole("alert").count()).toBe(0);
  });

  test("takes a snapshot by keyboard, with reduced motion and in the dark", async () => {
    const { page, complaints } = await browser.open("/#snapshots", { colorScheme: "dark", reducedMotion: "reduce" });
    const bank = await openBank(page);
    await bank.getByRole("button", { name: "Take a snapshot" }).focus();
    await page.keyboard.press("Enter");
    await news(bank, /^Snapshot 1: .* make 300 coins, all of them/);
    await expectAccessible(page, "#snapshots");
    expect(complaints).toEqual([]);
  });
});

/** The picture, with money on its way. */
async function openBank(page: Page): Promise<Locator> {
  const bank = page.getByRole("figure", { name: "A bank of three branches" });
  await bank.scrollIntoViewIfNeeded();
  await bank.getByRole("img", { name: /; [1-9]\d* coins/ }).waitFor();
  return bank;
}

async function news(bank: Locator, text: RegExp): Promise<void> {
  await bank.getByRole("status").filter({ hasText: text }).waitFor();
}

async function transfers(bank: Locator): Promise<number> {
  return Number.parseInt((await bank.getByText(/^\d+ transfers so far/).textContent()) ?? "", 10);
}

/** Till by till, channel by channel: what can be seen in the drawing of the bank, all of one moment. */
async function bankAsDrawn(bank: Locator): Promise<{
  readonly words: string;
  readonly tills: readonly number[];
  readonly coins: readonly number[];
  readonly markers: number;
  readonly photos: readonly string[];
}> {
  const { texts, ...drawn } = await bank.locator(".bank-drawing").evaluate((drawing) => {
    const textsOf = (selector: string): string[] =>
      [...drawing.querySelectorAll(selector)].map(({ textContent }) => textContent ?? "");
    return {
      words: drawing.getAttribute("aria-label") ?? "",
      texts: textsOf(".branch text"),
      coins: textsOf(".coins + text").map(Number),
      markers: drawing.querySelectorAll(".marker").length,
      photos: textsOf(".branch-photo"),
    };
  });
  return { ...drawn, tills: texts.filter((text) => text.endsWith(" in the till")).map((text) => parseInt(text, 10)) };
}

/**
 * What crosses the latest cut, read from its lines alone: who begins left of the thick line and ends right of it goes
 * forwards. Each as "north → east: 4". Where a line looks otherwise than it lies, this fails.
 */
async function cutAsDrawn(bank: Locator): Promise<{
  readonly forwards: readonly string[];
  readonly backwards: readonly string[];
  readonly moments: Readonly<Record<string, number>>;
}> {
  const { names, way, lines } = await bank.locator(".bank-cut svg").evaluate((drawing) => {
    const numbers = (element: Element | null, keys: readonly string[]): number[] =>
      keys.map((key) => Number(element?.getAttribute(key)));
    return {
      names: [...drawing.querySelectorAll(".bank-cut-name")].map((element) => ({
        name: element.textContent ?? "",
        y: numbers(element, ["y"])[0] ?? NaN,
      })),
      way: drawing.querySelector("polyline")?.getAttribute("points") ?? "",
      lines: [...drawing.querySelectorAll(".bank-cut-transfer")].map((element) => ({
        ends: numbers(element.querySelector("line"), ["x1", "y1", "x2", "y2"]),
        amount: element.querySelector("text")?.textContent ?? "",
        look: element.getAttribute("class")?.split("is-")[1] ?? "",
      })),
    };
  });
  const points = way.split(" ").map((point) => point.split(",").map(Number));
  const xAt = (y: number): number => points.find(([, at]) => at === y)?.[0] ?? NaN;
  const nameAt = (y: number | undefined): string => names.find((row) => row.y === y)?.name ?? "nobody";
  const crossing: Record<string, string[]> = { "under-way": [], twice: [], neither: [] };
  for (const { ends, amount, look } of lines) {
    const [x1 = NaN, y1 = NaN, x2 = NaN, y2 = NaN] = ends;
    expect(x2).toBeGreaterThan(x1);
    const [isSentInside, isReceivedInside] = [x1 < xAt(y1), x2 < xAt(y2)];
    const side = isSentInside === isReceivedInside ? "neither" : isSentInside ? "under-way" : "twice";
    expect(look).toBe(side);
    crossing[side]?.push(`${nameAt(y1)} → ${nameAt(y2)}: ${amount}`);
  }
  const moments = Object.fromEntries(names.map(({ name, y }) => [name, xAt(y)]));
  return { forwards: crossing["under-way"] ?? [], backwards: crossing["twice"] ?? [], moments };
}

/** What a snapshot's table has in the channels, each as "north → east: 4". */
async function channelsOf(parts: Locator): Promise<string[]> {
  const rows = await parts.locator("tbody tr").allTextContents();
  return rows
    .filter((text) => text.endsWith("on the way"))
    .flatMap((text) => {
      const [, channel = "", amounts = ""] = /^(\D+?)(\d.*) on the way$/.exec(text) ?? [];
      return numbersOf(amounts).map((amount) => `${channel}: ${amount}`);
    });
}

function numbersOf(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function transfersIn(text: string, what: string): number {
  return new RegExp(`${what}: (.*?)\\.`).exec(text)?.[1]?.match(/ from /g)?.length ?? 0;
}

/** The coins of a list: of one transfer itself, of more their sum. */
function amountOf(text: string, what: string): number {
  const [, list] = new RegExp(`${what}: (.*?)\\.`).exec(text) ?? [];
  if (list === undefined) return 0;
  const [, all] = /, (\d+) in all/.exec(list) ?? [];
  return all === undefined ? Number.parseInt(list, 10) : Number(all);
}
