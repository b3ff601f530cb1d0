import AxeSource from "axe-core";
import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { executablePath } from "./find-chromium.ts";

export { executablePath };

/** For `describe.skipIf(...)`: why nothing is run, in the name. */
export const suffix: string =
  executablePath === undefined
    ? " (not run here: there is no Chromium; apt-get install chromium, or set MILLRACE_CHROMIUM)"
    : "";

/** No test is about time: what does not come at all is given up, what comes late on a busy computer is not. */
const patienceMs = 120_000;

/** A browser for the tests of one file. `open` opens a page of the site, and remembers what went wrong in it. */
export function useBrowser(): { open(path: string, options?: BrowserContextOptions): Promise<OpenPage> } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (executablePath === undefined) return;
    browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    });
  });
  afterAll(async () => browser?.close());
  return {
    async open(path, options = {}) {
      if (browser === undefined) throw new Error("There is no browser: is this test in describe.skipIf?");
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      const complaints: string[] = [];
      // Among them whatever the Content-Security-Policy refuses.
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(new URL(path, inject("siteUrl")).href);
      return { page, complaints };
    },
  };
}

/** A page, and what it complained of so far: errors on its console, and what nobody caught. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Fails if axe finds anything on the page, or within `selector`. */
export async function expectAccessible(page: Page, selector = "body"): Promise<void> {
  // The page's own policy allows no script but the site's: this one is put in by the browser itself.
  await page.evaluate(AxeSource.source);
  const found = await page.evaluate(async (within) => {
    const { axe } = globalThis as unknown as { axe: typeof AxeSource };
    const { violations } = await axe.run(within);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  }, selector);
  expect(found).toEqual([]);
}
