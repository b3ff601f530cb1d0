import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

const clipboard = { permissions: ["clipboard-read", "clipboard-write"] };

/** How many orders are placed in a run. */
const placed = 40;

describe.skipIf(executablePath === undefined)(`the designer${suffix}`, () => {
  const browser = useBrowser();

  for (const colorScheme of ["light", "dark"] as const) {
    test(`has a graph, its guarantees and a Mermaid text, and axe finds nothing, ${colorScheme}`, async () => {
      const { page, complaints } = await browser.open("/", { colorScheme, reducedMotion: "reduce", ...clipboard });
      const designer = await openDesigner(page);
      expect(await designer.locator(".react-flow__node").allTextContents()).toEqual([
        "PostgreSQL\nsource",
        "Kafka topic\ntransport",
        "Bronze\nS3",
        "dbt\ncompute",
        "Redshift\nwarehouse",
      ]);
      expect(await columnOf(designer, "Delivery")).toEqual([
        ...Array<string>(3).fill("at least once"),
        "effectively once",
        "effectively once",
      ]);
      await designer.getByText("As a Mermaid diagram").click();
      expect(await designer.locator("pre").textContent()).toMatch(
        /^---\ntitle: .*\n---\nflowchart LR\n {2}s0\["PostgreSQL/,
      );
      await designer.getByRole("button", { name: "Copy the Mermaid text" }).click();
      await designer.getByText("The Mermaid text is copied.").waitFor();
      expect(await page.evaluate(async () => navigator.clipboard.readText())).toBe(
        await designer.locator("pre").textContent(),
      );
      await expectAccessible(page, "#designer");
      expect(complaints).toEqual([]);
    });
  }

  test("what follows from a choice follows at once, by keyboard", async () => {
    const { page, complaints } = await browser.open("/");
    const designer = await openDesigner(page);
    const promise = designer.locator(".design-promise");
    expect(await promise.textContent()).toContain("From end to end: effectively once, order: per partition.");
    await designer.getByRole("radio", { name: /^Repeat, and merge/ }).press("ArrowUp");
    await designer.getByRole("radio", { name: /^Do first, then note/, checked: true }).waitFor();
    expect(await promise.textContent()).toContain("at least once, order: per partition. A kill doubles");
    await designer.getByRole("radio", { name: /^Do first, then note/ }).press("ArrowUp");
    expect(await promise.textContent()).toContain("at most once, order: per partition. A kill loses");
    expect(new Set(await columnOf(designer, "Delivery"))).toEqual(new Set(["at most once"]));
    await designer.getByRole("radio", { name: /^Batch/ }).press("Space");
    expect(new Set(await columnOf(designer, "Order"))).toEqual(new Set(["none"]));
    await designer.getByRole("radio", { name: /^Three workers/ }).press("Space");
    await designer.getByRole("radio", { name: /^Bronze, silver, gold/ }).press("Space");
    await designer.getByRole("radio", { name: /^Change capture/ }).press("Space");
    expect(await columnOf(designer, "Order")).toEqual([
      ...Array<string>(5).fill("per partition"),
      ...Array<string>(6).fill("per key"),
    ]);
    await expect.poll(() => designer.locator(".react-flow__node").count()).toBe(9);
    expect(await designer.locator("pre").textContent()).toContain('"Worker 3<br/>');
    expect(complaints).toEqual([]);
  });

  test("what cannot work is refused, and says what to choose instead", async () => {
    const { page } = await browser.open("/");
    const designer = await openDesigner(page);
    await designer.getByRole("radio", { name: /^Files/ }).check();
    await designer.getByRole("radio", { name: /^Change capture/ }).check();
    expect(await designer.getByRole("alert").textContent()).toMatch(/Choose batch or Kafka/);
    expect(await designer.getByRole("button", { name: "Run it here" }).count()).toBe(0);
    await expectAccessible(page, "#designer");
    await designer.getByRole("radio", { name: /^Batch/ }).check();
    expect(await designer.getByRole("alert").count()).toBe(0);
    await designer.getByRole("button", { name: "Run it here" }).waitFor();
  });

  test("a design is there again after a reload, after a walk through the site, and by its link", async () => {
    const { page, complaints } = await browser.open("/");
    const designer = await openDesigner(page);
    await designer.getByRole("radio", { name: /^MySQL/ }).check();
    await designer.getByRole("radio", { name: /^Three workers/ }).check();
    const design = "mysql.kafka.bronze.workers.redshift.merge";
    expect(new URL(page.url()).searchParams.get("design")).toBe(design);
    await page.reload();
    expect(await chosenIn(await openDesigner(page))).toEqual(chosen);
    await page.goto(new URL("/course", page.url()).href);
    await page.goto(new URL("/", page.url()).href);
    expect(await chosenIn(await openDesigner(page))).toEqual(chosen);

    // Somebody else, who comes by the link that is copied.
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await designer.getByRole("button", { name: "Copy a link to this design" }).click();
    await designer.getByText("The link is copied.").waitFor();
    const link = await page.evaluate(async () => navigator.clipboard.readText());
    const { page: theirs } = await browser.open(new URL(link).pathname + new URL(link).search + new URL(link).hash);
    const opened = theirs.locator("#designer");
    // The page opens at the designer: nobody has scrolled there.
    await opened.locator(".react-flow__node").first().waitFor();
    await expect.poll(async () => Math.abs((await opened.boundingBox())?.y ?? Infinity)).toBeLessThan(50);
    expect(await chosenIn(opened)).toEqual(chosen);
    expect(complaints).toEqual([]);
  });

  test("a link to no design, and a browser that keeps nothing, are told of", async () => {
    const { page } = await browser.open("/?design=oracle.kafka#designer");
    const designer = await openDesigner(page);
    await designer.getByText("for a design that there is not").waitFor();
    await designer.getByRole("radio", { name: /^Batch/ }).check();
    expect(await designer.getByText("for a design that there is not").count()).toBe(0);
    await page.evaluate(() => {
      const refuse = (): never => {
        throw new DOMException("no", "SecurityError");
      };
      history.replaceState = refuse;
      Object.defineProperty(globalThis, "localStorage", { get: refuse });
    });
    await designer.getByRole("radio", { name: /^Kafka/ }).check();
    await designer.getByText("This browser keeps nothing for this page").waitFor();
    expect((await chosenIn(designer))[1]).toMatch(/^Kafka/);
    await expectAccessible(page, "#designer");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`Mermaid draws the design when it is asked to, and not before, ${colorScheme}`, async () => {
      const { page, complaints } = await browser.open("/", { colorScheme });
      const scripts: string[] = [];
      page.on("request", (request) => scripts.push(request.url()));
      const designer = await openDesigner(page);
      expect(scripts.filter((url) => url.includes("/draw-"))).toEqual([]);
      await designer.getByRole("button", { name: "Draw it with Mermaid" }).click();
      const drawing = designer.getByRole("region", { name: "Drawn with Mermaid" });
      await drawing.locator("svg").getByText("Kafka topic").first().waitFor();
      await designer.getByRole("radio", { name: /^Change capture/ }).check();
      await drawing.locator("svg").getByText("Change capture").first().waitFor();
      expect(await drawing.locator("svg").count()).toBe(1);
      await expectAccessible(page, "#designer");
      expect(complaints).toEqual([]);
    });
  }

  test("nobody dies, and the counts at both ends agree", async () => {
    const { page, complaints } = await browser.open("/");
    const designer = await openDesigner(page);
    await designer.getByRole("radio", { name: /^Note first/ }).check();
    await designer.getByRole("radio", { name: /^Batch/ }).check();
    await designer.getByRole("button", { name: "Run it here" }).press("Enter");
    const [source, warehouse, verdict] = await endsOf(designer);
    expect(source).toEqual(warehouse);
    expect(source?.slice(0, 2)).toEqual([placed, placed]);
    expect(verdict).toContain(`The counts at both ends agree: ${placed} orders, each once.`);
    await expectAccessible(page, "#designer");
    expect(complaints).toEqual([]);
  });

  test("killed, a design that notes first loses orders", async () => {
    const { page, complaints } = await browser.open("/");
    const [source, [rows = 0, orders = 0] = [], verdict] = await runAndKill(page, /^Note first/);
    expect(source?.slice(0, 2)).toEqual([placed, placed]);
    expect(orders).toBeLessThan(placed);
    expect(rows).toBe(orders);
    expect(verdict).toContain(`${placed - orders} order`);
    expect(verdict).toContain("never arrived");
    expect(complaints).toEqual([]);
  });

  test("killed, a design that repeats and appends doubles rows", async () => {
    const { page, complaints } = await browser.open("/");
    const [source, [rows = 0, orders = 0] = [], verdict] = await runAndKill(page, /^Do first/);
    expect(source?.slice(0, 2)).toEqual([placed, placed]);
    expect(orders).toBe(placed);
    expect(rows).toBeGreaterThan(placed);
    expect(verdict).toContain(`too many: ${rows} rows for ${placed} orders.`);
    expect(complaints).toEqual([]);
  });

  test("killed, a design that repeats and merges has equal counts at both ends", async () => {
    const { page, complaints } = await browser.open("/");
    const [source, warehouse, verdict] = await runAndKill(page, /^Repeat, and merge/);
    expect(source).toEqual(warehouse);
    expect(source?.slice(0, 2)).toEqual([placed, placed]);
    expect(verdict).toContain("The counts at both ends agree");
    expect(verdict).toContain("came a second time");
    expect(complaints).toEqual([]);
  });

  test("another choice ends a run, and its workers", async () => {
    const { page, complaints } = await browser.open("/");
    const designer = await openDesigner(page);
    const workers = (): number => page.workers().filter((worker) => worker.url().includes("designed")).length;
    await designer.getByRole("button", { name: "Run it here" }).click();
    await designer.getByRole("button", { name: "Kill dbt" }).waitFor();
    expect(workers()).toBe(5);
    // The drawing is of the machines as they are.
    await designer.locator(".react-flow__node", { hasText: "in hand" }).first().waitFor();
    expect(await fewestEdges(page)).toBe(4);
    await expectAccessible(page, "#designer");
    await designer.getByRole("radio", { name: /^MySQL/ }).check();
    expect(await designer.locator(".run-panel").count()).toBe(0);
    await expect.poll(workers).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("a worker that cannot start is told of, with what to do next", async () => {
    const { page } = await browser.open("/");
    await page.addInitScript(() => {
      globalThis.Worker = class extends Worker {
        constructor() {
          super("/site/there-is-no-such-file.js", { type: "module" });
        }
      };
    });
    await page.reload();
    const designer = await openDesigner(page);
    await designer.getByRole("button", { name: "Run it here" }).click();
    await expect.poll(() => designer.getByRole("alert").textContent(), { timeout: 60_000 }).toContain("Run it again");
  });

  test("without workers the design is there, and it is said why it does not run", async () => {
    const { page } = await browser.open("/");
    await page.addInitScript(() => Reflect.deleteProperty(globalThis, "Worker"));
    await page.reload();
    const designer = await openDesigner(page);
    expect(await designer.getByRole("note").textContent()).toContain("no workers");
    expect(await designer.getByRole("button", { name: "Run it here" }).count()).toBe(0);
    expect(await columnOf(designer, "Delivery")).toHaveLength(5);
  });
});

async function openDesigner(page: Page): Promise<Locator> {
  const designer = page.locator("#designer");
  await designer.scrollIntoViewIfNeeded();
  await designer.locator(".react-flow__node").first().waitFor();
  return designer;
}

/** What is chosen, one label for each question. */
async function chosenIn(designer: Locator): Promise<string[]> {
  return designer.locator("label:has(:checked)").allInnerTexts();
}

/** What is chosen of MySQL to three workers, as it is labelled. */
const chosen = [/^MySQL/, /^Kafka/, /^Bronze\n/, /^Three workers/, /^Redshift/, /^Repeat, and merge/].map((label) =>
  expect.stringMatching(label),
) as string[];

/** How many edges the drawing has, over so many frames, when it has the fewest. */
async function fewestEdges(page: Page, frames = 30): Promise<number> {
  return page.evaluate(async (left) => {
    let fewest = Infinity;
    for (let frame = 0; frame < left; frame++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      fewest = Math.min(fewest, document.querySelectorAll("#designer .react-flow__edge-path").length);
    }
    return fewest;
  }, frames);
}

/** The cells of a column of the table of guarantees. */
async function columnOf(designer: Locator, title: string): Promise<string[]> {
  const table = designer.getByRole("table", { name: "What each edge guarantees" });
  const titles = await table.locator("thead th").allTextContents();
  return table.locator(`tbody tr > :nth-child(${titles.indexOf(title) + 1})`).allTextContents();
}

/** Runs a design, and kills its topic three times, each time with rows in its hands. */
async function runAndKill(page: Page, failure: RegExp): ReturnType<typeof endsOf> {
  const designer = await openDesigner(page);
  await designer.getByRole("radio", { name: failure }).check();
  await designer.getByRole("button", { name: "Run it here" }).click();
  for (let kill = 0; kill < 3; kill++) {
    // In the page, so that the rows are still in its hands. It is killed once it is up again.
    await page.waitForFunction(() => {
      const topic = [...document.querySelectorAll(".run-machines li")].find((item) =>
        item.textContent.includes("topic"),
      );
      const button = topic?.querySelector<HTMLButtonElement>('button[aria-disabled="false"]');
      if (button === undefined || button === null || !/[1-9]\d* rows? in hand/.test(topic?.textContent ?? ""))
        return false;
      button.click();
      return true;
    });
    await designer.getByText("Kafka topic was killed").first().waitFor();
  }
  return endsOf(designer);
}

/** At the end of a run: rows, orders and sum of the source and of the warehouse, and what is said of them. */
async function endsOf(designer: Locator): Promise<[source: number[], warehouse: number[], verdict: string]> {
  const verdict = designer.locator(".ends-verdict");
  await verdict.waitFor({ timeout: 120_000 });
  const rows = await designer.locator(".ends-table tbody tr").all();
  const [source = [], warehouse = []] = await Promise.all(
    rows.map(async (row) => (await row.locator("td").allTextContents()).map(Number)),
  );
  return [source, warehouse, (await verdict.textContent()) ?? ""];
}
