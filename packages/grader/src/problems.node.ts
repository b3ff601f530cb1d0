import { basename, join } from "node:path";
import type { BuildFailure, Message } from "esbuild";
import type { ExerciseFiles } from "./catalogue.node.ts";
import { describeFlood } from "./prints.node.ts";
import { type Ending, type Stopped, type Thrown, loading } from "./protocol.node.ts";
import { type Source, type Trace, placeIn, readStack, shownPath } from "./stack.node.ts";
import type { Problem } from "./verdict.ts";

/** The learner's file is not there. */
export function missingFile(
  file: string,
  { files, root }: { readonly files: ExerciseFiles; readonly root: string },
): Problem {
  const advice =
    file === files.workFile
      ? `\`pnpm millrace reset ${files.id}\` brings the starter back.`
      : "Is the path right? It is read from the folder that the command is run in.";
  return {
    kind: "missing-file",
    message: `Cannot grade ${basename(file)} as there is no such file: ${shownPath(file, root)}. ${advice}`,
    file: shownPath(file, root),
  };
}

/** The learner's file cannot be read as TypeScript, or imports what is not there. */
export function unreadable(
  failure: BuildFailure,
  { workFile, root }: { readonly workFile: string; readonly root: string },
): Problem {
  const [message] = failure.errors;
  const location = message?.location ?? undefined;
  if (message === undefined || location === undefined)
    return { kind: "syntax", message: message?.text ?? failure.message, file: shownPath(workFile, root) };
  const file = join(root, location.file);
  const at = { line: location.line, column: location.column + 1 };
  return { kind: "syntax", message: explainSyntax(message), ...placeIn(file, at, root) };
}

/** Whether esbuild gave up on the code, rather than on us. */
export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

/** The learner's file cannot be loaded. */
export function notLoaded(thrown: Thrown, options: { readonly flooded: boolean; readonly source: Source }): Problem {
  const { flooded, source } = options;
  const name = basename(source.workFile);
  const place = describePlace(thrown.stack === undefined ? undefined : readStack(thrown.stack, source), source);
  if (flooded) return { kind: "print-flood", message: describeFlood(loading), ...place };
  const missing = /module '.*\/(\w+)\.mjs' does not provide an export named '(\S+)'/.exec(thrown.message);
  if (thrown.name === "SyntaxError" && missing !== null) {
    return {
      kind: "syntax",
      ...place,
      message: `@millrace/${missing[1]} has no export named "${missing[2]}". Is it spelt right?`,
    };
  }
  const what = thrown.isError
    ? thrown.name === "Error"
      ? thrown.message
      : `${thrown.name}: ${thrown.message}`
    : `${thrown.message}, which is no Error`;
  return { kind: "threw-while-loading", message: `${name} threw while it was loaded: ${what}`, ...place };
}

/** A place for a problem: what a stack trace says, or only the file. */
export function describePlace(trace: Trace | undefined, source: Source): Omit<Problem, "kind" | "message"> {
  return trace ?? { file: shownPath(source.workFile, source.root) };
}

/** A worker was ended: by a limit, or by itself. `check` is the name of the check that it was at. */
export function cutShort(
  ending: Ending,
  { check, source }: { readonly check?: string; readonly source: Source },
): Problem {
  const during = check === undefined ? "" : `, in the check "${check}"`;
  switch (ending.type) {
    case "stopped": {
      const place = describePlace(ending.stack === undefined ? undefined : readStack(ending.stack, source), source);
      if (ending.limit === "memory")
        return { kind: "memory", message: explainMemory(ending, { during, source }), ...place };
      if (ending.what !== null)
        return { kind: "endless-loop", message: explainLoop(ending, { during, source }), ...place };
      return ourFault(`The check "${check ?? "?"}" took too long without any of your code at work.`);
    }
    case "refused":
      return ourFault(`Grading failed${during}: ${ending.message}.`);
    case "not-loaded":
      return ourFault(`The checks could not be loaded: ${ending.thrown.message}.`);
    default:
      return ourFault(
        `The grading process ended by itself${during}${ending.type === "died" ? `: ${ending.detail}` : ""}.`,
      );
  }
}

/** A fault of ours, never the learner's. */
export function ourFault(message: string): Problem {
  return { kind: "our-fault", message: `${message} This is not your doing; please report it.` };
}

interface During {
  readonly during: string;
  readonly source: Source;
}

function explainLoop({ limit, what, afterMs }: Stopped, { during, source }: During): string {
  const after = `after ${afterMs / 1000} ${afterMs === 1000 ? "second" : "seconds"}`;
  if (limit === "load") {
    return `${basename(source.workFile)} was still being loaded ${after}. Look for a loop outside of any function whose condition never becomes false.`;
  }
  if (limit === "check") {
    return `${what} was still being called, again and again, ${after}${during}. Look at how much work one call does, and whether it grows.`;
  }
  const handlers = what?.includes(" of ")
    ? " A handler cannot wait for a message: it must return before anything else happens."
    : "";
  return `${what} had not returned ${after}${during}. Look for a loop whose condition never becomes false.${handlers}`;
}

function explainMemory({ what }: Stopped, { during, source }: During): string {
  if (what === loading)
    return `Loading ${basename(source.workFile)} used up the memory. Look for a list that grows in a loop.`;
  if (what === null) return `The memory was used up${during}. Look for a state that grows with every event.`;
  return `${what} used up the memory${during}. Look for a list, a map or a text that grows in a loop without end.`;
}

/** In words, what esbuild says of the commoner slips. */
function explainSyntax({ text, notes }: Message): string {
  const [, path] = /^Could not resolve "(.+)"$/.exec(text) ?? [];
  if (path !== undefined) return explainMissingImport(path);
  if (text.startsWith("Top-level await"))
    return "await stands outside of any function. A machine must be there at once: load and compute without waiting.";
  if (text.includes("end of file")) return `${text}. Is a bracket or brace left open?`;
  const suggestion = notes.find((note) => /did you mean/i.test(note.text))?.text;
  return [text, suggestion].filter((part) => part !== undefined).join(" ");
}

function explainMissingImport(path: string): string {
  const isFile = path.startsWith(".") || path.startsWith("/");
  return isFile
    ? `The import "${path}" leads to no file. Is the path right, and does it end in .ts?`
    : `The import "${path}" leads to no package that is installed here. An exercise needs only the packages that its starter imports.`;
}
