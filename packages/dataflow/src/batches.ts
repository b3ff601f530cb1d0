/** A source whose rows are sent in batches, the way that they go, and the machine at its end. */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/** The way from a source to where its rows are loaded. All times are 0 or more. */
export interface Route {
  /** What a message costs, however many rows are in it: connection, request, commit. */
  readonly messageMs: number;
  /** What each row adds. */
  readonly rowMs: number;
  /** How likely a row spoils the batch that it is in: 0 or more, below 1. A batch is lost unless all its rows get through. */
  readonly lossRate: number;
  /** A row comes every so many milliseconds: more than 0. */
  readonly everyMs: number;
  /** How long a row may take from when it comes to when its batch has been sent. */
  readonly latencyMaxMs: number;
}

/** When a batch leaves. */
export interface BatchPolicy {
  /** Where it goes. */
  readonly to: MachineId;
  /** It is full with so many rows: 1 or more. */
  readonly rowsMax: number;
  /** It leaves when its first row has waited so long: 0 or more. */
  readonly waitMaxMs: number;
}

/** An input for a batcher: a row has come. */
export interface RowInput {
  /** Any JSON value. */
  readonly row: unknown;
}

/** What a batcher sends. It may carry more fields than these. */
export interface Batch {
  /** Tells it from anything else. */
  readonly type: "batch";
  /** In the order in which they came. */
  readonly rows: readonly unknown[];
}

/** What a loader puts out for each batch. */
export interface Loaded {
  /** The only output there is. */
  readonly type: "loaded";
  /** The rows of the batch. */
  readonly rows: readonly unknown[];
}

/**
 * The machine at the end: it loads each batch as it comes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { batcher, loader } from "@millrace/dataflow";
 *
 * const source = batcher({ to: "loader", rowsMax: 2, waitMaxMs: 100 });
 * const inputs = [at("source", { row: "a" }), at("source", { row: "b" })];
 * const { events } = simulate(defineSystem({ machines: { source, loader }, inputs }));
 * assert.deepEqual(events.at(-1)?.outputs, [{ type: "loaded", rows: ["a", "b"] }]);
 * ```
 */
export const loader: Machine<object, Batch, Loaded> = defineMachine<object, Batch, Loaded>({
  start: () => ({}),
  onMessage: (_state, { rows }, _from, context) => context.output({ type: "loaded", rows }),
});
