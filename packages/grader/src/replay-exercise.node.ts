import type { Fidelity, Violation } from "@millrace/core";
import type { ExerciseFiles } from "./catalogue.node.ts";
import type { GradeRequest } from "./grade-exercise.node.ts";
import type { Link } from "./link.ts";
import { cutShort, notLoaded } from "./problems.node.ts";
import type { Drawing, Frame, Job } from "./protocol.node.ts";
import { type Workshop, prepareOurs, prepareWork, runJob } from "./workshop.node.ts";

/** How to follow a link. */
export interface ReplayRequest extends GradeRequest {
  /** How to draw the run; 80 columns of Unicode by default. */
  readonly drawing?: Drawing;
}

/** A run seen again. */
export interface Replay {
  /** The name of the check that it belongs to. */
  readonly check: string;
  /** The law that it breaks now; absent if the code has been mended since. */
  readonly violation?: Violation;
  /** Whether the link says that it was made for other checks than these. One that was made in a page says nothing of that. */
  readonly isOlderVersion: boolean;
  /** Whether this is still the run that the link was made of. */
  readonly fidelity: Fidelity;
  readonly diagram: {
    /** A Mermaid `sequenceDiagram`. */
    readonly mermaid: string;
    /** A space–time diagram for a terminal, as asked for. */
    readonly text: string;
  };
  /** What happened, one event a line, in order. */
  readonly steps: readonly string[];
  /** Each event by itself, if asked for. */
  readonly frames?: readonly Frame[];
}

/** Follows a link. Rejects with an Error that says why it cannot be followed. */
export async function replayExercise(
  shop: Workshop,
  files: ExerciseFiles,
  {
    link,
    drawing = {},
    onPrint,
    ...choice
  }: ReplayRequest & { readonly link: Link; readonly onPrint: (text: string) => void },
): Promise<Replay> {
  const [checks, work] = await Promise.all([prepareOurs(shop, files.checksFile), prepareWork(shop, files, choice)]);
  if ("kind" in work) throw new Error(work.message);
  const job: Job = { kind: "replay", checksUrl: checks.url, workUrl: work.url, link, drawing };
  const ending = await runJob(shop, job, (report) => void (report.type === "print" && onPrint(report.text)));
  const isOlderVersion = link.version !== "" && link.version !== checks.hash.slice(0, 8);
  if (ending.type === "replayed") return { ...ending.facts, isOlderVersion };
  if (ending.type === "refused") throw new Error(ending.message);
  if (ending.type === "not-loaded" && ending.part === "work")
    throw new Error(notLoaded(ending.thrown, { flooded: ending.flooded, source: work.source }).message);
  throw new Error(cutShort(ending, { source: work.source }).message);
}
