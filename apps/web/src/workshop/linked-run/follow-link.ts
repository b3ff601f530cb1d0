import { describeFidelity } from "@millrace/core";
import type { ExercisePlace, ExerciseTexts } from "../../content/exercises.ts";
import type { Hand } from "../../execution/hand.ts";
import { errorText } from "../../shell/error-text.ts";
import type { RemoteLanguage } from "../editor/language.ts";
import { handThere } from "../grading/hand-there.ts";
import type { FoundRun } from "../grading/said.ts";
import type { Supervisor } from "../grading/supervisor.ts";
import { makeScript } from "../make-script.ts";
import { findParts } from "../parts.ts";
import type { WorkStore } from "../work-store.ts";

/** What came of following a verdict's link. */
export type Followed =
  | {
      readonly kind: "run";
      readonly run: FoundRun;
      readonly hand: Hand;
      /** How far it is the run that the link was made of. */
      readonly words: string;
      /** Whether the starter was run, as nothing is written in this browser. */
      readonly isStarter: boolean;
    }
  /** This browser has no file of the exercise, and with the starter it is another run. */
  | { readonly kind: "no file" }
  /** It does not lead to a run any more. */
  | { readonly kind: "astray"; readonly reason: string };

/** What a link is followed with. */
export interface FollowTools {
  readonly language: Pick<RemoteLanguage, "transpile">;
  readonly supervisor: Pick<Supervisor, "replay">;
  readonly store: Pick<WorkStore, "read">;
  readonly load: (exercise: ExercisePlace) => Promise<Pick<ExerciseTexts, "starter">>;
  readonly signal: AbortSignal;
}

/** Sees the run of a link again with what the learner has written in the page, or else with the starter. Never rejects. */
export async function followLink(
  { link, exercise }: { readonly link: string; readonly exercise: ExercisePlace },
  { language, supervisor, store, load, signal }: FollowTools,
): Promise<Followed> {
  const { id } = exercise;
  try {
    const { starter } = await load(exercise);
    const text = store.read(id) ?? starter;
    const script = await makeScript(text, { language, parts: await findParts(text, store) });
    if ("problem" in script) {
      const { message, from } = script.problem;
      // Without a place it is about another exercise's file, which it names.
      return {
        kind: "astray",
        reason: from === undefined ? message : `The file is no TypeScript as it is now: ${message}`,
      };
    }
    const job = { id, code: script.code, link };
    const run = await supervisor.replay(job, signal);
    // The editor keeps the starter, too.
    const isStarter = text.trimEnd() === starter.trimEnd();
    if (isStarter && (run.fidelity?.kind !== "exact" || run.violation === undefined)) return { kind: "no file" };
    const hand = handThere(run, (byHand) => supervisor.replay({ ...job, byHand }, signal));
    return { kind: "run", run, hand, words: describeRun(run), isStarter };
  } catch (error) {
    return { kind: "astray", reason: errorText(error) };
  }
}

/** A verdict's link was made of a run that breaks a law: one that breaks none now is another, however much alike. */
function describeRun({ fidelity = { kind: "exact" }, violation }: FoundRun): string {
  if (fidelity.kind !== "exact" || violation !== undefined) return describeFidelity(fidelity);
  return "Every choice was made again as it was when this link was made. What the file does then has changed since, or what the check asks for.";
}
