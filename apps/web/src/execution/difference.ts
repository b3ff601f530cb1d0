import { equal } from "@millrace/core";

/** One place in which two values differ. */
export interface Change {
  /** Leads to the place: `inboxes.shop.due`, `items[2]`, `seen("b")`; empty for the value itself. */
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  /** Absent of what is added. */
  readonly before?: unknown;
  /** Absent of what is removed. */
  readonly after?: unknown;
}

/** Where two values of plain data differ, the deepest places only, in the order of the data. */
export function listChanges(before: unknown, after: unknown, path = ""): Change[] {
  if (Object.is(before, after)) return [];
  const left = partsOf(before);
  const right = partsOf(after);
  if (left === undefined || right === undefined || left.shape !== right.shape)
    return isSame(before, after) ? [] : [{ path, kind: "changed", before, after }];
  return [...new Set([...left.parts.keys(), ...right.parts.keys()])].flatMap((step): Change[] => {
    const place = path === "" ? step.replace(/^\./, "") : `${path}${step}`;
    if (!left.parts.has(step)) return [{ path: place, kind: "added", after: right.parts.get(step) }];
    if (!right.parts.has(step)) return [{ path: place, kind: "removed", before: left.parts.get(step) }];
    return listChanges(left.parts.get(step), right.parts.get(step), place);
  });
}

interface Parts {
  readonly shape: "object" | "array" | "map" | "set";
  /** By the step that leads to it: `.key`, `[0]`, `("key")`. */
  readonly parts: ReadonlyMap<string, unknown>;
}

function partsOf(value: unknown): Parts | undefined {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return { shape: "array", parts: new Map(value.map((item, index) => [`[${index}]`, item])) };
  if (value instanceof Map)
    return { shape: "map", parts: new Map([...value].map(([key, item]) => [`(${write(key)})`, item])) };
  if (value instanceof Set)
    return { shape: "set", parts: new Map([...value].map((item) => [`(${write(item)})`, item])) };
  return { shape: "object", parts: new Map(Object.entries(value).map(([key, item]) => [`.${key}`, item])) };
}

function write(key: unknown): string {
  return typeof key === "object"
    ? JSON.stringify(key, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value))
    : String(key);
}

function isSame(before: unknown, after: unknown): boolean {
  try {
    return equal(before, after);
  } catch {
    // What is not plain data cannot be compared: it counts as another one.
    return false;
  }
}
