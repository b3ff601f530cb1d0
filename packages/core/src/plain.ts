/**
 * Plain data: what a state, a message, an output and a disk may hold, so that it can be copied, compared,
 * hashed, sent to another thread and written to a file.
 *
 * Allowed: null, undefined, booleans, numbers, strings, bigint, arrays, objects without a class, `Map`, `Set`
 * and typed arrays. Refused, with the path to the culprit: functions, symbols, class instances, cycles. An accessor is
 * read: the copy holds what it gave.
 *
 * Order is part of the value: `{ a, b }` and `{ b, a }` encode differently, and so do two `Map`s filled in
 * another order. A handler may read that order, so merging the two would explore runs that cannot happen.
 */

/**
 * A copy of `value` that shares nothing with it. Throws {@link NotPlainError} for anything that is not plain data.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { clone } from "@millrace/core";
 *
 * const seen = new Map([["a", [1, 2]]]);
 * const copy = clone(seen);
 * copy.get("a")?.push(3);
 * assert.deepEqual(seen.get("a"), [1, 2]);
 * ```
 */
export function clone<Value>(value: Value): Value {
  return copy(value, []) as Value;
}

/** A copy of what {@link clone} made. That is plain data for sure, so nothing is checked: the engine's hot loops live on it. */
export function duplicate<Value>(value: Value): Value {
  return duplicateAny(value) as Value;
}

/**
 * A text that is equal for two values exactly if they are the same plain data, in the same order: for use as a key, not
 * to be read. Throws {@link NotPlainError} for anything that is not plain data.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { encode } from "@millrace/core";
 *
 * assert.equal(encode({ a: [1, "1"] }), encode({ a: [1, "1"] }));
 * assert.notEqual(encode([1]), encode(["1"]));
 * assert.notEqual(encode({ a: 1, b: 2 }), encode({ b: 2, a: 1 }), "order is part of the value");
 * ```
 */
export function encode(value: unknown): string {
  if (typeof value === "number") return encodeNumber(value);
  return encodeAt(value, []);
}

/**
 * Whether two values are the same data, whatever the order in which keys and entries were added.
 * For laws, which compare what was meant; the engine itself compares by {@link encode}. Throws {@link NotPlainError} if
 * both are objects and one holds something other than plain data.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { equal } from "@millrace/core";
 *
 * assert.ok(equal({ a: 1, b: [2n] }, { b: [2n], a: 1 }), "the order of keys does not matter");
 * ```
 */
export function equal(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  return encode(sorted(left)) === encode(sorted(right));
}

/** Thrown when a value holds something other than plain data. The message says where, what, and what to do instead. */
export class NotPlainError extends Error {
  /** Tells it from other errors where classes are lost: in text, and across threads. */
  override readonly name = "NotPlainError";
  /** Leads from the value to the culprit: `.held[2].when`; empty if it is the value itself. */
  readonly path: string;
  /** What stands there, with its article: "a function", "an instance of Date". */
  readonly found: string;

  /** Both become fields, and the message is made of them. */
  constructor(path: string, found: string) {
    super(
      `${path === "" ? "The value itself" : path} is ${found}, and only plain data can be kept or sent. ${advice(found)}`,
    );
    this.path = path;
    this.found = found;
  }
}

type Path = (string | number)[];
type TypedArray = Exclude<ArrayBufferView, DataView> & {
  readonly length: number;
  slice(): TypedArray;
  join(by: string): string;
};

const maxDepth = 500;

function copy(value: unknown, path: Path): unknown {
  if (typeof value !== "object" || value === null) return leaf(value, path);
  if (path.length > maxDepth) throw refuse(path.slice(0, 8), "a cycle, or nested more than 500 deep");
  if (Object.getPrototypeOf(value) === Object.prototype) return copyObject(value, path);
  if (Array.isArray(value)) return copyArray(value, path);
  if (value instanceof Map) return copyMap(value, path);
  if (value instanceof Set) return copySet(value, path);
  if (isTypedArray(value)) return value.slice();
  return copyObject(value, path);
}

function duplicateAny(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  // Most objects are literals, and one look at the prototype tells them from everything else.
  if (Object.getPrototypeOf(value) === Object.prototype) return duplicateObject(value);
  if (Array.isArray(value)) {
    const result: unknown[] = new Array(value.length);
    for (let index = 0; index < value.length; index++) result[index] = duplicateAny(value[index]);
    return result;
  }
  if (value instanceof Map) {
    const result = new Map<unknown, unknown>();
    for (const [key, item] of value) result.set(duplicateAny(key), duplicateAny(item));
    return result;
  }
  if (value instanceof Set) {
    const result = new Set<unknown>();
    for (const item of value) result.add(duplicateAny(item));
    return result;
  }
  return isTypedArray(value) ? value.slice() : duplicateObject(value);
}

function duplicateObject(value: object): object {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item: unknown = (value as Record<string, unknown>)[key];
    result[key] = typeof item === "object" ? duplicateAny(item) : item;
  }
  return result;
}

function copyArray(value: readonly unknown[], path: Path): unknown[] {
  const result: unknown[] = new Array(value.length);
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    result[index] = typeof item === "number" || typeof item === "string" ? item : copyInside(item, index, path);
  }
  return result;
}

function copyMap(value: Map<unknown, unknown>, path: Path): Map<unknown, unknown> {
  const result = new Map<unknown, unknown>();
  for (const [key, item] of value) result.set(copyInside(key, "(key)", path), copyInside(item, labelOf(key), path));
  return result;
}

