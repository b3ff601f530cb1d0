/** New names for machines that can be exchanged; and in which order their names stand where order means nothing. */
export interface Renaming {
  /** The new name of a machine; undefined for any other text. */
  newName(text: string): string | undefined;
  /** The place of a machine in the system. */
  placeOf(name: string): number;
}

/**
 * Plain data with machines renamed: every text in it that is the name of one, keys included. Where names are the keys of
 * an object or Map, or the items of a Set, they are put into the system's order, as the order in which they were added
 * would tell machines apart that are to be the same.
 */
export function rename(value: unknown, renaming: Renaming): unknown {
  if (typeof value === "string") return renaming.newName(value) ?? value;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => rename(item, renaming));
  if (value instanceof Set)
    return new Set(
      sortNames(
        [...value].map((item) => [rename(item, renaming)]),
        renaming,
      ).flat(),
    );
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const renamed = entries.map(([key, item]) => [rename(key, renaming), rename(item, renaming)]);
  const sorted = sortNames(renamed, renaming) as [string, unknown][];
  return value instanceof Map ? new Map(sorted) : Object.fromEntries(sorted);
}

/** Entries whose key is a name change places among themselves; all others stay where they are. */
function sortNames(entries: readonly (readonly unknown[])[], renaming: Renaming): (readonly unknown[])[] {
  const isNamed = ([key]: readonly unknown[]): boolean =>
    typeof key === "string" && renaming.newName(key) !== undefined;
  const named = entries
    .filter(isNamed)
    .sort(([left], [right]) => renaming.placeOf(String(left)) - renaming.placeOf(String(right)));
  let next = 0;
  return entries.map((entry) => (isNamed(entry) ? (named[next++] ?? entry) : entry));
}
