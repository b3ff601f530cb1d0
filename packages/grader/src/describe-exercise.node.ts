import type { ExerciseFiles } from "./catalogue.node.ts";
import type { Ending, ExerciseFacts, Report } from "./protocol.node.ts";
import { type Workshop, prepareOurs, runJob } from "./workshop.node.ts";

/** What an exercise says of itself. */
export interface Manifest {
  readonly id: string;
  readonly title: string;
  /** How long it takes a practitioner. */
  readonly minutes: number;
  /** Where the algorithm comes from: "K&S ch. 6". */
  readonly source: string;
  /** The names of its checks, in order. */
  readonly checks: readonly string[];
  /** Changes when the checks or their laws do: 8 hexadecimal digits. */
  readonly version: string;
}

/** What an exercise says of itself. Rejects if its checks cannot be loaded. */
export async function describeExercise(shop: Workshop, files: ExerciseFiles): Promise<Manifest> {
  const { url, hash } = await prepareOurs(shop, files.checksFile);
  const facts = await shop.results.get(["facts", hash], async () => {
    let found: ExerciseFacts | undefined;
    const onReport = (report: Report): void => {
      if (report.type === "exercise") found = report.facts;
    };
    const ending = await runJob(shop, { kind: "describe", checksUrl: url }, onReport);
    if (found === undefined) throw new Error(`Cannot read ${files.checksFile}: ${reasonOf(ending)}`);
    return found;
  });
  return { ...facts, version: hash.slice(0, 8) };
}

/** Why code of ours could not be read. */
export function reasonOf(ending: Ending): string {
  if (ending.type === "not-loaded") return ending.thrown.message;
  if (ending.type === "refused") return ending.message;
  return ending.type === "done" || ending.type === "read" ? "it does not export what it should" : "it had to be ended";
}
