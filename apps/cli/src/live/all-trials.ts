// A program for Deno and for a page: makes every trial, and says each report in a line of JSON; the last line is "end".
import { tryKillInMidReport } from "./killed-in-mid-report.ts";
import { findLeftovers, tryHundred } from "./left-behind.ts";
import { tryEndlessLoop, tryMischief } from "./mischief.ts";
import { runTrials } from "./trials.ts";
import type { TrialReport } from "./try-live.ts";

interface Host {
  readonly Deno?: {
    readonly env: { get(name: string): string | undefined };
    readDirSync(path: string): Iterable<{ readonly name: string }>;
  };
}

const { Deno } = globalThis as Host;
const temporary = Deno?.env.get("TMPDIR") ?? "/tmp";
const report = (found: TrialReport): void => console.log(JSON.stringify(found));

const disk = Deno === undefined ? "opfs" : "folder";

await runTrials(disk, report);
report(await tryHundred(disk));
await tryMischief(report);
report(await tryKillInMidReport());
report(await findLeftovers(Deno && (() => [...Deno.readDirSync(temporary)].map(({ name }) => name))));
report(await tryEndlessLoop());
console.log(JSON.stringify("end"));
