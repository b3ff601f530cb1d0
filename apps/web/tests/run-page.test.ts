import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

describe.skipIf(executablePath === undefined)(`a run, looked into${suffix}`, () => {
  const browser = useBrowser();

  async function openRun(path: string, options?: Parameters<typeof browser.open>[1]) {
    const opened = await browser.open(path, options);
    await diagram(opened.page).waitFor({ timeout: 60_000 });
    return opened;
  }

  describe("that breaks a law", () => {
    test("says the law, what it expects, and what happened, and begins at the broken event", async () => {
      const { page, complaints } = await openRun("/run/wrong-fifo");
      const law = page.getByRole("region", { name: "The broken law" });
      expect(await law.locator("dd").allTextContents()).toEqual([
        "what each source sends is delivered in the order it was sent, each message once",
        'warehouse delivers "order" from shop first',
        'warehouse delivered "refund" from shop',
        "at event 6",
      ]);
      expect(await status(page)).toContain("Event 6 of 6: warehouse receives");
      expect(await status(page)).toContain("The law is broken here.");
      expect(complaints).toEqual([]);
    });

    test("marks the causal past of the broken event, and nothing else", async () => {
      const { page } = await openRun("/run/wrong-fifo");
      await expect.poll(async () => marked(page, "broken here")).toEqual([6]);
      // The billing machine starts, and knows nothing of the others.
      expect(await marked(page, "in the causal past")).toEqual([0, 1, 3, 4, 5]);
    });

    for (const colorScheme of ["light", "dark"] as const) {
      test(`axe finds nothing, ${colorScheme}`, async () => {
        const { page } = await openRun("/run/wrong-lamport", { colorScheme });
        await page.getByRole("button", { name: "Show what could happen here" }).click();
        await page.getByRole("button", { name: "First" }).click();
        await expectAccessible(page);
      });
    }
  });

  test("shows each machine's state, what changed and what is in flight at the moment", async () => {
    const { page } = await openRun("/run/wrong-lamport");
    await goTo(page, 3);
    const changed = page.getByRole("region", { name: "What this event changed" });
    await expect.poll(async () => changed.innerText()).toContain("state.counter");
    expect(await changed.locator("del").allTextContents()).toEqual(["0"]);
    expect(await changed.locator("ins").allTextContents()).toEqual(["1"]);
    const flying = page.getByRole("region", { name: "Messages in flight", exact: true });
    expect(await flying.locator("tbody tr").allInnerTexts()).toEqual([
      expect.stringMatching(/transform\s+load\s+counter: 1\s+event 3/),
    ]);
    const states = page.getByRole("region", { name: "Machines at this moment" }).locator("pre");
    expect(await states.allTextContents()).toEqual(["{ counter: 0 }", "{ counter: 1 }", "{ counter: 0 }"]);
  });

  describe("of ten thousand events", () => {
    test("keeps the document small, and steps and jumps anywhere", async () => {
      const { page, complaints } = await openRun("/run/long-day?events=10000");
      await expectSmall(page);
      await page.getByRole("button", { name: "Step on" }).click();
      await expect.poll(async () => status(page)).toContain("Event 1 of 9999");
      for (const wanted of [5000, 9998, 17]) {
        await goTo(page, wanted);
        await expect.poll(async () => status(page)).toContain(`Event ${wanted} of 9999`);
        await expect
          .poll(async () => page.locator(`[data-event="${wanted}"]`).getAttribute("aria-selected"))
          .toBe("true");
        await expect.poll(async () => isInSight(page, wanted)).toBe(true);
        await expectSmall(page);
      }
      await page.getByRole("button", { name: "Last" }).click();
      await expect.poll(async () => status(page)).toContain("Event 9999 of 9999");
      await page.getByRole("button", { name: "Step back" }).click();
      await expect.poll(async () => status(page)).toContain("Event 9998 of 9999");
      expect(complaints).toEqual([]);
    });

    test("draws what a reader scrolls to, and takes away what is out of sight", async () => {
      const { page } = await openRun("/run/long-day?events=10000");
      expect(await page.locator('[data-event="6000"]').count()).toBe(0);
      await page.locator(".space-time-scroll").evaluate((frame) => (frame.scrollLeft = frame.scrollWidth * 0.6));
      await page.locator('[data-event="6000"]').waitFor();
      await expect.poll(async () => page.locator('[data-event="20"]').count()).toBe(0);
      await expectSmall(page);
    });

    test("can be left by hand near its end", async () => {
      const { page } = await openRun("/run/long-day?events=10000");
      await goTo(page, 9990);
      await page.getByRole("button", { name: "Show what could happen here" }).click();
      const choices = page.locator(".fork-options li");
      await choices.first().waitFor();
      await choices.filter({ hasNotText: "what happened next" }).first().getByRole("button").click();
      await expect.poll(async () => status(page)).toContain("Event 9991 of 9991");
      expect(await page.getByText("you left the recorded one at event 9990").count()).toBe(1);
    });
  });

  describe("with the keyboard alone", () => {
    test("← → Home and End step", async () => {
      const { page } = await openRun("/run/fifo-delivery?seed=2");
      await tabTo(page, "Step on");
      for (const [key, said] of [
        ["ArrowRight", "Event 1 of"],
        ["ArrowRight", "Event 2 of"],
        ["ArrowLeft", "Event 1 of"],
        ["Home", "Event 0 of"],
        ["End", "Event 5"],
        ["Home", "Event 0 of"],
        ["ArrowRight", "Event 1 of"],
      ] as const) {
        await page.keyboard.press(key);
        await expect.poll(async () => status(page)).toContain(said);
      }
    });

    test("the diagram is one stop; its keys walk along machines, and Enter chooses", async () => {
      const { page } = await openRun("/run/wrong-fifo");
      await goTo(page, 0);
      await expect.poll(async () => page.locator('[data-event][tabindex="0"]').count()).toBe(1);
      await page.getByRole("slider").focus();
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("0");
      await page.keyboard.press("ArrowRight");
      await expect.poll(async () => focused(page)).toBe("3");
      await page.keyboard.press("ArrowDown");
      await expect.poll(async () => focused(page)).toBe("1");
      await page.keyboard.press("End");
      await expect.poll(async () => focused(page)).toBe("6");
      expect(await status(page)).toContain("Event 0 of 6");
      await page.keyboard.press("Enter");
      await expect.poll(async () => status(page)).toContain("Event 6 of 6");
    });
  });

  describe("left by hand", () => {
    test("with the keyboard alone: the keys go on although the chosen button is gone", async () => {
      const { page } = await openRun("/run/wrong-fifo");
      await tabTo(page, "Take back this event and choose again");
      await page.keyboard.press("Enter");
      await tabTo(page, "billing receives sequence: 1, payload: invoice from shop");
      await page.keyboard.press("Enter");
      await expect.poll(async () => status(page)).toContain("Event 6 of 6: billing receives");
      await page.keyboard.press("ArrowLeft");
      await expect.poll(async () => status(page)).toContain("Event 5 of 6");
    });

    test("another delivery is made, the laws watch, and the recorded run is still there", async () => {
      const { page, complaints } = await openRun("/run/wrong-fifo");
      await page.getByRole("button", { name: "Take back this event and choose again" }).click();
      const choices = page.locator(".fork-options");
      await choices.getByRole("button", { name: /^warehouse receives .*order from shop/ }).click();
      await expect.poll(async () => status(page)).toContain("payload: order");
      expect(await page.getByRole("region", { name: "The broken law" }).count()).toBe(0);
      expect(await page.getByText("No law is broken so far.").count()).toBe(1);

      await page.getByRole("button", { name: "Let the rest happen" }).click();
      await expect.poll(async () => status(page)).toContain("Event 8 of 8");
      expect(await page.getByText("No law is broken so far.").count()).toBe(1);
      expect(await page.getByText("nothing is left to do").count()).toBe(1);

      await goTo(page, 5);
      await choices.getByRole("button", { name: /^warehouse receives .*refund from shop/ }).click();
      await page.getByRole("region", { name: "The broken law" }).waitFor();

      await page.getByRole("button", { name: "Back to the recorded run" }).click();
      await expect.poll(async () => status(page)).toContain("Event 5 of 6");
      expect(complaints).toEqual([]);
    });

    test("its link leads to the same run", async () => {
      const { page } = await openRun("/run/wrong-fifo", clipboard);
      await page.getByRole("button", { name: "Step back" }).click();
      await page.getByRole("button", { name: "Show what could happen here" }).click();
      await page.getByRole("button", { name: /^billing receives/ }).click();
      await expect.poll(async () => status(page)).toContain("billing receives");
      const said = await status(page);
      const link = await copied(page, "Copy link", "The link is copied.");
      const again = await openRun(new URL(link).pathname + new URL(link).search);
      expect(await again.page.getByText("This is the run that the link was made of.").count()).toBe(1);
      await again.page.getByRole("button", { name: "Last" }).click();
      await expect.poll(async () => status(again.page)).toBe(said);
    });
  });

  describe("taken away", () => {
    test("as Mermaid and as a link", async () => {
      const { page } = await openRun("/run/wrong-fifo?seed=4", clipboard);
      const mermaid = await copied(page, "Copy Mermaid", "The Mermaid text is copied.");
      expect(mermaid).toMatch(/^sequenceDiagram\n/);
      expect(mermaid).toContain("broken here");
      expect(await copied(page, "Copy link", "The link is copied.")).toMatch(/\/run\/wrong-fifo\?seed=4&events=300$/);
    });

    test("by hand, where the browser does not let a page copy", async () => {
      const { page } = await openRun("/run/wrong-fifo");
      await page.evaluate(() => {
        navigator.clipboard.writeText = async () => Promise.reject(new Error("not allowed"));
      });
      await page.getByRole("button", { name: "Copy Mermaid" }).click();
      await page.getByText("Copy the text below by hand.").waitFor();
      const text = page.getByRole("textbox", { name: "The Mermaid text, to copy by hand" });
      expect(await text.inputValue()).toMatch(/^sequenceDiagram\n/);
      await expectAccessible(page);
    });

    test("as a log for ShiViz", async () => {
      const { page, complaints } = await openRun("/run/wrong-fifo");
      const coming = page.waitForEvent("download");
      await page.getByRole("button", { name: "Export ShiViz log" }).click();
      const log = await readFile(await (await coming).path(), "utf8");
      expect(log.split("\n").slice(2, 4)).toEqual(['shop {"shop":1}', "shop starts"]);
      expect(complaints).toEqual([]);
    });
  });

  test("a run that there is not, and a schedule that cannot be read, say what to do", async () => {
    const { page } = await browser.open("/run/no-such-thing");
    await page.getByText("There is no run called “no-such-thing”.").waitFor();
    await page.getByRole("link", { name: "FIFO delivery", exact: true }).click();
    await diagram(page).waitFor();
    const { page: other } = await browser.open("/run/wrong-fifo?schedule=d0.1");
    await other.getByRole("alert").waitFor();
    expect(await other.getByRole("alert").innerText()).toContain("Was the link copied whole?");
    await other.getByRole("link", { name: "Run it from a seed instead." }).click();
    await diagram(other).waitFor();
  });

  for (const [what, path, said] of [
    ["no link", "/run?link=hello", 'does not begin with "mr1."'],
    ["half a link", "/run?link=mr1.1-1", "a part of it is missing"],
    ["a command hidden in it", "/run?link=mr1.1-1-.0-0-1.i_e00000000;ls", "a character in it that no link has"],
    ["an exercise that is not here", "/run?link=mr1.99-1-.0-0-1.i_e00000000", "There is no exercise 99.1 here"],
  ] as const)
    test(`a verdict's link with ${what} is told of, and what to do next`, async () => {
      const { page, complaints } = await browser.open(path);
      const alert = page.getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toContain(said);
      await expectAccessible(page);
      expect(complaints).toEqual([]);
    });

  test("another run is chosen in the page", async () => {
    const { page } = await openRun("/run/wrong-fifo");
    await page.getByLabel("System").selectOption("vector-clock");
    await page.getByLabel("Seed").fill("9");
    await page.getByRole("button", { name: "Run it" }).click();
    await page.getByRole("heading", { level: 1, name: "Vector clock" }).waitFor();
    await diagram(page).waitFor();
    expect(await page.getByText("and none is broken").count()).toBe(1);
  });
});

