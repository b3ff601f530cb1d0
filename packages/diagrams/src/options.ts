import type { Violation } from "@millrace/core";

/** What every drawing of an execution takes. */
export interface DiagramOptions {
  /** The broken law: its event is marked, and long runs are folded around what led to it. */
  readonly violation?: Violation;
  /** How many events are shown at most, a whole number from 1. */
  readonly maxEvents?: number;
  /** Which events stay of a long run in which nothing is broken: the `first`, which is the default, or the `last`. */
  readonly keep?: "first" | "last";
  /** The text for a message; by default its type and what else it holds, shortened. */
  readonly label?: (message: unknown) => string;
}
