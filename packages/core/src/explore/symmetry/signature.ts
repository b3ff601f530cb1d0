import { encode } from "../../plain.ts";

/**
 * A text of plain data in which machines go by labels instead of names, and several may have one label: equal for two
 * values if a renaming within the labels leads from one to the other. Where names are keys, entries are sorted by what
 * the text says of them, as their order means nothing.
 */
export function signature(value: unknown, labelOf: (text: string) => string | undefined): string {
  if (typeof value === "string") {
    const label = labelOf(value);
    return label === undefined ? encode(value) : `<${label}>`;
  }
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return encode(value);
  const sign = (item: unknown): string => signature(item, labelOf);
  if (Array.isArray(value)) return `[${value.map(sign).join(",")}]`;
  const isSet = value instanceof Set;
  const entries: readonly (readonly unknown[])[] = isSet
    ? [...value].map((item) => [item])
    : value instanceof Map
      ? [...value]
      : Object.entries(value);
  const isNamed = ([key]: readonly unknown[]): boolean => typeof key === "string" && labelOf(key) !== undefined;
  const named = entries
    .filter(isNamed)
    .map((entry) => entry.map(sign).join(":"))
    .sort();
  const others = entries.map((entry) => (isNamed(entry) ? "<>" : entry.map(sign).join(":")));
  return `${isSet ? "S" : value instanceof Map ? "M" : "{"}(${others.join(",")};${named.join(",")})`;
}
