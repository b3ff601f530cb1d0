// What lockdown() leaves behind: Compartment and harden.
/// <reference types="ses" />
import type { ScriptPlace } from "./said.ts";
import { workGlobals } from "./work-globals.ts";

/** What a learner's file may import, by the name it imports it by: hardened. */
export type Modules = ReadonlyMap<string, object>;

/** An import that leads to nothing here. */
export class UnknownImportError extends Error {
  override readonly name = "UnknownImportError";
}

/**
 * Evaluates a learner's file, as a CommonJS script, in a compartment of its own; gives what it exports. `lockdown()` has been
 * called. Throws what the file throws.
 */
export function evaluateWork(
  code: string,
  { modules, print }: { readonly modules: Modules; readonly print: (text: string) => void },
): Record<string, unknown> {
  const compartment = new Compartment({ globals: workGlobals(print), __options__: true });
  // On the script's first line, so that its lines keep their numbers.
  const script = `(function (exports, require) {${code}\n})\n//# sourceURL=${scriptName}`;
  const run = compartment.evaluate(script, { __evadeHtmlCommentTest__: true }) as (
    exports: object,
    require: unknown,
  ) => void;
  const exports: Record<string, unknown> = {};
  run(
    exports,
    harden((name: unknown) => {
      const found = modules.get(String(name));
      if (found === undefined) throw new UnknownImportError(explainImport(String(name)));
      return found;
    }),
  );
  return exports;
}

/** Where in the script a stack trace leads, innermost first; undefined if it does not lead there. */
export function findPlace(stack: string): ScriptPlace | undefined {
  const [, line, column] = /millrace-work\.js:(\d+):(\d+)/.exec(stack) ?? [];
  return line === undefined ? undefined : { line: Number(line), column: Number(column) };
}

const scriptName = "millrace-work.js";

function explainImport(name: string): string {
  const isFile = name.startsWith(".") || name.startsWith("/");
  return isFile
    ? `The import "${name}" leads to another file. In the page an exercise is one file: write what you need into it.`
    : `The import "${name}" leads to nothing here. An exercise needs only what its starter imports.`;
}
