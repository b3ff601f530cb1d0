/** Tables that are published together: what the machines are asked, what they say to each other, and what they put out. */
import {
  type AnyMachine,
  type Faults,
  type Input,
  type MachineId,
  type System,
  type TimerRule,
  at,
  defineSystem,
} from "@millrace/core";

/** What the publisher is asked: to publish new rows in all tables, or in none. Each id comes once. */
export interface Publish {
  /** Its own name. */
  readonly id: string;
  /** By table: what is to be seen there. */
  readonly rows: Readonly<Record<MachineId, Rows>>;
}

/** The new content of a table. It is fit to be published if it is not empty; see {@link isFit}. */
export type Rows = readonly unknown[];

/** From the publisher to a table: can you publish this, whatever happens? */
export interface Prepare {
  /** Which message it is. */
  readonly type: "prepare";
  /** The request's. */
  readonly id: string;
  /** What that table is to show. */
  readonly rows: Rows;
}

/** A table's answer to the publisher. */
export interface Vote {
  /** Which message it is. */
  readonly type: "vote";
  /** The request's. */
  readonly id: string;
  /** Yes is a promise: it can publish, and it will if it is told to. */
  readonly vote: "yes" | "no";
}

/** From the publisher to a table: what is to become of it. */
export interface Decision {
  /** Which message it is. */
  readonly type: "decision";
  /** The request's. */
  readonly id: string;
  /** Publish, or never publish. */
  readonly decision: "commit" | "abort";
}

/** What the machines say to each other. Messages may have more fields. */
export type CommitMessage = Prepare | Vote | Decision;

/** What the outside sees of the publisher. */
export interface Decided {
  /** All tables publish, or none. */
  readonly type: "committed" | "aborted";
  /** The request's. */
  readonly id: string;
}

/** What the outside sees of a table: its new rows are published, or they never will be. */
export type TableOutcome =
  | { readonly type: "committed"; readonly id: string; readonly rows: Rows }
  | { readonly type: "aborted"; readonly id: string };

/** Anybody's machines. */
export interface CommitWork {
  /** Its peers are the tables. */
  readonly publisher: AnyMachine;
  /** Its only peer is the publisher. */
  readonly table: AnyMachine;
}

/**
 * A publisher and its tables, with channels between it and each of them only. Messages may overtake each other.
 */
export function publishing(
  { publisher, table }: CommitWork,
  options: {
    readonly tables: readonly MachineId[];
    readonly inputs: readonly Input[];
    readonly faults?: Faults;
    readonly timers?: TimerRule;
    /** The publisher's name: "publisher", if absent. */
    readonly name?: MachineId;
  },
): System {
  const { tables, inputs, faults = {}, timers = "ordered", name = "publisher" } = options;
  return defineSystem({
    machines: { [name]: publisher, ...Object.fromEntries(tables.map((each) => [each, table])) },
    topology: tables.flatMap((each): [MachineId, MachineId][] => [
      [name, each],
      [each, name],
    ]),
    channels: "any-order",
    inputs,
    faults,
    timers,
  });
}

/** Asks a publisher to publish these rows, by table. */
export function publish(
  id: string,
  rows: Publish["rows"],
  options: { readonly atMs?: number; readonly name?: MachineId } = {},
): Input {
  const { atMs = 0, name = "publisher" } = options;
  return at(name, { id, rows } satisfies Publish, { atMs });
}

/**
 * Whether rows pass the test of their table: an empty table is taken for a load that went wrong.
 *
 * @example
 * ```ts
 * import { isFit } from "@millrace/delivery";
 *
 * if (isFit([]) || !isFit([null])) throw new Error("one row is enough");
 * ```
 */
export function isFit(rows: Rows): boolean {
  return rows.length > 0;
}
