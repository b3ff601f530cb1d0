import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`the funnel under each order${suffix}`, () => {
  const browser = useBrowser();

  test("without order purchases are lost and nothing else is: every message arrived", async () => {
    const { page, complaints } = await browser.open("/#ordering");
    const funnel = await openFunnel(page);
    const isDisturbed = async (): Promise<boolean> => (await letThemBuy(funnel)).includes("Purchases are missing");
    await expect.poll(isDisturbed, { timeout: 60_000 }).toBe(true);
    for (const name of ["marketing", "finance"]) {
      const delivered = await deliveredTo(funnel, name);
      expect(delivered.map(withoutVerdict).toSorted()).toEqual(everything());
      expect(await counts(funnel, name)).toEqual(funnelOf(delivered.map(withoutVerdict)));
    }
    await expectAccessible(page, "#ordering");
    expect(complaints).toEqual([]);
  });

  test("FIFO keeps the funnel of one sender, and loses it for three", async () => {
    const { page, complaints } = await browser.open("/#ordering");
    const funnel = await openFunnel(page);
    await funnel.getByRole("radio", { name: "FIFO" }).check();
    await funnel.getByRole("radio", { name: "one machine" }).check();
    for (const _run of [1, 2, 3]) expect(await letThemBuy(funnel)).toContain("Both funnels are whole");
    await funnel.getByRole("radio", { name: "three" }).check();
    const isDisturbed = async (): Promise<boolean> => (await letThemBuy(funnel)).includes("Purchases are missing");
    await expect.poll(isDisturbed, { timeout: 60_000 }).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("causal order keeps every funnel, and leaves the rest in any order", async () => {
    const { page, complaints } = await browser.open("/#ordering");
    const funnel = await openFunnel(page);
    await funnel.getByRole("radio", { name: "Causal" }).check();
    const differs = async (): Promise<boolean> => {
      const told = await letThemBuy(funnel);
      expect(told).toContain("Both funnels are whole");
      // No purchase before its click, whatever is said of it.
      for (const name of ["marketing", "finance"]) {
        const delivered = await deliveredTo(funnel, name);
        expect(delivered.toSorted()).toEqual(everything());
        for (const visitor of visitors)
          expect(delivered.filter((text) => text.startsWith(visitor))).toEqual(
            steps.map((step) => `${visitor} ${step}`),
          );
        expect(await counts(funnel, name)).toEqual([6, 6, 6]);
      }
      return told.includes("They were given different orders");
    };
    // One that finds a funnel broken ends the test, however many come after it.
    for (let isOther = false, run = 1; !isOther || run <= 3; run += 1) {
      expect(run).toBeLessThan(40);
      isOther = (await differs()) || isOther;
    }
    expect(await deliveredTo(funnel, "marketing")).not.toEqual(await deliveredTo(funnel, "finance"));
    expect(complaints).toEqual([]);
  });

  test("total order gives both the same, by keyboard, in the dark, with reduced motion", async () => {
    const { page, complaints } = await browser.open("/#ordering", { colorScheme: "dark", reducedMotion: "reduce" });
    const funnel = await openFunnel(page);
    await funnel.getByRole("radio", { name: "No order" }).focus();
    for (const _key of [1, 2, 3]) await page.keyboard.press("ArrowRight");
    expect(await funnel.getByRole("radio", { name: "Total" }).isChecked()).toBe(true);
    for (const senders of ["one machine", "three"]) {
      await funnel.getByRole("radio", { name: senders }).check();
      await funnel.getByRole("button", { name: "Let six visitors buy" }).focus();
      const told = await letThemBuy(funnel, () => page.keyboard.press("Enter"));
      expect(told).toContain("Both funnels are whole. Both were given the same order.");
      const delivered = await deliveredTo(funnel, "marketing");
      expect(delivered.toSorted()).toEqual(everything());
      expect(await deliveredTo(funnel, "finance")).toEqual(delivered);
    }
    await expectAccessible(page, "#ordering");
    expect(complaints).toEqual([]);
  });

  test("each run is kept with what was chosen, and the messages that its order costs", async () => {
    const { page, complaints } = await browser.open("/#ordering");
    const funnel = await openFunnel(page);
    const slider = funnel.getByRole("slider");
    await slider.focus();
    await page.keyboard.press("Home");
    await funnel.getByText("A message takes up to 0 ms").waitFor();
    // To everybody else straight from who reports it; in total order once to the topic, and from there to all.
    const runs = [
      ["none", "No order", "one", 18 * 2],
      ["none", "No order", "three", 18 * 4],
      ["FIFO", "FIFO", "three", 18 * 4],
      ["causal", "Causal", "three", 18 * 4],
      ["total", "Total", "one", 18 * (1 + 3)],
      ["total", "Total", "three", 18 * (1 + 5)],
    ] as const;
    for (const [place, [order, label, senders, messages]] of runs.entries()) {
      await funnel.getByRole("radio", { name: label }).check();
      await funnel.getByRole("radio", { name: senders }).check();
      const told = await letThemBuy(funnel);
      const row = funnel.locator("tbody tr").nth(place);
      const [, marketing = "", finance = ""] = /marketing counted (\d) and finance (\d)/.exec(told) ?? [];
      expect((await row.locator("td").allTextContents()).slice(0, -1)).toEqual([
        `${place + 1}`,
        order,
        senders,
        "0 ms",
        `${marketing} and ${finance} of 6`,
        told.includes("same order") ? "yes" : "no",
        `${messages}`,
      ]);
      expect(await counts(funnel, "marketing")).toEqual(
        funnelOf((await deliveredTo(funnel, "marketing")).map(withoutVerdict)),
      );
      expect((await counts(funnel, "finance")).at(-1)).toBe(Number(finance));
    }
    expect(complaints).toEqual([]);
  });

  test("the dashboards fill while the machines run: a step is shown when it is delivered", async () => {
    const { page } = await browser.open("/#ordering");
    const funnel = await openFunnel(page);
    const list = funnel.getByRole("list", { name: "Delivered to finance" });
    const lengths = await list.evaluateHandle((element) => {
      const found: number[] = [];
      new MutationObserver(() => found.push(element.childElementCount)).observe(element, { childList: true });
      return found;
    });
    await letThemBuy(funnel);
    expect(new Set(await lengths.jsonValue()).size).toBeGreaterThan(2);
  });

  test("machines that cannot start say so, and can be tried again", async () => {
    const { page } = await browser.open("/#ordering");
    const funnel = await openFunnel(page);
    await page.route("**/funnel.worker*", (route) => route.abort());
    await funnel.getByRole("button", { name: "Let six visitors buy" }).click();
    await funnel.getByRole("alert").filter({ hasText: "Let six visitors buy once more to try again." }).waitFor();
    await page.unroute("**/funnel.worker*");
    await funnel.getByRole("button", { name: "Let six visitors buy" }).click();
    await funnel
      .getByRole("status")
      .filter({ hasText: /^Run \d+: / })
      .waitFor();
    expect(await funnel.getByRole("alert").count()).toBe(0);
  });
});

const visitors = ["Ada", "Ben", "Cleo", "Dev", "Elif", "Finn"];
const steps = ["click", "add_to_cart", "purchase"];

async function openFunnel(page: Page): Promise<Locator> {
  const funnel = page.getByRole("figure", { name: "Click, add to cart, purchase" });
  await funnel.scrollIntoViewIfNeeded();
  await funnel.getByRole("button", { name: "Let six visitors buy" }).waitFor();
  return funnel;
}

/** One run to its end; gives what was said of it. */
async function letThemBuy(
  funnel: Locator,
  press: () => Promise<unknown> = () => funnel.getByRole("button", { name: "Let six visitors buy" }).click(),
): Promise<string> {
  const status = funnel.getByRole("status");
  const [, before = "0"] = /^Run (\d+)/.exec((await status.textContent()) ?? "") ?? [];
  await press();
  const told = status.filter({ hasText: `Run ${Number(before) + 1}: ` });
  await told.waitFor();
  return (await told.textContent()) ?? "";
}

async function deliveredTo(funnel: Locator, name: string): Promise<string[]> {
  return funnel
    .getByRole("list", { name: `Delivered to ${name}` })
    .getByRole("listitem")
    .allTextContents();
}

async function counts(funnel: Locator, name: string): Promise<number[]> {
  const texts = await funnel
    .getByRole("region", { name: `The dashboard of ${name}` })
    .locator("dd")
    .allTextContents();
  return texts.map((text) => Number.parseInt(text, 10));
}

function withoutVerdict(text: string): string {
  return text.split(" · ")[0] ?? "";
}

function everything(): string[] {
  return visitors.flatMap((visitor) => steps.map((step) => `${visitor} ${step}`)).toSorted();
}

/** The funnel of these, counted once more: a step counts if the one before it was counted. */
function funnelOf(delivered: readonly string[]): number[] {
  const counted = new Set<string>();
  for (const text of delivered) {
    const [visitor = "", step = ""] = text.split(" ");
    const before = steps[steps.indexOf(step) - 1];
    if (before === undefined || counted.has(`${visitor} ${before}`)) counted.add(text);
  }
  return steps.map((step) => [...counted].filter((text) => text.endsWith(step)).length);
}
