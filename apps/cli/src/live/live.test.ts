import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Tool, findTools } from "../tools.ts";
import { reportsOfChromium, reportsOfDeno } from "./live-hosts.ts";
import { tryKillInMidReport } from "./killed-in-mid-report.ts";
import { runTrials, seeds } from "./trials.ts";
import { tryEndlessLoop, tryMischief } from "./mischief.ts";
import { liveSystems } from "./systems.ts";

const tools = findTools();
const program = fileURLToPath(new URL("./all-trials.ts", import.meta.url));
const root = fileURLToPath(new URL("../../../..", import.meta.url));
const timeout = 15 * 60_000;

// In the names, so that a report says why it was not run, and how to have it run.
const suffix = (tool: Tool): string => (tool.path === undefined ? ` (not run here. ${tool.get})` : "");

describe("every algorithm keeps its laws on real workers, killed, restarted, cut and delayed, and replays", () => {
  test("on Node", { timeout }, async () => {
    const reports: unknown[] = [];
    await tryMischief((report) => reports.push(report));
    reports.push(await tryKillInMidReport());
    reports.push(await tryEndlessLoop());
    await runTrials("folder", (report) => reports.push(report));
    expectNoProblem(reports);
  });

  test.skipIf(tools.deno.path === undefined)(`on Deno${suffix(tools.deno)}`, { timeout }, async () => {
    expectNoProblem(await reportsOfDeno(tools.deno.path ?? "", program));
  });

  test.skipIf(tools.chromium.path === undefined)(
    `in headless Chromium, as Vite bundles it${suffix(tools.chromium)}`,
    { timeout },
    async () => {
      expectNoProblem(await reportsOfChromium(tools.chromium.path ?? "", program));
    },
  );
});

test("every algorithm of the library that has laws has a live system", () => {
  const files = readdirSync(join(root, "packages"), { recursive: true, encoding: "utf8" });
  const named = (ending: string): string[] =>
    files
      .filter((file) => /^[^/\\]+[/\\]src[/\\][^/\\]+$/.test(file) && file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length));
  const names = Object.keys(liveSystems);
  expect(
    named(".live.ts")
      .map((file) => basename(file))
      .toSorted(),
  ).toEqual(names.toSorted());
  // Some share their laws with others, and so have no file of laws by their own name.
  const algorithms = named(".laws.ts").filter((file) => files.includes(`${file}.ts`));
  expect(algorithms.map((file) => basename(file)).filter((name) => !names.includes(name))).toEqual([]);
});

function expectNoProblem(found: readonly unknown[]): void {
  // Each host's own program has just written them.
  const reports = found as readonly { name: string; counts: Record<string, number>; problems: readonly string[] }[];
  expect(reports.filter(({ problems }) => problems.length > 0)).toEqual([]);
  for (const name of Object.keys(liveSystems)) {
    const own = reports.filter((report) => report.name === name);
    expect(own).toHaveLength(seeds + 1);
    // Trouble that never comes would prove nothing.
    for (const kind of ["crash", "restart", "cut", "heal"])
      expect(own.reduce((sum, { counts }) => sum + (counts[kind] ?? 0), 0)).toBeGreaterThanOrEqual(seeds);
  }
}
