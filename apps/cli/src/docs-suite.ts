// `pnpm run docs` in a library package: everything that src/mod.ts exports is documented, and every `@example` in
// the package's sources type-checks and runs. Deno does both; the outcome goes to .reports/docs.json.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { countDenoTests, writeReport } from "./suite-report.ts";
import { findDeno } from "./tools.ts";

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const folder = process.cwd();
const deno = findDeno();

if (deno.path === undefined) {
  const reason = `skipped: documentation was not checked, as Deno's binary is missing. ${deno.get}`;
  writeReport(folder, { suite: "docs", passed: 0, failed: 0, skipped: 1, reasons: [reason] });
  console.log(reason);
} else {
  const undocumented = lintDocs(deno.path);
  const flags = ["--doc", "--config", "deno.json", "--no-remote", "--allow-read"];
  const examples = runDeno(deno.path, ["test", ...flags, ...sources()]);
  const ran = countDenoTests(examples.output);
  const documented = undocumented.length === 0;
  const failed = (documented ? 0 : 1) + (ran?.failed ?? 1);
  if (!documented) console.log(undocumented.join("\n"));
  if (!examples.ok) console.log(examples.output);
  writeReport(folder, {
    suite: "docs",
    passed: (documented ? 1 : 0) + (ran?.passed ?? 0),
    failed,
    skipped: ran?.ignored ?? 0,
    reasons: [
      ...(documented ? [] : [`failed: src/mod.ts exports what is not documented (${undocumented.length} places).`]),
      ...(ran === undefined ? ["failed: the examples do not type-check."] : []),
    ],
  });
  process.exitCode = failed > 0 ? 1 : 0;
}

// What `deno doc --lint` finds in this package. It has to be shown every package's face, as it calls a type private
// that none of them exports; what it says of the others is theirs.
function lintDocs(path: string): string[] {
  const packages = join(root, "packages");
  const faces = readdirSync(packages).map((name) => relative(root, join(packages, name, "src", "mod.ts")));
  const { ok, output } = runDeno(path, ["doc", "--lint", ...faces]);
  const findings = output.split(/\n(?=error)/).filter((finding) => finding.startsWith("error["));
  if (!ok && findings.length === 0) return [output];
  return findings.filter((finding) => finding.includes(`--> ${folder}${sep}`));
}

// From the root and with its deno.json: started inside the package, Deno would read the package's tsconfig.json and
// miss its own library there.
function runDeno(path: string, args: string[]): { ok: boolean; output: string } {
  const { status, stdout, stderr, error } = spawnSync(path, args, {
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
