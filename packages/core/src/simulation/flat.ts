/**
 * Short cuts for the smallest plain data: values that are no objects, and flat objects, which hold nothing but such
 * values. Most messages and many states are one or the other. For all else these functions do what `plain.ts` does.
 */
import { sameData } from "../difference.ts";
import { clone, duplicate } from "../plain.ts";

/** As {@link clone}, and throws as it does. */
export function cloneQuickly(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return isLeaf(value) ? value : clone(value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return clone(value);
  const copy: Record<string, unknown> = { ...value };
  let keys = 0;
  for (const key in copy) {
    if (!isLeaf(copy[key]) || key === "__proto__") return clone(value);
    keys += 1;
  }
  const isHiding = Object.getOwnPropertyNames(value).length !== keys || Object.getOwnPropertySymbols(value).length > 0;
  return isHiding ? clone(value) : copy;
}

/** As {@link duplicate}: a copy of what `clone` made. */
export function duplicateQuickly(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return duplicate(value);
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) if (!isLeaf(copy[key])) return duplicate(value);
  return copy;
}

/** How a value compares with one that `clone` made. */
export type Likeness = "the same and flat" | "the same" | "different";

/** Whether two values are the same data in the same order, and whether the first is a flat object. */
export function compareQuickly(value: unknown, other: unknown): Likeness {
  if (typeof value !== "object" || value === null)
    return isLeaf(value) && Object.is(value, other) ? "the same" : "different";
  if (!isPlainObject(value) || !isPlainObject(other)) return sameData(value, other) ? "the same" : "different";
  const keys = Object.keys(other);
  let place = 0;
  for (const key in value) {
    const item = value[key];
    if (!isLeaf(item)) return sameData(value, other) ? "the same" : "different";
    if (key !== keys[place] || !Object.is(item, other[key])) return "different";
    place += 1;
  }
  return place === keys.length ? "the same and flat" : "different";
}

/** Whether a value is an object that holds no others. */
export function isFlat(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  for (const key in value) if (!isLeaf(value[key])) return false;
  return true;
}

/** Whether a flat object is what it seems: its keys are all there is, anybody may change it, and none is an accessor. */
export function isOrdinary(value: object): boolean {
  const keys = Object.keys(value);
  return (
    Object.isExtensible(value) &&
    Reflect.ownKeys(value).length === keys.length &&
    keys.every((key) => Object.getOwnPropertyDescriptor(value, key)?.writable === true)
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isLeaf(value: unknown): boolean {
  const type = typeof value;
  return type === "object" ? value === null : type !== "function" && type !== "symbol";
}
