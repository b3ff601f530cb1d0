import { describeValue } from "../show.ts";
import type { Operation } from "./history.ts";
import type { Returned } from "./sequential-model.ts";

/** How many of a list are shown before the rest is left out. */
const itemsShown = 4;

/** An operation as a call: `put("x", 1)` for `{ type: "put", key: "x", value: 1 }`. */
export function describeInvocation(invocation: unknown): string {
  if (typeof invocation !== "object" || invocation === null || !("type" in invocation))
    return describeValue(invocation);
  const { type, ...fields } = invocation;
  return typeof type === "string"
    ? `${type}(${Object.values(fields).map(describeValue).join(", ")})`
    : describeValue(invocation);
}

/** Whose operation it is, and what it returned if it returned something: `read() by a → 1`. */
export function describeOperation({ client, invocation, result }: Operation): string {
  return `${describeInvocation(invocation)} by ${client}${result === undefined ? "" : ` → ${describeValue(result)}`}`;
}

/** The different values among some, in a list: `1, 2 or 3`. */
export function describeValues(values: readonly unknown[]): string {
  return describeList([...new Set(values.map(describeValue))].sort(), "or");
}

/** What an operation may return, in a list; "anything" if one says so. */
export function describeResults(returned: readonly Returned[]): string {
  const isAny = returned.some((one) => !("result" in one));
  return isAny ? "anything" : describeValues(returned.map(({ result }) => result));
}

/** A list in words; the end of a long one is left out. */
export function describeList(texts: readonly string[], word: "and" | "or"): string {
  if (texts.length < 2) return texts.join("");
  const shown =
    texts.length <= itemsShown ? texts : [...texts.slice(0, itemsShown), word === "and" ? "more" : "others"];
  return `${shown.slice(0, -1).join(", ")} ${word} ${shown.at(-1)}`;
}
