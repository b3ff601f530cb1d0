// `pnpm run docs` in a library package: everything that src/mod.ts exports is documented, and every `@example` in
// the package's sources type-checks and runs. Deno does both; the outcome goes to .reports/docs.json.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { writeReport } from "./suite-report.ts";
import { findDeno } from "./tools.ts";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const folder = process.cwd();
const deno = findDeno();

if (deno.path === undefined) {
  const reason = `Deno's binary is missing, so documentation was not checked. ${deno.get}`;
  writeReport(folder, { suite: "docs", passed: 0, failed: 0, skipped: 1, reasons: [reason] });
  console.log(`not run here: ${reason}`);
} else {
  const face = relative(root, join(folder, "src", "mod.ts"));
  const lint = runDeno(deno.path, ["doc", "--lint", face]);
  const examples = runDeno(deno.path, ["test", "--doc", "--no-remote", "--allow-read", ...sources()]);
  const ran = closingLine(examples.output);
  const reasons = [
    ...(lint.ok ? [] : ["src/mod.ts exports what is not documented."]),
    ...(ran === undefined ? ["The examples could not be run."] : []),
  ];
  const failed = (lint.ok ? 0 : 1) + (ran?.failed ?? 1);
  if (!lint.ok) console.log(lint.output);
  if (!examples.ok) console.log(examples.output);
  writeReport(folder, {
    suite: "docs",
    passed: (lint.ok ? 1 : 0) + (ran?.passed ?? 0),
    failed,
    skipped: ran?.ignored ?? 0,
    reasons,
  });
  process.exitCode = failed > 0 ? 1 : 0;
}

// From the root and with its deno.json: started inside the package, Deno would read the package's tsconfig.json and
// miss its own library there.
function runDeno(path: string, args: string[]): { ok: boolean; output: string } {
  const [command = "", ...rest] = args;
  const { status, stdout, stderr, error } = spawnSync(path, [command, "--config", "deno.json", ...rest], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
  return { ok: status === 0, output: error === undefined ? stdout + stderr : error.message };
}

function sources(): string[] {
  return readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.endsWith(".node.ts"))
    .map((name) => relative(root, join(folder, "src", name)))
    .toSorted();
}

// "ok | 2 passed | 0 failed | 1 ignored (99ms)"; there is none where an example does not type-check.
function closingLine(output: string): { passed: number; failed: number; ignored: number } | undefined {
  const found = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(?:.*? \| (\d+) ignored)?/m.exec(output);
  if (found === null) return undefined;
  const [, passed, failed, ignored] = found;
  return { passed: Number(passed), failed: Number(failed), ignored: Number(ignored ?? 0) };
}
