import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { HeardReports, browserFlags } from "./heard-reports.ts";

/** What a program of `bundleGradings` reports: names and verdicts in turn. */
export type Reports = readonly string[];

/** What the program needs: one line of text a report, on any host. */
const prelude = "globalThis.report = (report) => console.log(JSON.stringify(report));";

/** Runs the program under Node. */
export function runInNode(program: string): Promise<Reports> {
  return runFile(program, process.execPath, []);
}

/** Runs it under Deno, without any permission. */
export function runInDeno(program: string, deno: string): Promise<Reports> {
  return runFile(program, deno, ["run", "--no-config", "--no-remote", "--no-prompt"]);
}

/** Runs it in a page of headless Chromium. */
export async function runInChromium(program: string, executablePath: string): Promise<Reports> {
  const browser = await chromium.launch({ executablePath, args: [...browserFlags] });
  const heard = new HeardReports();
  try {
    const page = await browser.newPage();
    page.on("console", (message) => heard.add(message.text()));
    page.on("pageerror", (error) => heard.fail(error));
    await page.goto("about:blank");
    await page.addScriptTag({ content: prelude });
    void page
      .addScriptTag({ content: `${program}\nreport("end");`, type: "module" })
      .catch((error) => heard.fail(error));
    return (await heard.everything()).map(String);
  } finally {
    await browser.close();
  }
}

async function runFile(program: string, command: string, args: readonly string[]): Promise<Reports> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-parity-"));
  const file = join(folder, "gradings.mjs");
  await writeFile(join(folder, "report.mjs"), prelude);
  // What is imported runs first.
  await writeFile(file, `import "./report.mjs";\n${program}\nreport("end");`);
  const child = spawn(command, [...args, file], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const heard = new HeardReports();
  let complaints = "";
  child.stderr.on("data", (chunk) => (complaints += String(chunk)));
  child.on("exit", (code) => code === 0 || heard.fail(new Error(`${command} ended with ${code}: ${complaints}`)));
  createInterface(child.stdout).on("line", (line) => heard.add(line));
  try {
    return (await heard.everything()).map(String);
  } finally {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  }
}
