/** How a loader writes, and where it begins when it is run again. */
export type Mode = "append" | "upsert" | "checkpoint";

/** The modes in the order in which they are told. */
export const modes: readonly (readonly [Mode, string])[] = [
  ["append", "insert every row"],
  ["upsert", "upsert by unique key"],
  ["checkpoint", "upsert, and go on from a checkpoint"],
];
