/**
 * Any value in at most 120 characters, for a message to a person; what is longer ends in `…`. Never throws.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describeValue } from "@millrace/core";
 *
 * assert.equal(describeValue({ from: "a", seen: new Map([["b", 2n]]) }), '{ from: "a", seen: Map { "b" → 2n } }');
 * ```
 */
export function describeValue(value: unknown): string {
  let text: string;
  try {
    text = show(value, 0);
  } catch {
    text = "a value that cannot be shown";
  }
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}

function show(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null) return String(value);
  if (depth > 6) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => show(item, depth + 1)).join(", ")}]`;
  if (value instanceof Map)
    return `Map { ${[...value].map(([key, item]) => `${show(key, depth + 1)} → ${show(item, depth + 1)}`).join(", ")} }`;
  if (value instanceof Set) return `Set { ${[...value].map((item) => show(item, depth + 1)).join(", ")} }`;
  if (ArrayBuffer.isView(value))
    return `[${(value as unknown as ArrayLike<number> & { join(by: string): string }).join(", ")}]`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${show(item, depth + 1)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
