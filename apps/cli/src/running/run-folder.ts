import { sequenceDiagram, spaceTimeDiagram } from "@millrace/diagrams";
import type { Execution, Violation } from "@millrace/core";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../outcome.ts";
import { writeRecording } from "./recording-file.ts";
import type { Recording } from "./recording.ts";

/** What is written of a run. */
export interface RunFiles {
  readonly execution: string;
  /** A Mermaid `sequenceDiagram`. */
  readonly mermaid: string;
  /** A space–time diagram. */
  readonly text: string;
}

/** Where the files of a run lie in a folder. */
function runFilesIn(folder: string): RunFiles {
  return {
    execution: join(folder, "execution.json"),
    mermaid: join(folder, "diagram.mmd"),
    text: join(folder, "diagram.txt"),
  };
}

/**
 * Refuses a folder in which anything but an earlier run lies, with a UsageError that calls it `name`. It may be missing.
 */
export function checkRunFolder(folder: string, name: string): void {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory())
    throw new UsageError(`Cannot write the run to ${name} as that is a file. Name a folder with --out.`);
  const known: readonly string[] = isEarlierRun(folder) ? Object.values(runFilesIn(folder)) : [];
  const other = readdirSync(folder).find((file) => !known.includes(join(folder, file)));
  if (other === undefined) return;
  throw new UsageError(
    `Cannot write the run to ${name} as something of yours is in it: ${other}. Name an empty or a new folder with --out.`,
  );
}

function isEarlierRun(folder: string): boolean {
  const { execution } = runFilesIn(folder);
  return existsSync(execution) && readFileSync(execution, "utf8").includes('"format": "millrace-execution"');
}

/** Writes a run to a folder, over an earlier one. */
export function writeRun(
  folder: string,
  {
    recording,
    execution,
    violation,
  }: { readonly recording: Recording; readonly execution: Execution; readonly violation: Violation | undefined },
): RunFiles {
  const files = runFilesIn(folder);
  const broken = violation === undefined ? {} : { violation };
  mkdirSync(folder, { recursive: true });
  writeFileSync(files.execution, writeRecording(recording));
  writeFileSync(files.mermaid, `${sequenceDiagram(execution, { ...broken, keep: "last", maxEvents: 200 })}\n`);
  writeFileSync(files.text, `${spaceTimeDiagram(execution, { ...broken, keep: "last", columns: 120 })}\n`);
  return files;
}
