import type { AnyMachine } from "@millrace/core";
import { loading } from "@millrace/grader/protocol.node.ts";
import { cutShort, notLoaded } from "@millrace/grader/problems.node.ts";
import { Worker } from "@millrace/workers";
import { realpathSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { UsageError } from "../outcome.ts";
import { askThread } from "./ask-thread.ts";
import { type BuiltCode, buildCode } from "./build-code.ts";
import type { ThreadReport } from "./code-thread.ts";
import type { CodePlace } from "./find-code.ts";
import { type Finding, type Judgement, collectFindings } from "./judge.ts";
import { CodeProblem, type LiveCode } from "./live-code.ts";
import { Printed } from "./printed.ts";

/**
 * Code that somebody wrote: an exercise's file in its live system, or a file with a system of its own. It runs in threads
 * of its own only. Rejects with a {@link CodeProblem} if it cannot be loaded, with a UsageError if it exports no system.
 */
export async function fileCode(place: Exclude<CodePlace, { kind: "library" }>, root: string): Promise<LiveCode> {
  const workFile = realpathSync(place.kind === "exercise" ? place.files.workFile : place.file);
  const [file, exportName] = [basename(workFile), place.kind === "exercise" ? "system" : place.exportName];
  const module = place.kind === "exercise" ? exerciseModule(workFile, place.liveFile) : fileModule(workFile);
  const built = await buildCode({ root: realpathSync(root), workFile, file, exportName, module });
  try {
    const { system, network } = await describe(built);
    const printed = new Printed();
    return {
      system,
      network,
      worker() {
        const worker = new Worker(built.workerUrl, { type: "module" });
        worker.addEventListener("message", (event) => printed.take("data" in event ? event.data : undefined));
        return worker;
      },
      judge: (recording) =>
        judgeApart((onReport) =>
          askThread(built.threadFile, { kind: "judge", recording }, { patienceMs: [replayMs, handlerMs], onReport }),
        ),
      takePrinted: () => printed.takeText(),
      close: () => built.remove(),
    };
  } catch (error) {
    built.remove();
    throw error;
  }
}

/** How long code may take to be loaded, a run to be replayed, and one handler or law to return. */
const loadMs = 10_000;
const replayMs = 60_000;
const handlerMs = 10_000;

function fileModule(workFile: string): string {
  return `import * as work from ${JSON.stringify(workFile)};

export const exports = work;
`;
}

/** The learner's machines in the live system of the library's. What is missing in the file is told as a check would. */
function exerciseModule(workFile: string, liveFile: string): string {
  const guard = fileURLToPath(new URL("../../../../packages/grader/src/guard-work.ts", import.meta.url));
  return `import * as work from ${JSON.stringify(workFile)};
import * as live from ${JSON.stringify(realpathSync(liveFile))};
import { guardWork } from ${JSON.stringify(guard)};

const probe = { enter() {}, leave() {} };
export const exports = { ...live, system: live.systemOf(guardWork(work, { file: ${JSON.stringify(basename(workFile))}, probe })) };
`;
}

async function describe({ threadFile, source }: BuiltCode): Promise<Pick<LiveCode, "system" | "network">> {
  const reports: ThreadReport[] = [];
  const end = await askThread(
    threadFile,
    { kind: "describe" },
    { patienceMs: [loadMs, loadMs], onReport: (report) => reports.push(report) },
  );
  const [first] = reports;
  if (first?.type === "described") {
    const { system, network } = first;
    const nodes = system.nodes.map((node) => ({ ...node, machine: elsewhere }));
    return { system: { ...system, nodes }, network: readNetwork(network, basename(source.workFile)) };
  }
  if (first?.type === "not-loaded") {
    const { thrown } = first;
    if (thrown.name === "NotLiveError") throw new UsageError(thrown.message);
    if (thrown.name === "MissingExportError")
      throw new CodeProblem({ kind: "missing-export", message: thrown.message, file: basename(source.workFile) });
    throw new CodeProblem(notLoaded(thrown, { flooded: false, source }));
  }
  if (end.type === "late")
    throw new CodeProblem(cutShort({ type: "stopped", limit: "load", what: loading, afterMs: loadMs }, { source }));
  const message = end.type === "died" ? end.detail : "it said nothing";
  throw new CodeProblem(notLoaded({ isError: true, name: "Error", message }, { flooded: false, source }));
}

/** The machine of a system whose code is in other threads. */
const elsewhere: AnyMachine = { start: () => ({}) };

const rate = z.number().min(0).max(1);
const networkSchema = z.strictObject({
  delayMs: z.tuple([z.number().nonnegative(), z.number().nonnegative()]).exactOptional(),
  dropRate: rate.exactOptional(),
  duplicateRate: rate.exactOptional(),
});

function readNetwork(network: unknown, file: string): LiveCode["network"] {
  const parsed = networkSchema.safeParse(network ?? {});
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `Cannot run ${file} as its export "network" is not one. Write { delayMs: [0, 100], dropRate: 0.1, duplicateRate: 0.1 }, or leave it out.`,
  );
}

/** Findings from a thread that may be ended on the way: what it did not get to is undecided. */
async function judgeApart(
  ask: (onReport: (report: ThreadReport) => void) => ReturnType<typeof askThread>,
): Promise<Judgement> {
  const findings: Finding[] = [];
  const other: ThreadReport[] = [];
  const end = await ask((report) => {
    if (report.type === "law" || report.type === "divergence") findings.push(report);
    else if (report.type !== "progress") other.push(report);
  });
  const judgement = collectFindings(findings);
  if (other.some(({ type }) => type === "end")) return judgement;
  const thrown = other.find((report) => report.type === "not-loaded")?.thrown.message;
  const late = `a handler, or a law, had not returned after ${handlerMs / 1000} seconds: look for a loop that does not end`;
  const reason = end.type === "late" ? late : (thrown ?? (end.type === "died" ? end.detail : "it said nothing"));
  return { ...judgement, unknown: reason };
}