function diagram(page: Page) {
  return page.getByRole("listbox", { name: /^Space–time diagram/ });
}

async function status(page: Page): Promise<string> {
  return page.locator(".execution-status").innerText();
}

async function goTo(page: Page, event: number): Promise<void> {
  await page.getByRole("spinbutton", { name: "Event" }).and(page.locator(".stepper input")).fill(String(event));
}

/** The events that say a mark. */
async function marked(page: Page, words: string): Promise<number[]> {
  const events = page.locator("[data-event]");
  return events.evaluateAll(
    (found, ending) =>
      found
        .filter((event) => event.getAttribute("aria-label")?.endsWith(ending) === true)
        .map((event) => Number(event.getAttribute("data-event"))),
    words,
  );
}

async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute("data-event") ?? null);
}

async function isInSight(page: Page, event: number): Promise<boolean> {
  return page.locator(`[data-event="${event}"]`).evaluate((point) => {
    const frame = point.closest(".space-time-scroll")?.getBoundingClientRect();
    const { left, right } = point.getBoundingClientRect();
    return frame !== undefined && left >= frame.left && right <= frame.right;
  });
}

async function expectSmall(page: Page): Promise<void> {
  expect(await page.locator("[data-event]").count()).toBeLessThan(120);
  expect(await page.locator("*").count()).toBeLessThan(2500);
}

/** Presses Tab until a button has the focus, as who has no mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let press = 0; press < 60; press++) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`No press of Tab leads to "${name}".`);
}

async function copied(page: Page, button: string, said: string): Promise<string> {
  await page.getByRole("button", { name: button }).click();
  await page.getByText(said).waitFor();
  return page.evaluate(async () => navigator.clipboard.readText());
}
