/// <reference types="vite/client" />
import { type Mistake, applyMistake } from "@millrace/grader/mistakes.ts";
import { forExercises, sourceOf } from "./answer-of.ts";
import type { MistakenScript, MistakesWanted } from "./language.ts";
import { transpileWork } from "./transpile-work.ts";

/** Known mistakes, as edits of the answer; asked for when somebody's file fails. */
const mistakeFiles = import.meta.glob<{ readonly default: readonly Mistake[] }>(
  "../../../../../solutions/*/*/mistakes.ts",
);

/** The answer with each of the mistakes in it that one of these checks catches, as scripts. */
export async function mistakenScripts(
  { id, answer, caughtBy }: MistakesWanted,
  files: ReadonlyMap<string, string>,
): Promise<MistakenScript[]> {
  const [, load] = Object.entries(mistakeFiles).find(([path]) => path.includes(`/${id}-`)) ?? [];
  if (load === undefined) return [];
  const { default: known } = await load();
  const text = sourceOf(answer, files);
  return known
    .filter((mistake) => caughtBy.includes(mistake.caughtBy))
    .flatMap((mistake) => {
      const script = transpileWork(forExercises(applyMistake(text, mistake), answer));
      const { name, hint } = mistake;
      return "code" in script ? [{ name, hint, caughtBy: mistake.caughtBy, code: script.code }] : [];
    });
}
