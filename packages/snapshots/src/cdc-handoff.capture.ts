/** A capturer, the database that it captures, and the application that goes on writing meanwhile. */
import { type AnyMachine, type Context, type Machine, type System, defineMachine, defineSystem } from "@millrace/core";
import { type Change, type Row, sourceDatabase } from "./source-database.ts";

/**
 * A machine that makes these writes, in this order: all at once when it starts, or one every `everyMs` milliseconds. Its
 * disk says how many it has made. How long a write takes to get there is anybody's guess.
 */
export function application(
  writes: readonly Change[],
  { everyMs }: { readonly everyMs?: number } = {},
): Machine<object> {
  return defineMachine({
    start(context) {
      if (everyMs === undefined) make(writes.length, context);
      else context.setTimer("write", everyMs);
      return {};
    },

    onTimer(_state, _timer, context) {
      make(1, context);
      if (everyMs !== undefined && made(context) < writes.length) context.setTimer("write", everyMs);
    },
  });

  function make(count: number, context: Context): void {
    const before = made(context);
    const next = writes.slice(before, before + count);
    for (const change of next) context.call("source", change);
    context.disk.write("made", before + next.length);
  }
}

/** What is in the table at first, and what is written to it while it is captured. */
export interface Capture {
  /** What is in the table at first, in any order. */
  readonly rows: readonly Row[];
  /** What the application writes, in this order. */
  readonly writes: readonly Change[];
  /** How many rows a chunk has at most. */
  readonly chunkRows: number;
}

/**
 * The machines "capturer" and "app", and the resource "source". All writes are on their way from the beginning, unless
 * `everyMs` milliseconds lie between them; after the last one the application is switched off. A reply holds
 * `entriesMax` entries of the log at most, 2 by default.
 */
export function captureOf(
  work: { capturer(options: { readonly chunkRows: number }): AnyMachine },
  capture: Capture,
  options: { readonly everyMs?: number; readonly entriesMax?: number; readonly crashes?: number } = {},
): System {
  const { rows, writes, chunkRows } = capture;
  const { everyMs, entriesMax = 2, crashes = 0 } = options;
  return defineSystem({
    machines: {
      capturer: work.capturer({ chunkRows }),
      app: application(writes, everyMs === undefined ? {} : { everyMs }),
    },
    topology: [],
    resources: { source: sourceDatabase({ rows, entriesMax, writesMax: writes.length }) },
    faults: { crashes },
  });
}

/** The change that puts a row there, or another value into it. */
export function upsert(id: number, value: string): Change {
  return { type: "upsert", row: { id, value } };
}

/** The change that takes a row away. */
export function remove(id: number): Change {
  return { type: "delete", id };
}

/** Rows with these ids, each with a value that nobody writes later: "7 at first". */
export function rowsOf(...ids: readonly number[]): Row[] {
  return ids.map((id) => ({ id, value: `${id} at first` }));
}

function made({ disk }: Context): number {
  return Number(disk.read("made") ?? 0);
}
