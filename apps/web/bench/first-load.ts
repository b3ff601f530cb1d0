// `pnpm bench:web`: what the first load of the home page costs against the built site, and how smoothly the river flows. Prints
// Markdown tables, each figure beside a reference measured in the same run.
import { dirname } from "node:path";
import { startServer } from "@millrace/server";
import { type Browser, type Page, chromium } from "playwright-core";
import { build } from "vite";
import { countScripts } from "../tests/count-scripts.ts";
import { executablePath } from "../tests/find-chromium.ts";
import { measureFrames } from "./frames.ts";

const rounds = 9;
const web = dirname(import.meta.dirname);
if (executablePath === undefined)
  throw new Error("Cannot measure as there is no Chromium. Set MILLRACE_CHROMIUM to its path.");

await build({ root: web, logLevel: "error" });
const root = dirname(dirname(web));
const server = await startServer({ root, siteFolder: `${web}/dist`, port: 0, open: false, log: console.error });
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

const home = await measure(browser, server.url);
const reference = await measure(browser, new URL("icon.svg", server.url).href);
console.log("| what | median (least–most) | reference: the site's icon alone | wanted | rounds |");
console.log("|---|---|---|---|---|");
console.log(
  `| JavaScript before interaction, compressed | ${kilobytes(home.scripts)} | ${kilobytes(reference.scripts)} | at most 150 KB | ${rounds} |`,
);
console.log(
  `| largest contentful paint | ${summary(home.paints)} | ${summary(reference.paints)} | under 1,000 ms | ${rounds} |`,
);
console.log("");
for (const line of await measureFrames(browser)) console.log(line);

await browser.close();
await server.close();

interface FirstLoads {
  /** Bytes of scripts as they came over the wire, in each round. */
  readonly scripts: readonly number[];
  /** Milliseconds from the beginning of the navigation to the largest contentful paint. */
  readonly paints: readonly number[];
}

/** Each round has a browser context of its own, with nothing in its cache. */
async function measure(browser: Browser, url: string): Promise<FirstLoads> {
  const scripts: number[] = [];
  const paints: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const bytes = await countScripts(page);
    await page.goto(url, { waitUntil: "load" });
    await page.waitForLoadState("networkidle");
    scripts.push(bytes());
    paints.push(await largestPaint(page));
    await context.close();
  }
  return { scripts, paints };
}

/** NaN where nothing was painted that counts. */
async function largestPaint(page: Page): Promise<number> {
  return page.evaluate(
    async () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? Number.NaN)).observe({
          type: "largest-contentful-paint",
          buffered: true,
        });
        setTimeout(() => resolve(Number.NaN), 1_000);
      }),
  );
}

function kilobytes(bytes: readonly number[]): string {
  const sorted = bytes.toSorted((left, right) => left - right);
  const [least = Number.NaN] = sorted;
  const format = (count: number): string => `${(count / 1_000).toFixed(1)} KB`;
  return `${format(medianOf(sorted))} (${format(least)}–${format(sorted.at(-1) ?? Number.NaN)})`;
}

function summary(times: readonly number[]): string {
  const sorted = times.filter((time) => !Number.isNaN(time)).toSorted((left, right) => left - right);
  const [least] = sorted;
  if (least === undefined) return "none";
  return `${Math.round(medianOf(sorted))} ms (${Math.round(least)}–${Math.round(sorted.at(-1) ?? least)})`;
}

function medianOf(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
