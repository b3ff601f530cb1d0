import { type CheckVerdict, type Verdict, count } from "@millrace/grader";
import { type ExerciseFiles, isBegun } from "@millrace/grader/catalogue.node.ts";
import { recordVerdict } from "@millrace/grader/progress.node.ts";
import type { Manifest } from "@millrace/grader/runner.node.ts";
import { existsSync } from "node:fs";
import { nextHint, showHint } from "./commands/hint.ts";
import { matchMistake } from "./commands/test.ts";
import { diagramThatFits, diagramsFor } from "./diagrams-for.ts";
import { showEnd } from "./show/verdict-end.ts";
import { showVerdict } from "./show/verdict.ts";
import { wrap } from "./show/text.ts";
import { watchFolder } from "./watch-folder.ts";
import type { Workshop } from "./workshop.ts";

/** One exercise under watch: grades its file at each save, and shows the newest verdict. */
export class WatchSession {
  readonly files: ExerciseFiles;
  private readonly workshop: Workshop;
  private readonly watcher: { close(): void };
  private verdict: Verdict | undefined;
  private isGrading = false;
  private grading = new AbortController();
  private beganAtMs = 0;
  /** The file was saved while it was being graded. */
  private isStale = false;
  private isClosed = false;
  /** The failure that is, or has to be, compared with the known mistakes. */
  private toMatch: { readonly verdict: Verdict; readonly printed: string } | undefined;
  private readonly onFault: (error: unknown) => void;
  private manifest: Manifest | undefined;

  constructor(workshop: Workshop, files: ExerciseFiles, { onFault }: { readonly onFault: (error: unknown) => void }) {
    this.workshop = workshop;
    this.files = files;
    this.onFault = onFault;
    // Whatever keeps the exercise from being described keeps it from being graded, which is told.
    workshop
      .runner()
      .describe(files)
      .then(
        (manifest) => (this.manifest = manifest),
        () => undefined,
      );
    this.watcher = watchFolder(files.folder, { onChange: () => this.grade() });
    this.grade();
  }

  /** Grades the file as it is now; once more, if it is saved meanwhile. A verdict that takes long is not waited for. */
  grade(): void {
    this.isStale = true;
    if (performance.now() - this.beganAtMs > longMs) this.grading.abort();
    if (!this.isGrading) void this.gradeUntilFresh().catch(this.onFault);
  }

  /** Shows the next hint below the verdict. */
  hint(): void {
    const { workshop, files, verdict } = this;
    workshop.screen.print("", ...showHint(nextHint(workshop, files, verdict), workshop));
  }

  close(): void {
    this.isClosed = true;
    this.grading.abort();
    this.watcher.close();
  }

  private async gradeUntilFresh(): Promise<void> {
    this.isGrading = true;
    while (this.isStale && !this.isClosed) {
      this.isStale = false;
      await this.gradeOnce();
    }
    this.isGrading = false;
  }

  private async gradeOnce(): Promise<void> {
    const { workshop, files } = this;
    if (!existsSync(files.workFile)) {
      // Some editors save by moving the old file away first.
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (!existsSync(files.workFile)) return this.showGone();
    }
    const slow = setTimeout(() => workshop.screen.print(workshop.screen.colors.dim("still grading …")), 700);
    this.grading = new AbortController();
    this.beganAtMs = performance.now();
    const { signal } = this.grading;
    const decided: CheckVerdict[] = [];
    const onCheck = (check: CheckVerdict): void => {
      const isFirstFailure = check.status === "failed" && decided.every(({ status }) => status === "passed");
      decided.push(check);
      if (!isFirstFailure || signal.aborted) return;
      clearTimeout(slow);
      this.showEarly(decided);
    };
    const verdict = await workshop.runner().grade(files, { signal, onCheck });
    clearTimeout(slow);
    if (this.isClosed || this.isStale) return;
    const printed = workshop.takePrinted();
    await this.show(verdict, printed);
    recordVerdict(workshop.root, files, verdict);
    if (verdict.status === "failed") this.match(verdict, printed);
  }

