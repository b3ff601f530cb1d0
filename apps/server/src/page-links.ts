import { existsSync } from "node:fs";
import { basename, dirname, relative, resolve, sep } from "node:path";

/**
 * The pages that the links of a Markdown file lead to, `file` being its absolute path. Only what has a page under
 * `root` is linked.
 */
export function linksFrom(file: string, root: string): (href: string) => string | undefined {
  return (href) => {
    const [path = "", fragment] = href.split("#", 2);
    const page = pageOf(resolve(dirname(file), decode(path)), root);
    return page === undefined || fragment === undefined ? page : `${page}#${fragment}`;
  };
}

/** The page of a file or folder; undefined if it has none, or does not exist. */
function pageOf(path: string, root: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const [top, ...rest] = relative(root, basename(path) === "README.md" ? dirname(path) : path).split(sep);
  const [first, second, third] = rest;
  if (top === "" || (top === "exercises" && first === undefined)) return "/exercises";
  if (top === "exercises" && first !== undefined) {
    if (second === undefined) return `/chapters/${encodeURIComponent(first)}`;
    const id = /^\d+\.\d+(?=-)/.exec(second)?.[0];
    if (id === undefined || (third !== undefined && third !== "hints.md")) return undefined;
    return third === undefined ? `/exercises/${id}` : `/exercises/${id}#hints`;
  }
  if (first === undefined || second !== undefined) return undefined;
  if (top === "docs" && first.endsWith(".md")) return `/docs/${encodeURIComponent(first.slice(0, -".md".length))}`;
  const pipeline = /^(.+)\.ya?ml$/.exec(first)?.[1];
  return top === "pipelines" && pipeline !== undefined ? `/pipelines/${encodeURIComponent(pipeline)}` : undefined;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
