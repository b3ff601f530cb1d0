import type { CheckVerdict, Verdict } from "@millrace/grader";
import { type ExerciseFiles, isBegun } from "@millrace/grader/catalogue.node.ts";
import { existsSync, readFileSync } from "node:fs";
import { TIERS, readHints, readSeen, writeSeen } from "../hints.ts";
import type { Outcome } from "../outcome.ts";
import { showMarkdown } from "../show/markdown.ts";
import { wrap } from "../show/text.ts";
import type { Workshop } from "../workshop.ts";
import { gradeWithMistake } from "./test.ts";

/** What a hint says, and what there is after it. */
interface Hint {
  readonly exercise: string;
  /** `mistake`: for the failure at hand; `tier`: for the exercise. */
  readonly kind: "mistake" | "tier";
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly after: string;
}

/** `millrace hint 2.1`: a hint for the failure at hand if it is a known one; then the exercise's own, one at a time. */
export async function hint(workshop: Workshop, id: string | undefined, options: { tier?: number }): Promise<Outcome> {
  const files = workshop.exercise(id);
  workshop.progress();
  if (options.tier !== undefined) return give(workshop, tierHint(workshop, files, options.tier));
  const verdict = isBegun(files) ? await gradeWithMistake(workshop, files, {}) : undefined;
  if (verdict?.status === "passed") {
    const text = `${files.id} passes all of its checks. Its hints are still there: ${workshop.typed(`hint ${files.id} --tier 1`)}`;
    workshop.screen.print(...wrap(text, workshop.screen));
    return { exitCode: 0, document: { exercise: files.id, kind: "passed" } };
  }
  return give(workshop, nextHint(workshop, files, verdict));
}

/** The next hint for a verdict, and takes note that it was given. */
export function nextHint(workshop: Workshop, files: ExerciseFiles, verdict: Verdict | undefined): Hint {
  const seen = readSeen(workshop.root, files.id);
  const mistake = verdict?.checks
    .map(mistakeOf)
    .find((found) => found !== undefined && !seen.mistakes.includes(found.name));
  if (mistake !== undefined) {
    writeSeen(workshop.root, files.id, { ...seen, mistakes: [...seen.mistakes, mistake.name] });
    return {
      exercise: files.id,
      kind: "mistake",
      title: `This looks like a known mistake: ${mistake.name}`,
      text: mistake.hint,
      after: `More: ${workshop.typed(`hint ${files.id}`)}`,
    };
  }
  const tier = Math.min(seen.tier + 1, TIERS);
  writeSeen(workshop.root, files.id, { ...seen, tier });
  return tierHint(workshop, files, tier);
}

/** Shows a hint. */
export function showHint({ title, text, after }: Hint, { screen }: Pick<Workshop, "screen">): string[] {
  return [
    ...wrap(title, screen).map(screen.colors.bold),
    "",
    ...showMarkdown(text, screen, 2),
    "",
    ...wrap(after, screen).map(screen.colors.dim),
  ];
}

function mistakeOf({ mistake }: CheckVerdict): CheckVerdict["mistake"] {
  return mistake;
}

function tierHint({ typed }: Workshop, { id, hintsFile }: ExerciseFiles, tier: number): Hint {
  const hints = readHints(existsSync(hintsFile) ? readFileSync(hintsFile, "utf8") : "");
  const after =
    tier < TIERS
      ? `More: ${typed(`hint ${id}`)}`
      : `This is the last hint. The first again: ${typed(`hint ${id} --tier 1`)}. The answer: ${typed(`diff ${id}`)}`;
  return {
    exercise: id,
    kind: "tier",
    title: `${id}, hint ${tier} of ${TIERS}`,
    text: hints[tier - 1] || "There is no hint here yet.",
    after,
  };
}

function give(workshop: Workshop, given: Hint): Outcome {
  workshop.screen.print(...showHint(given, workshop));
  return { exitCode: 0, document: given };
}