  /**
   * Looks for the known mistake in the background, as the first time takes seconds: a save meanwhile is graded at once.
   * Of the failures that come up while it looks only the newest is looked at next.
   */
  private match(verdict: Verdict, printed: string): void {
    const isLooking = this.toMatch !== undefined;
    this.toMatch = { verdict, printed };
    if (!isLooking) void this.matchUntilFresh().catch(this.onFault);
  }

  private async matchUntilFresh(): Promise<void> {
    while (this.toMatch !== undefined && !this.isClosed) {
      const { verdict, printed } = this.toMatch;
      const matched = await matchMistake(this.workshop, this.files, { verdict, request: {} });
      if (this.toMatch?.verdict !== verdict) continue;
      this.toMatch = undefined;
      const isFound = matched.checks.some(({ mistake }) => mistake !== undefined);
      if (isFound && this.verdict === verdict && !this.isClosed) await this.show(matched, printed);
    }
  }

  /** A failure decides the verdict: it is shown at once, while the other checks are still run. */
  private showEarly(checks: readonly CheckVerdict[]): void {
    const { workshop, manifest } = this;
    const { screen, typed, isJson } = workshop;
    const left = (manifest?.checks.length ?? 0) - checks.length;
    if (isJson || manifest === undefined || left === 0 || this.isStale || this.isClosed) return;
    const diagramOf = (check: CheckVerdict): string | undefined => diagramThatFits(check, screen);
    this.print([
      ...showVerdict({ exercise: manifest, checks }, { terminal: screen, typed, diagramOf, brief: true }),
      screen.colors.red("✗ failed") + screen.colors.dim(`, and ${count(left, "check")} to go …`),
    ]);
  }

  private async show(verdict: Verdict, printed: string): Promise<void> {
    const { workshop, files } = this;
    const { screen, typed, host } = workshop;
    this.verdict = verdict;
    if (workshop.isJson) return void host.stdout.write(`${JSON.stringify(verdict)}\n`);
    const diagramOf = await diagramsFor(workshop, files, { verdict, request: {}, all: false });
    const starter = isBegun(files)
      ? {}
      : { starter: { readme: workshop.pathTo(files.readmeFile), work: workshop.pathTo(files.workFile) } };
    const page = (brief: boolean): string[] => [
      ...showVerdict(verdict, { terminal: screen, typed, diagramOf, brief }),
      ...showEnd(verdict, { terminal: screen, typed, all: false, printed, isOwn: true, ...starter }),
    ];
    const inFull = page(false);
    const rows = (host.stdout.rows ?? Infinity) - this.footer().length - 1;
    this.print(inFull.length <= rows ? inFull : page(true));
  }

  private showGone(): void {
    const { workshop, files } = this;
    const { pathTo, typed, screen } = workshop;
    this.verdict = undefined;
    const text = `${pathTo(files.workFile)} is gone. Save it again, or get the starter back: ${typed(`reset ${files.id}`)}`;
    this.print(wrap(text, screen));
  }

  /** On a terminal a page replaces the one before; in a file it follows it. */
  private print(lines: readonly string[]): void {
    const { screen, host } = this.workshop;
    if (screen.isInteractive) host.stdout.write("\u001b[2J\u001b[H");
    screen.print(...lines, ...this.footer());
  }

  private footer(): string[] {
    const { host, screen, pathTo } = this.workshop;
    const keys = host.stdin.isTTY === true ? ["r run again · h hint · n next exercise · q quit"] : [];
    return ["", ...[`watching ${pathTo(this.files.workFile)}`, ...keys].map(screen.colors.dim)];
  }
}

/** An endless loop takes seconds to be sure of; anything else is over before. */
const longMs = 1000;
