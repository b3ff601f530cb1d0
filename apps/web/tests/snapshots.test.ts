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
    }
    await bank.getByText("0 of 3 snapshots were wrong").waitFor();
    expect(await transfers(bank)).toBeGreaterThan(0);
    await expectAccessible(page, "#snapshots");
    expect(complaints).toEqual([]);
  });

  test("counts by telephone are wrong by what was on its way and what was counted twice, and right in a bank at rest", async () => {
    const { page, complaints } = await browser.open("/#snapshots");
    const bank = await openBank(page);
    const counts = bank.getByRole("region", { name: "Counts by telephone" });
    let made = 0;
    const isWrong = async (): Promise<boolean> => {
      const button = made % 2 === 0 ? "Call all branches at once" : "Call one branch after another";
      await bank.getByRole("button", { name: button }).click();
      made += 1;
      await news(bank, new RegExp(`^Count ${made}: `));
      return !(await bank.getByRole("status").textContent())?.includes("300 coins");
    };
    await expect.poll(isWrong, { timeout: 120_000 }).toBe(true);

    const text = (await counts.getByRole("listitem").first().textContent()) ?? "";
    const [, found] = / = (\d+) coins/.exec(text) ?? [];
    expect(Number(found)).toBe(300 - amountOf(text, "In nobody’s till") + amountOf(text, "In two tills"));

    const crossing = `Count ${made} as a cut through the transfers: ${transfersIn(text, "In nobody’s till")} cross it forwards, ${transfersIn(text, "In two tills")} backwards`;
    await bank.getByRole("img", { name: crossing }).waitFor();

    await bank.getByRole("button", { name: "Send the customers home" }).click();
    await bank.getByRole("img", { name: "; 0 coins and 0 markers are on their way" }).waitFor();
    expect(await isWrong()).toBe(false);
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
