import { type Suite, suitesOf } from "./suites.ts";
import { type Task, runTasks } from "./turbo.ts";

const EXIT_OUR_FAULT = 3;

/** Every kind of check there is; turbo knows which packages have which. */
const KINDS = ["lint", "boundaries", "knip", "typecheck", "docs", "test"];

/**
 * Runs every suite of the repository and adds them up. What did not change comes from turbo's cache.
 *
 * `args`: `--force` runs everything afresh; `--no-skips` (or CI=true) makes a skipped suite a failure.
 * The last line printed is `N passed, N failed, N skipped`. Returns the exit code: 0, 1, or 3 where turbo did not run.
 */
export async function runEverything({ json, args }: { json: boolean; args: string[] }): Promise<number> {
  const tasks = await runTasks(KINDS, { force: args.includes("--force"), quiet: json });
  if (tasks === undefined) return EXIT_OUR_FAULT;

  const suites = suitesOf(tasks);
  const total = (key: "passed" | "failed" | "skipped"): number => suites.reduce((sum, suite) => sum + suite[key], 0);
  const totals = { passed: total("passed"), failed: total("failed"), skipped: total("skipped") };
  const skipsFail = totals.skipped > 0 && (args.includes("--no-skips") || process.env["CI"] === "true");
  console.log(json ? JSON.stringify({ ...totals, suites }, null, 2) : page(suites, tasks, { totals, skipsFail }));
  return totals.failed > 0 || skipsFail ? 1 : 0;
}

interface Result {
  readonly totals: Record<"passed" | "failed" | "skipped", number>;
  readonly skipsFail: boolean;
}

function page(suites: readonly Suite[], tasks: readonly Task[], { totals, skipsFail }: Result): string {
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
