import { serve } from "@hono/node-server";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { chromium } from "playwright-core";
import { build } from "vite";
import { HeardReports, browserFlags } from "../heard-reports.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** Runs a program under Deno, from its sources. Gives what it reports: a line of JSON each, up to "end". */
export async function reportsOfDeno(deno: string, program: string): Promise<readonly unknown[]> {
  const args = ["run", "--no-check", "--no-prompt", "--no-remote", "--config=deno.json"];
  const TMPDIR = mkdtempSync(join(tmpdir(), "millrace-deno-"));
  const allowed = ["--allow-read", `--allow-write=${TMPDIR}`, "--allow-env=TMPDIR,TMP,TEMP"];
  const child = spawn(deno, [...args, ...allowed, program], {
    cwd: root,
    env: { ...process.env, TMPDIR },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const heard = new HeardReports();
  let complaints = "";
  child.stderr.on("data", (chunk) => (complaints += String(chunk)));
  child.on("exit", (code) => code === 0 || heard.fail(new Error(`Deno ended with ${code}: ${complaints}`)));
  createInterface(child.stdout).on("line", (line) => heard.add(line));
  try {
    return await heard.everything();
  } finally {
    child.kill("SIGKILL");
    rmSync(TMPDIR, { recursive: true, force: true });
  }
}

/** Runs it in a page of headless Chromium, as Vite bundles it. The page may call `memoryMb`, a function of ours. */
export async function reportsOfChromium(
  executablePath: string,
  program: string,
  { memoryMb }: { memoryMb?(): number } = {},
): Promise<readonly unknown[]> {
  const server = await serveBundle(program);
  const browser = await chromium.launch({ executablePath, args: [...browserFlags] });
  const heard = new HeardReports();
  try {
    const page = await browser.newPage();
    page.on("console", (message) => {
      if (message.type() === "log") heard.add(message.text());
      else heard.fail(new Error(message.text()));
    });
    page.on("pageerror", (error) => heard.fail(error));
    if (memoryMb !== undefined) await page.exposeFunction("memoryMb", memoryMb);
    await page.goto(server.url);
    return await heard.everything();
  } finally {
    await browser.close();
    server.close();
  }
}

/** The program as a site on this computer: a page's own file system needs an origin. */
async function serveBundle(program: string): Promise<{ readonly url: string; close(): void }> {
  const built = await build({
    configFile: false,
    root: dirname(program),
    logLevel: "error",
    build: { write: false, target: "es2023", rolldownOptions: { input: program } },
    worker: { format: "es" },
  });
  const files = new Map<string, string | Uint8Array<ArrayBuffer>>();
  let entry = "";
  for (const { output } of "output" in built ? [built] : Array.isArray(built) ? built : []) {
    for (const file of output) {
      files.set(file.fileName, file.type === "chunk" ? file.code : new Uint8Array(Buffer.from(file.source)));
      if (file.type === "chunk" && file.isEntry) entry = file.fileName;
    }
  }
  const app = new Hono()
    .get("/", (context) =>
      context.html(`<!doctype html><link rel="icon" href="data:,"><script type="module" src="/${entry}"></script>`),
    )
    .get("/*", (context) => {
      const file = files.get(context.req.path.slice(1));
      return file === undefined ? context.notFound() : context.body(file, 200, { "Content-Type": "text/javascript" });
    });
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The test's server has no port.");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