function copySet(value: Set<unknown>, path: Path): Set<unknown> {
  const result = new Set<unknown>();
  for (const item of value) result.add(copyInside(item, "(entry)", path));
  return result;
}

function copyObject(value: object, path: Path): object {
  const keys = plainKeys(value, path);
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    const item: unknown = (value as Record<string, unknown>)[key];
    result[key] = typeof item === "number" || typeof item === "string" ? item : copyInside(item, key, path);
  }
  return result;
}

function copyInside(value: unknown, key: string | number, path: Path): unknown {
  path.push(key);
  const result = copy(value, path);
  path.pop();
  return result;
}

function encodeAt(value: unknown, path: Path): string {
  switch (typeof value) {
    case "string":
      return `"${value.length}:${value}`;
    case "number":
      return encodeNumber(value);
    case "object":
      return value === null ? "n" : encodeObject(value, path);
    case "bigint":
      return `${value}g`;
    default:
      leaf(value, path);
      return value === undefined ? "u" : value === true ? "t" : "f";
  }
}

function encodeNumber(value: number): string {
  return value === 0 && Object.is(value, -0) ? "-0;" : `${value};`;
}

function encodeObject(value: object, path: Path): string {
  if (path.length > maxDepth) throw refuse(path.slice(0, 8), "a cycle, or nested more than 500 deep");
  if (Object.getPrototypeOf(value) === Object.prototype) return encodeFields(value, path);
  if (Array.isArray(value)) return encodeArray(value, path);
  if (value instanceof Map) {
    let text = "M(";
    for (const [key, item] of value) text += encodeInside(key, "(key)", path) + encodeInside(item, labelOf(key), path);
    return text + ")";
  }
  if (value instanceof Set) {
    let text = "S(";
    for (const item of value) text += encodeInside(item, "(entry)", path);
    return text + ")";
  }
  if (isTypedArray(value)) return `${Object.prototype.toString.call(value)}(${listNumbers(value)})`;
  refuseInstances(value, path);
  return encodeFields(value, path);
}

function encodeFields(value: object, path: Path): string {
  let text = "{";
  for (const key of Object.keys(value)) {
    text += `${key.length}:${key}${encodeInside((value as Record<string, unknown>)[key], key, path)}`;
  }
  return text + "}";
}

function encodeArray(value: readonly unknown[], path: Path): string {
  let text = "[";
  for (let index = 0; index < value.length; index++) text += encodeInside(value[index], index, path);
  return text + "]";
}

/** As join(","), which would write -0 as 0. */
function listNumbers(value: TypedArray): string {
  const isFloat = value instanceof Float32Array || value instanceof Float64Array;
  return isFloat ? Array.from(value, (item) => (Object.is(item, -0) ? "-0" : String(item))).join(",") : value.join(",");
}

function encodeInside(value: unknown, key: string | number, path: Path): string {
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "string") return `"${value.length}:${value}`;
  path.push(key);
  const text = encodeAt(value, path);
  path.pop();
  return text;
}

function leaf(value: unknown, path: Path): unknown {
  if (typeof value === "function") throw refuse(path, "a function");
  if (typeof value === "symbol") throw refuse(path, "a symbol");
  return value;
}

/** A Map's key in a path; an object as key has no short name. */
function labelOf(key: unknown): string {
  return typeof key === "object" && key !== null ? "(entry)" : String(key);
}

/** The keys of a plain object; refuses whatever a copy would lose. */
function plainKeys(value: object, path: Path): string[] {
  refuseInstances(value, path);
  const keys = Object.keys(value);
  // Reflect.ownKeys says both at once, and takes twice as long.
  const isHiding =
    Object.getOwnPropertyNames(value).length !== keys.length || Object.getOwnPropertySymbols(value).length > 0;
  if (isHiding) throw refuse(path, "an object with hidden or symbol keys");
  if (Object.hasOwn(value, "__proto__")) throw refuse([...path, "__proto__"], "a key with a special meaning");
  return keys;
}

function refuseInstances(value: object, path: Path): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return;
  // An object literal of another realm (a compartment, a frame) has another Object.prototype, itself without a parent.
  if (Object.getPrototypeOf(prototype) !== null) throw refuse(path, describeInstance(value));
}

function describeInstance(value: object): string {
  if (value instanceof Promise) return "a Promise";
  const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === "string" && name !== "" ? `an instance of ${name}` : "a class instance";
}

function isTypedArray(value: object): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function refuse(path: Path, found: string): NotPlainError {
  return new NotPlainError(
    path.map((key) => (typeof key === "number" ? `[${key}]` : key.startsWith("(") ? key : `.${key}`)).join(""),
    found,
  );
}

function advice(found: string): string {
  if (found === "a Promise") return "Handlers are synchronous: remove async and await.";
  if (found === "a function")
    return "Keep the data that the function needs, and write the function at the top of the file.";
  if (found === "an instance of Date") return "Keep milliseconds as a number, from context.now().";
  return "Use objects, arrays, Map, Set, numbers, strings or bigint.";
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if (value instanceof Map) return ["Map", ...[...value].map((entry) => encode(entry.map(sorted))).sort()];
  if (value instanceof Set) return ["Set", ...[...value].map((entry) => encode(sorted(entry))).sort()];
  if (isTypedArray(value)) return value;
  const keys = plainKeys(value, []).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted((value as Record<string, unknown>)[key])]));
}
