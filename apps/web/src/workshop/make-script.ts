import type { RemoteLanguage, Transpiled } from "./editor/language.ts";
import { type Part, linkParts } from "./grading/link-parts.ts";
import type { OtherPart } from "./parts.ts";

/** Why there is no script: with a place if it is in the file itself, without one if it is in another exercise's. */
interface ScriptProblem {
  readonly message: string;
  /** Counts UTF-16 units from 0. */
  readonly from?: number;
}

/** A learner's file with its parts as one script that a compartment can run; or the first thing in it that cannot be read. */
export async function makeScript(
  text: string,
  { language, parts }: { readonly language: Pick<RemoteLanguage, "transpile">; readonly parts: readonly OtherPart[] },
): Promise<Exclude<Transpiled, { readonly problem: unknown }> | { readonly problem: ScriptProblem }> {
  const script = await language.transpile(text);
  if ("problem" in script) return script;
  const made = new Map<string, Part>();
  for (const { name, id, work, answer, text: own } of parts) {
    if (own === undefined) {
      made.set(name, { answer });
      continue;
    }
    const part = await language.transpile(own);
    if ("problem" in part)
      return { problem: { message: `Your ${work} of exercise ${id} cannot be read: ${part.problem.message}` } };
    made.set(name, { code: part.code });
  }
  return { ...script, code: linkParts(script.code, made) };
}
