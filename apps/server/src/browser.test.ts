import { writeFileSync } from "node:fs";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumMissing, findChromium } from "./testing/find-chromium.ts";
import { expectSoon } from "./testing/expect-soon.ts";
import { type Fixture, answersWith, makeFixture, rightAnswer } from "./testing/fixture.ts";
import { type StartedServer, startServer } from "./start-server.ts";

const executablePath = findChromium();
const suffix = executablePath === undefined ? ` (${chromiumMissing})` : "";

describe.skipIf(executablePath === undefined)(`in Chromium${suffix}`, () => {
  let browser: Browser;
  let fixture: Fixture;
  let server: StartedServer;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: flags });
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    fixture = makeFixture();
    const readPipeline = () => ({
      stages: [{ id: "orders" }, { id: "topic" }],
      edges: [{ from: "orders", to: "topic" }],
    });
    server = await startServer({ root: fixture.root, port: 0, open: false, readPipeline, log: () => undefined });
    page = await browser.newPage();
    complaints = [];
    // Among them whatever the Content-Security-Policy refuses.
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await page.close();
    await server.close();
    fixture.remove();
  });

  const status = () => page.locator("#status");
  const drawings = () => page.locator("#live figure svg");

  test("red turns green when a right answer is saved, without a reload, and the failing run is drawn", async () => {
    await page.goto(new URL("exercises/9.1", server.url).href);
    await page.evaluate(`globalThis.isSamePage = true`);
    await expectSoon(() => status().textContent()).toContain("✗ 1 of 2 checks passed");
    expect(await page.title()).toMatch(/^✗ 9\.1 Hello/);
    await expectSoon(() => drawings().count()).toBe(1);
    expect(await drawings().first().textContent()).toContain("hello");
    expect(await page.locator("article figure svg").count()).toBe(1);
    expect(await page.locator("#connection").textContent()).toBe("Live");

    writeFileSync(fixture.workFile, rightAnswer);
    await expectSoon(() => status().textContent()).toBe("✓ All 2 checks passed.");
    expect(await page.getByText("Every check passes.").isVisible()).toBe(true);
    expect(await drawings().count()).toBe(0);
    expect(await page.evaluate(`globalThis.isSamePage`)).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("what the reader has opened stays open, and keeps the focus, when the next verdict comes", async () => {
    await page.goto(new URL("exercises/9.1", server.url).href);
    const asText = page.locator("#live figure summary").first();
    await asText.click();
    await expectSoon(() => page.locator("#live figure details[open]").count()).toBe(1);
    const graded = await page.locator("#live time").getAttribute("datetime");
    writeFileSync(fixture.workFile, answersWith("hi"));
    await expectSoon(() => page.locator("#live time").getAttribute("datetime")).not.toBe(graded);
    expect(await page.locator("#live figure details[open]").count()).toBe(1);
    expect(await page.evaluate(`document.activeElement.textContent`)).toBe("As text");
  });

  test("a text that a learner's code makes is shown as text", async () => {
    await page.goto(new URL("exercises/9.1", server.url).href);
    await expectSoon(() => status().textContent()).toContain("✗");
    writeFileSync(fixture.workFile, answersWith(`<img src=x onerror="globalThis.isCaught = true">`));
    await expectSoon(() => page.locator("#live").textContent()).toContain("<img src=x");
    await expectSoon(() => drawings().count()).toBe(1);
    expect(await page.locator("#live img").count()).toBe(0);
    expect(await page.evaluate(`globalThis.isCaught`)).toBe(undefined);
    expect(complaints).toEqual([]);
  });

  test("the list follows what is saved", async () => {
    await page.goto(server.url);
    await expectSoon(() => page.locator("#connection").textContent()).toBe("Live");
    writeFileSync(fixture.workFile, rightAnswer);
    await expectSoon(() => page.locator(".progress").textContent()).toContain("1 of 2 exercises passed");
    expect(complaints).toEqual([]);
  });

  test("a pipeline is drawn", async () => {
    await page.goto(new URL("pipelines/shop", server.url).href);
    await expectSoon(() => page.locator("figure svg").textContent()).toContain("orders");
    expect(complaints).toEqual([]);
  });

  test("the page says when the server is gone, and goes on when it is back", async () => {
    await page.goto(new URL("exercises/9.1", server.url).href);
    await expectSoon(() => status().textContent()).toContain("✗");
    const port = Number(new URL(server.url).port);
    await server.close();
    await expectSoon(() => page.locator("#connection").textContent()).toContain("The server is gone");
    writeFileSync(fixture.workFile, rightAnswer);
    server = await startServer({ root: fixture.root, port, open: false, log: () => undefined });
    await expectSoon(() => status().textContent()).toContain("✓ All 2");
    expect(await page.locator("#connection").textContent()).toBe("Live");
  });
});

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
