import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** How many hints every exercise has; only the last may give the line away. */
export const TIERS = 3;

/** The hints of a `hints.md`: what stands under `## 1`, `## 2` and `## 3`. */
export function readHints(markdown: string): string[] {
  const parts = markdown.split(/^## +(\d+) *\r?$/m);
  const byTier = new Map<number, string>();
  for (let index = 1; index < parts.length; index += 2)
    byTier.set(Number(parts[index]), (parts[index + 1] ?? "").trim());
  return Array.from({ length: TIERS }, (_, index) => byTier.get(index + 1) ?? "");
}

/** Which hints of an exercise a learner has seen. */
export interface Seen {
  /** The last tier; 0 if none. */
  readonly tier: number;
  /** Known mistakes whose hints were shown. */
  readonly mistakes: readonly string[];
}

/** What was seen of an exercise. The file is only a convenience: where it cannot be read, nothing was. */
export function readSeen(root: string, id: string): Seen {
  return readAll(root)[id] ?? { tier: 0, mistakes: [] };
}

/** Keeps what was seen of an exercise. */
export function writeSeen(root: string, id: string, seen: Seen): void {
  const file = seenFile(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readAll(root), [id]: seen }, null, 2)}\n`);
}

function seenFile(root: string): string {
  return join(root, ".millrace", "hints.json");
}

function readAll(root: string): Readonly<Record<string, Seen>> {
  const file = seenFile(root);
  if (!existsSync(file)) return {};
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isRecord(json) ? Object.fromEntries(Object.entries(json).filter(hasSeen)) : {};
  } catch {
    return {};
  }
}

function hasSeen(entry: [string, unknown]): entry is [string, Seen] {
  const [, seen] = entry;
  return isRecord(seen) && typeof seen["tier"] === "number" && Array.isArray(seen["mistakes"]);
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === "object" && json !== null;
}
