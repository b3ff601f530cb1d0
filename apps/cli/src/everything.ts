import { gradeBegun } from "./begun.ts";
import type { Outcome } from "./outcome.ts";
import { type Suite, suitesOf } from "./suites.ts";
import { type Task, runTasks } from "./turbo.ts";
import type { Workshop } from "./workshop.ts";

/** Every kind of check there is; turbo knows which packages have which. */
const KINDS = ["lint", "boundaries", "knip", "typecheck", "docs", "test"];

/**
 * Runs every suite of the repository, grades every exercise that is begun, and adds them up. What did not change comes
 * from turbo's cache.
 *
 * `force` runs everything afresh; without `skips` (or where CI=true) a skipped suite is a failure.
 * The last line printed is `N passed, N failed, N skipped`. The exit code is 3 where turbo did not run.
 */
export async function runEverything(workshop: Workshop, { force, skips }: EverythingOptions): Promise<Outcome> {
  const tasks = await runTasks(KINDS, { force, quiet: workshop.isJson });
  if (tasks === undefined)
    return { exitCode: 3, document: { error: { kind: "our-fault", message: "turbo did not run" } } };

  const { suites: exercises, notBegun } = await gradeBegun(workshop);
  const suites = [...suitesOf(tasks), ...exercises];
  const total = (key: "passed" | "failed" | "skipped"): number => suites.reduce((sum, suite) => sum + suite[key], 0);
  const totals = { passed: total("passed"), failed: total("failed"), skipped: total("skipped") };
  const skipsFail = totals.skipped > 0 && (!skips || workshop.host.env["CI"] === "true");
  workshop.screen.print(page(suites, tasks, { totals, skipsFail, notBegun }));
  return { exitCode: totals.failed > 0 || skipsFail ? 1 : 0, document: { ...totals, suites, notBegun } };
}

/** What `millrace test` takes without an id. */
export interface EverythingOptions {
  readonly force: boolean;
  readonly skips: boolean;
}

interface Result {
  readonly totals: Record<"passed" | "failed" | "skipped", number>;
  readonly skipsFail: boolean;
  /** Exercises that nobody has begun: neither passed nor failed. */
  readonly notBegun: readonly string[];
}

function page(suites: readonly Suite[], tasks: readonly Task[], { totals, skipsFail, notBegun }: Result): string {
  const cached = tasks.filter(({ cached }) => cached).length;
  const fromCache =
    cached === tasks.length
      ? "Nothing changed since the last run: every result comes from the cache (--force runs them afresh)."
      : `${cached} of ${tasks.length} results come from the cache, as nothing they depend on has changed.`;
  const failures = suites.flatMap((suite) => (suite.failed > 0 ? [`✗ ${suite.name}`, ...indent(suite.reasons)] : []));
  return [
    "",
    ...table(suites),
    "",
    ...failures,
    ...skips(suites),
    ...(notBegun.length > 0 ? [`○ not begun: ${notBegun.join(", ")}`] : []),
    ...(skipsFail ? ["Here a skipped suite is a failure (CI=true or --no-skips)."] : []),
    ...(cached > 0 ? [fromCache] : []),
    `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`,
  ].join("\n");
}

function table(suites: readonly Suite[]): string[] {
  const nameWidth = Math.max(...suites.map(({ name }) => name.length), "suite".length);
  const row = (name: string, ...cells: (string | number)[]): string =>
    `${name.padEnd(nameWidth)}  ${cells.map((cell) => String(cell).padStart(7)).join("  ")}`;
  return [
    row("suite", "passed", "failed", "skipped"),
    ...suites.map(({ name, passed, failed, skipped }) => row(name, passed, failed, skipped)),
  ];
}

// Many suites may lack the same tool: each reason is given once.
function skips(suites: readonly Suite[]): string[] {
  const namesByReasons = new Map<string, string[]>();
  for (const { name, skipped, failed, reasons } of suites) {
    if (skipped === 0 || failed > 0) continue;
    const text = indent(reasons).join("\n");
    namesByReasons.set(text, [...(namesByReasons.get(text) ?? []), name]);
  }
  return [...namesByReasons].map(([text, names]) => `– not run here: ${names.join(", ")}\n${text}`);
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
