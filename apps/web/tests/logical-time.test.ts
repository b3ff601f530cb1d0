import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { executablePath, expectAccessible, suffix, useBrowser } from "./open-page.ts";

describe.skipIf(executablePath === undefined)(`two events of a run of letters${suffix}`, () => {
  const browser = useBrowser();

  test("a click on two events tells how they stand to each other, as their stamps do", async () => {
    const { page, complaints } = await browser.open("/#logical-time");
    const picture = await openPicture(page);
    await expectAccessible(page, "#logical-time");
    const events = picture.getByRole("option", { name: /^Event \d+: \w+ (takes|receives)/ });
    await expect.poll(() => events.count()).toBeGreaterThan(3);
    await events.nth(0).click();
    await verdict(picture, /events happened before it, \d+ after it, \d+ are concurrent/);
    await events.nth(3).click();
    await verdict(picture, /(happened before|happened after|are concurrent)/);
    expect(await verdictOfStamps(picture)).toBe(await told(picture));
    await expectAccessible(page, "#logical-time");
    expect(complaints).toEqual([]);
  });

  test("every pair from the lists is told as its stamps say, and a letter comes after its sending", async () => {
    const { page, complaints } = await browser.open("/#logical-time");
    const picture = await openPicture(page);
    const seen = new Set<string>();
    const names = await picture.getByLabel("First event").locator("option").allTextContents();
    expect(names).toHaveLength(15);
    for (const [first] of names.entries())
      for (const [second] of names.entries()) {
        if (first === 0 || second <= first) continue;
        await picture.getByLabel("First event").selectOption({ index: first });
        await picture.getByLabel("Second event").selectOption({ index: second });
        const said = await told(picture);
        expect(said).toBe(await verdictOfStamps(picture));
        seen.add(said);
      }
    // Listed as they were reported, and so none after one that it happened before.
    expect([...seen].toSorted()).toEqual(["before", "concurrent"]);
    const sent = names.findIndex((name) => name === "extract 1 sends to transform");
    const received = names.findIndex((name) => /^transform \d+ receives from extract$/.test(name));
    await picture.getByLabel("First event").selectOption({ index: sent });
    await picture.getByLabel("Second event").selectOption({ index: received });
    expect(await told(picture)).toBe("before");
    const way = picture.locator(".stamps-way li");
    expect(await way.allTextContents()).toEqual([names[sent], names[received]]);
    await picture.getByLabel("First event").selectOption({ index: received });
    await picture.getByLabel("Second event").selectOption({ index: sent });
    expect(await told(picture)).toBe("after");
    expect(await way.allTextContents()).toEqual([names[sent], names[received]]);
    expect(complaints).toEqual([]);
  });

  test("stamps, marks and counts are those of happens-before, found anew along the lines of the drawing", async () => {
    const { page, complaints } = await browser.open("/#logical-time");
    const picture = await openPicture(page);
    const events = await readDrawing(picture);
    const stamped = events.filter(({ words }) => !words.endsWith("starts"));
    expect(stamped).toHaveLength(14);
    const pastOf = (id: number, known = new Set<number>()): Set<number> => {
      for (const cause of events.find((event) => event.id === id)?.causes ?? []) {
        if (!known.has(cause)) pastOf(cause, known.add(cause));
      }
      return known;
    };
    const past = new Map(stamped.map(({ id }) => [id, pastOf(id)]));
    for (const [place, { id }] of stamped.entries()) {
      await picture.getByLabel("Second event").selectOption("none");
      await picture.getByLabel("First event").selectOption({ index: place + 1 });
      const relationOf = (other: number): string =>
        past.get(id)?.has(other) === true ? "before" : past.get(other)?.has(id) === true ? "after" : "concurrent";
      const others = stamped.filter((other) => other.id !== id).map((other) => relationOf(other.id));
      const knownOf = (machine: string): number =>
        stamped.filter((other) => other.machine === machine && (other.id === id || past.get(id)?.has(other.id))).length;
      const said = (await picture.getByRole("status").textContent()) ?? "";
      const numbers = said
        .slice(said.indexOf("Its stamp"))
        .match(/\d+(?= )/g)
        ?.map(Number);
      const counted = ["before", "after", "concurrent"].map((word) => others.filter((other) => other === word).length);
      expect(numbers).toEqual([...["extract", "transform", "load"].map(knownOf), ...counted]);
      // What is drawn is what is read out.
      for (const other of stamped) {
        const mark = other.id === id ? "1: chosen first" : markWords[relationOf(other.id)];
        const event = picture.getByRole("option", { name: new RegExp(`^Event ${other.id}: `) });
        expect(await event.getAttribute("aria-label")).toMatch(new RegExp(`\\. ${mark ?? ""}$`));
        expect(await event.locator(".space-time-mark").getAttribute("class")).toContain(
          `is-${other.id === id ? "first" : relationOf(other.id)}`,
        );
      }
    }
    expect(complaints).toEqual([]);
  });

  test("runs again, and in another order before long", async () => {
    const { page, complaints } = await browser.open("/#logical-time");
    const picture = await openPicture(page);
    let runs = 1;
    const changed = async (): Promise<number> => {
      await picture.getByRole("button", { name: "Run again" }).click();
      runs += 1;
      await picture.getByText(`Run ${runs}: 14 events, as they were reported`).waitFor();
      const text = await picture.getByText(`as in run ${runs - 1}`).textContent();
      expect(text).toContain("Of 91 pairs");
      return Number.parseInt(/events, (\d+) stand/.exec(text ?? "")?.[1] ?? "0", 10);
    };
    await expect.poll(changed, { timeout: 120_000 }).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test("workers that cannot start are told of, and started when that is asked for", async () => {
    const { page } = await browser.open("/course");
    await page.route(/letters\.worker/, (route) => route.abort());
    await page.getByRole("link", { name: "Lesson" }).click();
    const picture = page.getByRole("figure", { name: "A space–time diagram of three workers" });
    await picture.scrollIntoViewIfNeeded();
    await picture.getByRole("alert").filter({ hasText: "Run it again" }).waitFor();
    await page.unroute(/letters\.worker/);
    await picture.getByRole("button", { name: "Run again" }).click();
    await picture.getByText("Run 2: 14 events, as they were reported").waitFor();
    expect(await picture.getByRole("alert").count()).toBe(0);
  });

  test("is told by keyboard alone, in the dark and with reduced motion", async () => {
    const { page, complaints } = await browser.open("/#logical-time", { colorScheme: "dark", reducedMotion: "reduce" });
    const picture = await openPicture(page);
    await expectAccessible(page, "#logical-time");
    await picture.getByRole("button", { name: "Run again" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await verdict(picture, /Its stamp: it knows of/);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await verdict(picture, /happened after/);
    expect(await verdictOfStamps(picture)).toBe("after");
    await expectAccessible(page, "#logical-time");
    expect(complaints).toEqual([]);
  });
});

/** The picture, when its first run is over. */
async function openPicture(page: Page): Promise<Locator> {
  const picture = page.getByRole("figure", { name: "A space–time diagram of three workers" });
  await picture.scrollIntoViewIfNeeded();
  await picture.getByText("Run 1: 14 events, as they were reported").waitFor();
  return picture;
}

const markWords: Readonly<Record<string, string>> = {
  before: "happened before",
  after: "happened after",
  concurrent: "concurrent",
};

/** An event as it is drawn: on whose line, and which events lead straight to it, along that line and along messages. */
interface Drawn {
  readonly id: number;
  readonly words: string;
  readonly machine: string;
  readonly causes: readonly number[];
}

/** Points on the same height are of one machine, and a line that ends in a point brought it a message. */
async function readDrawing(picture: Locator): Promise<Drawn[]> {
  const { points, lines } = await picture.getByRole("listbox").evaluate((drawing) => ({
    points: [...drawing.querySelectorAll("[data-event]")].map((element) => ({
      id: Number(element.getAttribute("data-event")),
      words: element.getAttribute("aria-label") ?? "",
      place: element.getAttribute("transform")?.match(/\d+/g)?.join() ?? "",
    })),
    lines: [...drawing.querySelectorAll(".space-time-message.is-arrives > line")].map((line) => ({
      from: `${line.getAttribute("x1")},${line.getAttribute("y1")}`,
      to: `${line.getAttribute("x2")},${line.getAttribute("y2")}`,
    })),
  }));
  expect(points).toHaveLength(17);
  expect(lines).toHaveLength(5);
  const idAt = (place: string): number => points.find((point) => point.place === place)?.id ?? NaN;
  const heightOf = (place: string): string => place.split(",")[1] ?? "";
  return points.map(({ id, words, place }) => ({
    id,
    words,
    machine: /^Event \d+: (\w+)/.exec(words)?.[1] ?? "",
    causes: [
      ...points.filter((other) => other.id < id && heightOf(other.place) === heightOf(place)).map((other) => other.id),
      ...lines.filter(({ to }) => to === place).map(({ from }) => idAt(from)),
    ],
  }));
}

async function verdict(picture: Locator, text: RegExp): Promise<void> {
  await picture.getByRole("status").filter({ hasText: text }).waitFor();
}

async function told(picture: Locator): Promise<string> {
  const text = (await picture.getByRole("status").textContent()) ?? "";
  return /before|after|concurrent/.exec(text)?.[0] ?? text;
}

/** Worked out anew from the numbers in the table. */
async function verdictOfStamps(picture: Locator): Promise<string> {
  const rows = await picture
    .locator(".stamps tbody tr")
    .evaluateAll((found) => found.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));
  const numbers = rows.map(([one, , other]) => [Number(one), Number(other)] as const);
  expect(numbers).toHaveLength(3);
  const isLess = numbers.some(([one, other]) => one < other);
  const isMore = numbers.some(([one, other]) => one > other);
  return isLess && isMore ? "concurrent" : isLess ? "before" : "after";
}
