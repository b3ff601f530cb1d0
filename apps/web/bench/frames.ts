import { serve } from "@hono/node-server";
import { readFile } from "node:fs/promises";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { Hono } from "hono";
import type { Browser } from "playwright-core";
import { build } from "vite";

const seconds = 10;
const rounds = 5;

/** Counts the frames of the live stage with eight machines and 56 messages in flight, beside a page that draws nothing. */
export async function measureFrames(browser: Browser): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-crowd-"));
  await build({
    root: join(import.meta.dirname, "crowd"),
    base: "./",
    logLevel: "error",
    worker: { format: "es" },
    build: { outDir: folder, emptyOutDir: true, target: "es2023" },
  });
  const server = await serveFolder(folder);
  const stage: Counted[] = [];
  const empty: Counted[] = [];
  for (let round = 0; round < rounds; round++) {
    stage.push(await countOnStage(browser, `${server.url}index.html?frames`));
    empty.push(await countOnEmptyPage(browser));
  }
  server.close();
  rmSync(folder, { recursive: true });
  const least = Math.min(...stage.map(({ droplets }) => droplets));
  return [
    "| what | frames a second: median (least–most) | dropped of all | reference: an empty page | dropped there | wanted |",
    "|---|---|---|---|---|---|",
    `| 8 machines, at least ${least} droplets at once | ${rates(stage)} | ${dropped(stage)} | ${rates(empty)} | ${dropped(empty)} | 60 a second |`,
  ];
}

interface Counted {
  readonly shown: number;
  readonly dropped: number;
  readonly ms: number;
  readonly droplets: number;
}

/** The stage counts for itself, if `?frames` asks for it. */
async function countOnStage(browser: Browser, url: string): Promise<Counted> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => Number(document.documentElement.dataset["dropletsMost"]) >= 50);
  const read = (): Promise<Counted> =>
    page.evaluate(() => {
      const { framesShown, framesDropped, framesMs, dropletsMost } = document.documentElement.dataset;
      return {
        shown: Number(framesShown),
        dropped: Number(framesDropped),
        ms: Number(framesMs),
        droplets: Number(dropletsMost),
      };
    });
  const before = await read();
  await page.waitForTimeout(seconds * 1_000);
  const after = await read();
  await page.close();
  return {
    shown: after.shown - before.shown,
    dropped: after.dropped - before.dropped,
    ms: after.ms - before.ms,
    droplets: after.droplets,
  };
}

async function countOnEmptyPage(browser: Browser): Promise<Counted> {
  const page = await browser.newPage();
  // tsx gives functions their names with a helper of its own, which a page does not have.
  await page.addInitScript("globalThis.__name = (named) => named");
  await page.goto("about:blank");
  const gaps = await page.evaluate(
    async (ms) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const note = (nowMs: number): void => {
          times.push(nowMs);
          if (nowMs - (times[0] ?? nowMs) < ms) requestAnimationFrame(note);
          else resolve(times.slice(1).map((time, place) => time - (times[place] ?? time)));
        };
        requestAnimationFrame(note);
      }),
    seconds * 1_000,
  );
  await page.close();
  return {
    shown: gaps.length,
    dropped: gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / (1_000 / 60)) - 1), 0),
    ms: gaps.reduce((sum, gap) => sum + gap, 0),
    droplets: 0,
  };
}

function rates(counted: readonly Counted[]): string {
  const sorted = counted.map(({ shown, ms }) => (shown * 1_000) / ms).toSorted((left, right) => left - right);
  const format = (rate = Number.NaN): string => rate.toFixed(1);
  return `${format(sorted[Math.floor(sorted.length / 2)])} (${format(sorted[0])}–${format(sorted.at(-1))})`;
}

function dropped(counted: readonly Counted[]): string {
  const sum = (pick: (one: Counted) => number): number => counted.reduce((total, one) => total + pick(one), 0);
  return `${sum((one) => one.dropped)} of ${sum((one) => one.shown + one.dropped)}`;
}

async function serveFolder(folder: string): Promise<{ readonly url: string; close(): void }> {
  const types: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
  };
  const app = new Hono().get("/*", async (c) => {
    const path = join(folder, c.req.path);
    return c.body(await readFile(path, "utf8"), 200, { "Content-Type": types[extname(path)] ?? "text/plain" });
  });
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server for the frames has no port.");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
