import type { Design } from "./design.ts";

/** How a transport hands data on: so do the stages after it. */
export interface Pace {
  /** How many rows a stage takes in hand at once, at most; a topic: of each partition. */
  readonly batchRows: number;
  /** How long the source waits for more rows before it hands on what it has. */
  readonly gatherMs: number;
  /** How long a stage has rows in its hands. */
  readonly workMs: number;
}

/** By transport. */
export const paces: Readonly<Record<Design["transport"], Pace>> = {
  batch: { batchRows: 20, gatherMs: 1_500, workMs: 900 },
  kafka: { batchRows: 4, gatherMs: 0, workMs: 300 },
  cdc: { batchRows: 2, gatherMs: 0, workMs: 150 },
};
