import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);

/** Verdicts as JSON texts, by the name of what was graded. */
export type Verdicts = Readonly<Record<string, string>>;

/** Runs a program that calls `globalThis.report` under Node. */
export function runInNode(program: string): Promise<Verdicts> {
  return runFile(program, (file) => [process.execPath, [file]]);
}

/** Runs it under Deno, without any permission. */
export function runInDeno(program: string, deno: string): Promise<Verdicts> {
  return runFile(program, (file) => [deno, ["run", "--no-config", "--no-remote", "--no-prompt", file]]);
}

/** Runs it in a page of headless Chromium. */
export async function runInChromium(program: string, executablePath: string): Promise<Verdicts> {
  const browser = await chromium.launch({ executablePath, args: browserFlags });
  try {
    const page = await browser.newPage();
    const reported = new Promise<Verdicts>((resolve, reject) => {
      void page.exposeFunction("report", resolve);
      page.on("pageerror", reject);
    });
    await page.goto("about:blank");
    await page.addScriptTag({ content: program, type: "module" });
    return await reported;
  } finally {
    await browser.close();
  }
}

const browserFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function runFile(program: string, command: (file: string) => [string, string[]]): Promise<Verdicts> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-parity-"));
  try {
    const file = join(folder, "gradings.mjs");
    const report = "globalThis.report = (verdicts) => console.log(JSON.stringify(verdicts));";
    // Imports are carried out first, so this is too.
    await writeFile(join(folder, "report.mjs"), report);
    await writeFile(file, `import "./report.mjs";\n${program}`);
    const [path, args] = command(file);
    const { stdout } = await run(path, args, {
      maxBuffer: 2 ** 30,
      env: { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "" },
    });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}
