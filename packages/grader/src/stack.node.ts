import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { codeFrame } from "./code-frame.ts";

/** A place in a source, as a learner finds it. */
export interface Place {
  /** Relative to the repository's folder if it is in there. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The lines around it. */
  readonly frame: string;
}

/** The code that ran, and where it came from. */
export interface Source {
  readonly bundleFile: string;
  /** The bundle's source map, JSON. */
  readonly map: string;
  readonly workFile: string;
  readonly root: string;
}

/** Where a stack trace leads in the learner's own code, and the calls there, innermost first. */
export interface Trace extends Place {
  /** "take (fifo-delivery.ts:30:7)". */
  readonly calls: readonly string[];
}

/** Undefined if no frame of the trace is in the bundle. */
export function readStack(stack: string, source: Source): Trace | undefined {
  const map = new SourceMap(JSON.parse(source.map));
  // A worker loads a file anew for each job.
  const plain = stack.replaceAll(/\?job=\d+/g, "");
  const frames = parseFrames(plain, pathToFileURL(source.bundleFile).href).flatMap((frame) => {
    const origin = map.findEntry(frame.line - 1, frame.column - 1);
    if (!("originalSource" in origin) || origin.originalSource === undefined) return [];
    const file = resolve(dirname(source.bundleFile), origin.originalSource);
    return [{ what: frame.what, file, line: origin.originalLine + 1, column: origin.originalColumn + 1 }];
  });
  const own = frames.filter(({ file }) => file.startsWith(dirname(source.workFile) + sep));
  const shown = own.length > 0 ? own : frames;
  const [first] = shown;
  if (first === undefined) return undefined;
  const calls = shown.map(({ what, file, line, column }) => `${what} (${basename(file)}:${line}:${column})`);
  return { ...placeIn(first.file, first, source.root), calls: shorten(calls) };
}

/** A place in a file, with the lines around it. */
export function placeIn(file: string, at: { readonly line: number; readonly column: number }, root: string): Place {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return { file: shownPath(file, root), line: at.line, column: at.column, frame: codeFrame(text, at) };
}

/** A path as a person would type it: relative to the repository's folder, with slashes; absolute outside of it. */
export function shownPath(file: string, root: string): string {
  const path = relative(root, isAbsolute(file) ? file : join(root, file));
  return path.startsWith("..") || isAbsolute(path) ? file : path.replaceAll(sep, "/");
}

interface Frame {
  readonly what: string;
  readonly line: number;
  readonly column: number;
}

function parseFrames(stack: string, url: string): Frame[] {
  // An import that leads to nothing has no frame of its own: V8 shows the line and points at the name.
  const [, place, line, before] = /^(.+):(\d+)\n.*\n(\s*)\^/.exec(stack) ?? [];
  const pointed = place === url ? [{ what: "the file", line: Number(line), column: (before ?? "").length + 1 }] : [];
  const called = stack.split("\n").flatMap((text) => {
    const [, what = "", where = ""] = /^\s+at (?:(.+) \()?(.+?)\)?$/.exec(text) ?? [];
    const [, line, column] = where.startsWith(`${url}:`) ? (/:(\d+):(\d+)$/.exec(where) ?? []) : [];
    if (line === undefined) return [];
    return [{ what: nameOf(what), line: Number(line), column: Number(column) }];
  });
  return [...pointed, ...called];
}

/** V8 says "Object.onMessage" of a handler, and nothing of the file's own level or of a function without a name. */
function nameOf(what: string): string {
  return what.replace(/^(async |new |Object\.|Module\.)+/, "").replace(/^<anonymous>$/, "") || "the file";
}

/** A call that calls itself without end is told once. */
function shorten(calls: readonly string[]): string[] {
  const different = calls.filter((call, index) => call !== calls[index - 1]);
  return different.slice(0, 8);
}
