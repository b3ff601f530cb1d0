import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** What a program of `bundleGradings` reports: names and verdicts in turn. */
export type Reports = readonly string[];

/** One grading takes a second; one that takes this long does not end. */
const patienceMs = 60_000;

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
  const browser = await chromium.launch({ executablePath, args: browserFlags });
  const heard = new Heard();
  try {
    const page = await browser.newPage();
    page.on("console", (message) => heard.add(message.text()));
    page.on("pageerror", (error) => heard.fail(error));
    await page.goto("about:blank");
    await page.addScriptTag({ content: prelude });
    void page
      .addScriptTag({ content: `${program}\nreport("end");`, type: "module" })
      .catch((error) => heard.fail(error));
    return await heard.everything();
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
  const heard = new Heard();
  let complaints = "";
  child.stderr.on("data", (chunk) => (complaints += String(chunk)));
  child.on("exit", (code) => code === 0 || heard.fail(new Error(`${command} ended with ${code}: ${complaints}`)));
  createInterface(child.stdout).on("line", (line) => heard.add(line));
  try {
    return await heard.everything();
  } finally {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  }
}

/** Collects reports until the last, and says which grading does not end. */
class Heard {
  private readonly reports: string[] = [];
  private readonly whole: Promise<Reports>;
  private resolve: (reports: Reports) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;
  private timer: NodeJS.Timeout;

  constructor() {
    this.whole = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    this.timer = this.wait();
  }

  /** Takes a line of the program's. */
  add(line: string): void {
    clearTimeout(this.timer);
    const report: unknown = JSON.parse(line);
    if (report === "end") return this.resolve(this.reports);
    this.reports.push(String(report));
    this.timer = this.wait();
  }

  fail(error: Error): void {
    clearTimeout(this.timer);
    this.reject(error);
  }

  everything(): Promise<Reports> {
    return this.whole;
  }

  private wait(): NodeJS.Timeout {
    const overdue = (): void =>
      this.reject(new Error(`No verdict after ${patienceMs / 1000} seconds of: ${this.reports.at(-1) ?? "anything"}`));
    return setTimeout(overdue, patienceMs);
  }
}
