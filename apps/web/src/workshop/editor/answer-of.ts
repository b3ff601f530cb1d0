import ts from "typescript-in-page";
import type { Answer } from "./language.ts";

/**
 * The library's file that answers an exercise: `name` is what the solution hands on, "@millrace/clocks/lamport-clock.ts".
 * Throws an Error if there is none. Its imports are written as an exercise may write them.
 */
export function answerOf(name: string, files: ReadonlyMap<string, string>): Answer {
  const text = forExercises(sourceOf(name, files), name);
  return { text, signatures: withoutBodies(text) };
}

/** A file of the library as it is. Throws an Error if there is none of that name. */
export function sourceOf(name: string, files: ReadonlyMap<string, string>): string {
  const found = files.get(name.replace(/^@millrace\/([a-z]+)\//, "/packages/$1/src/"));
  if (found === undefined) throw new Error(`There is no file ${name} in the library.`);
  return found;
}

/** The text with its imports as an exercise may write them. */
export function forExercises(text: string, name: string): string {
  return text.replaceAll(/from "\.\//g, `from "${name.slice(0, name.lastIndexOf("/"))}/`);
}

/** The same with `…` in place of each function's body. */
export function withoutBodies(text: string): string {
  const bodies: { readonly from: number; readonly to: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      // Narrowed by hand: every declaration with a body has a node there.
      const body = node.body as ts.Node;
      bodies.push({ from: body.getStart(), to: body.getEnd() });
    } else ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile("answer.ts", text, ts.ScriptTarget.ES2023, true);
  ts.forEachChild(file, visit);
  return bodies.reduceRight(
    (left, { from, to }) => `${left.slice(0, from)}${text[from] === "{" ? "{ … }" : "…"}${left.slice(to)}`,
    text,
  );
}
