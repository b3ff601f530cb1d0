import { type Execution, type Law, type Violation, follow, handlerLaw, never } from "@millrace/core";
import { type Divergence, findDivergence } from "@millrace/workers/divergence.ts";
import type { LiveModule } from "../live/systems.ts";
import { type Recording, executionOf } from "./recording.ts";

/** What became of a law in a run. Only one that holds passes. */
export interface LawVerdict {
  readonly law: string;
  readonly status: "holds" | "broken" | "undecided";
  /** What the law asks for, of one that is broken. */
  readonly expected?: string;
  /** What happened instead. */
  readonly actual?: string;
  /** The event at which it is broken; absent if something never came, by the end. */
  readonly event?: number;
  /** Why it is undecided. */
  readonly reason?: string;
}

/** One thing that is found, in this order: whether the run replays, then each law. */
export type Finding =
  | { readonly type: "divergence"; readonly divergence?: Divergence }
  | { readonly type: "law"; readonly verdict: LawVerdict };

/** What was found about a run, all in all. */
export interface Judgement {
  /** Whether the run replays; null if nobody knows. */
  readonly replays: boolean | null;
  /** Where the replay parts from the recording, if it does. */
  readonly divergence?: Divergence;
  /** Why not everything was found out; absent if it was. */
  readonly unknown?: string;
  readonly laws: readonly LawVerdict[];
}

/** All findings in one. */
export function collectFindings(findings: Iterable<Finding>): Judgement {
  const laws: LawVerdict[] = [];
  let replay: { readonly divergence?: Divergence } | undefined;
  for (const finding of findings) {
    if (finding.type === "law") laws.push(finding.verdict);
    else replay = finding;
  }
  if (replay?.divergence !== undefined) return { replays: false, divergence: replay.divergence, laws };
  return { replays: replay === undefined ? null : true, laws };
}

/** What is judged by: a system and the laws that it is held to. */
export type Judged = Pick<LiveModule, "system" | "laws" | "lawsWithoutCrashes">;

/**
 * Replays a recording with the code as it is now, and holds it to the laws. Code in it that does not end never ends here;
 * `onProgress` is called again and again as long as it goes on.
 */
export function* judge(
  code: Judged,
  recording: Recording,
  { onProgress = () => undefined }: { onProgress?(): void } = {},
): Generator<Finding> {
  const execution = executionOf(code.system, recording);
  const divergence = findDivergence(execution);
  yield divergence === undefined ? { type: "divergence" } : { type: "divergence", divergence };
  const laws = lawsFor(code, recording);
  if (divergence !== undefined) {
    for (const { name } of laws) yield undecided(name, "the run does not replay");
    return;
  }
  // A handler that failed, or never returned, does so again when what is left to do is done.
  const isStuck = recording.failures.some(({ during }) => during === "handler" || during === "unresponsive");
  const pulse = never("time goes on", () => onProgress() ?? undefined);
  const hold = (held: readonly Law[]): Violation | undefined => {
    const drainSteps = isStuck ? 0 : stepsToEnd;
    const { system, schedule } = execution;
    return follow(system, schedule, [pulse, ...held], { drainSteps, twice: false }).violation;
  };
  if (laws.length === 0) return;
  if (!isStuck && hold(laws) === undefined) {
    for (const { name } of laws) yield { type: "law", verdict: { law: name, status: "holds" } };
    return;
  }
  for (const law of laws) yield judgeLaw(law, { execution, isStuck, hold });
}

/** The laws that a run is held to: some hold only where no machine crashed. */
function lawsFor({ laws = [], lawsWithoutCrashes = [] }: Judged, { events }: Recording): readonly Law[] {
  return events.some(({ kind }) => kind === "crash") ? laws : [...laws, ...lawsWithoutCrashes];
}

function judgeLaw(
  law: Law,
  {
    execution,
    isStuck,
    hold,
  }: {
    readonly execution: Execution;
    readonly isStuck: boolean;
    hold(laws: readonly Law[]): Violation | undefined;
  },
): Finding {
  const { name } = law;
  const reason = "a machine failed, and so not everything was done";
  if (isStuck && law.kind === "execution") return undecided(name, reason);
  const violation = hold([law]);
  if (violation === undefined)
    return isStuck ? undecided(name, reason) : { type: "law", verdict: { law: name, status: "holds" } };
  const { expected, actual, event } = violation;
  if (violation.law === handlerLaw) return undecided(name, `what was left to do cannot be done: ${actual}`);
  const place = event < execution.events.length ? { event } : {};
  return { type: "law", verdict: { law: name, status: "broken", expected, actual, ...place } };
}

/** Steps for what is left to do when a run is stopped. */
const stepsToEnd = 1_000;

function undecided(law: string, reason: string): Finding {
  return { type: "law", verdict: { law, status: "undecided", reason } };
}
