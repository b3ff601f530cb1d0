/**
 * One report takes a second or some, and a hundred systems in a row half a minute, on a computer that does nothing else; a
 * program that is silent for so long does not end.
 */
const patienceMs = 4 * 60_000;

/** How headless Chromium is started for tests: with nothing that it does of its own accord. */
export const browserFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Collects what a program on another host reports, a line of JSON each, until it says "end"; says where it got stuck. */
export class HeardReports {
  private readonly reports: unknown[] = [];
  private readonly whole: Promise<readonly unknown[]>;
  private resolve: (reports: readonly unknown[]) => void = () => undefined;
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
    this.reports.push(report);
    this.timer = this.wait();
  }

  fail(error: Error): void {
    clearTimeout(this.timer);
    this.reject(error);
  }

  everything(): Promise<readonly unknown[]> {
    return this.whole;
  }

  private wait(): NodeJS.Timeout {
    const last = JSON.stringify(this.reports.at(-1) ?? "nothing at all");
    const overdue = (): void => this.reject(new Error(`No report for ${patienceMs / 1000} seconds after: ${last}`));
    return setTimeout(overdue, patienceMs);
  }
}
