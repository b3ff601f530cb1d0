// `pnpm bench:workers`: what a message between two machines costs, and what a machine costs, on every host that is here,
// each beside bare workers in the same run. Prints Markdown tables.
import { readFileSync, readdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { type Figure, measureAll } from "@millrace/workers/bench/measure.ts";
import { reportsOfChromium, reportsOfDeno } from "../live/live-hosts.ts";
import { findTools } from "../tools.ts";

const program = fileURLToPath(import.meta.resolve("@millrace/workers/bench/all-measures.ts"));
const { deno, chromium } = findTools();

/** What is compared with what, and what is wanted of the ratio. */
const comparisons = [
  ["one way: channel", "one way: post", "at least 0.60"],
  ["one way: channel", "one way: comlink", "at least 5"],
  ["one way: machines", "one way: post", ""],
  ["round trip: channel", "round trip: post", "at most 1.5"],
  ["round trip: comlink", "round trip: post", ""],
  ["round trip: machines", "round trip: post", "at most 1.5"],
  ["10 up: machines", "10 up: bare", ""],
  ["memory: machines", "memory: bare", ""],
] as const;

console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the start, Node ${process.versions.node}`);
const own: Figure[] = [];
await measureAll(
  () => process.memoryUsage().rss / 2 ** 20,
  (what, unit, value) => own.push({ what, unit, value }),
);
print("Node", own);
if (deno.path !== undefined) print("Deno", await reportsOfDeno(deno.path, program));
if (chromium.path !== undefined)
  print("headless Chromium", await reportsOfChromium(chromium.path, program, { memoryMb: renderersMb }));
process.exit();

function print(host: string, reports: readonly unknown[]): void {
  // The program has just written them.
  const figures = reports as readonly Figure[];
  console.log(`\n### ${host}\n`);
  console.log("| what | median (least–most) | reference | its median (least–most) | ratio | wanted | rounds |");
  console.log("|---|---|---|---|---|---|---|");
  for (const [what, reference, wanted] of comparisons) {
    const [ours, theirs] = [what, reference].map((name) => figures.filter((figure) => figure.what === name));
    if (ours === undefined || theirs === undefined || ours.length === 0 || theirs.length === 0) continue;
    const ratio = (median(ours) / median(theirs)).toFixed(2);
    console.log(
      `| ${what} | ${summary(ours)} | ${reference} | ${summary(theirs)} | ${ratio} | ${wanted} | ${ours.length} |`,
    );
  }
}

/** What the processes of all open pages take; nothing where there is no /proc. */
function renderersMb(): number {
  const kilobytes = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((process) => readProc(process, "cmdline").includes("--type=renderer"))
    .map((process) => Number(/^VmRSS:\s+(\d+) kB/m.exec(readProc(process, "status"))?.[1] ?? 0));
  return kilobytes.reduce((sum, value) => sum + value, 0) / 2 ** 10;
}

function readProc(process: string, file: string): string {
  try {
    return readFileSync(`/proc/${process}/${file}`, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}

function sorted(figures: readonly Figure[]): number[] {
  return figures.map(({ value }) => value).toSorted((left, right) => left - right);
}

function median(figures: readonly Figure[]): number {
  return sorted(figures)[Math.floor(figures.length / 2)] ?? Number.NaN;
}

function summary(figures: readonly Figure[]): string {
  const values = sorted(figures);
  const [unit = ""] = figures.map((figure) => figure.unit);
  const show = (value: number | undefined): string =>
    (value ?? Number.NaN).toLocaleString("en-GB", { maximumFractionDigits: unit === "MB" ? 1 : 0 });
  return `${show(median(figures))} ${unit} (${show(values[0])}–${show(values.at(-1))})`;
}
