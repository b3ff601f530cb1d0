/**
 * CDC hand-off: copies a table that does not stand still, chunk by chunk, and goes over to its log without a gap and
 * without anything coming twice.
 *
 * For each chunk a low mark is written to the log, the rows are selected, a high mark is written. Somewhere between the
 * two marks lies the moment that the select saw. So a row that the log changes between them is dropped from the chunk:
 * its change is put out as it comes, and is at least as new. What is left goes out when the log has been read up to the
 * high mark, before anything later.
 *
 * State: how far the log has been put out (`position`), which row was the last of a finished chunk (`cursor`), whether
 * the whole table has been copied; these three are on the disk, written in the handler that puts out what they speak of.
 * And the chunk in hand, which a crash may take: it is begun again.
 * Messages: none. The machine calls a resource, "source", a database of source-database.ts.
 *
 * Source: beyond the book. A. Andreakis, I. Papapanagiotou, "DBLog: A Watermark Based Change-Data-Capture Framework"
 * (2020); Debezium's incremental snapshots. We deviate in that marks are told by their LSNs instead of ids of their own,
 * and that the log is not read while a chunk is being selected.
 */
import { type Context, type Disk, type Machine, defineMachine } from "@millrace/core";
import { type Change, type LogEntry, type Row, changeOf, idOf, readAnswer } from "./source-database.ts";

/**
 * A machine that copies a table and then follows it: applied in order, what it puts out gives the table. It asks for at
 * most `chunkRows` rows at a time.
 *
 * @example
 * ```ts
 * import { defineSystem, simulate } from "@millrace/core";
 * import { capturer, sourceDatabase } from "@millrace/snapshots";
 *
 * const system = defineSystem({
 *   machines: { capturer: capturer({ chunkRows: 2 }) },
 *   resources: { source: sourceDatabase({ rows: [{ id: 1, value: "a" }, { id: 2, value: "b" }] }) },
 * });
 * const outputs = simulate(system, { steps: 30 }).events.flatMap((event) => event.outputs);
 * const types = outputs.map((output) => (output as { type: string }).type).join();
 * if (types !== "upsert,upsert,loaded") throw new Error("two rows, and that is all");
 * ```
 */
export function capturer({ chunkRows }: { readonly chunkRows: number }): Machine<CaptureState, never, Captured> {
  return defineMachine({
    start(context): CaptureState {
      const state: CaptureState = { ...readCheckpoint(context.disk), chunk: undefined };
      if (state.isLoaded) readLog(state, context);
      else beginChunk(context);
      return state;
    },

    onTimer(state, _timer, context) {
      readLog(state, context);
    },

    onReply(state, reply, _call, context) {
      const answer = readAnswer(reply);
      if (answer.type === "marked" && answer.text === "low") {
        state.chunk = { low: answer.lsn, rows: [], last: undefined, high: undefined };
        context.call("source", { type: "select", after: state.cursor, limit: chunkRows });
      }
      if (answer.type === "rows" && state.chunk !== undefined) {
        state.chunk.rows = answer.rows;
        // A chunk that is not full is the last one. What comes into the table behind it will be in the log.
        state.chunk.last = answer.rows.length < chunkRows ? undefined : answer.rows.at(-1);
        context.call("source", { type: "mark", text: "high" });
      }
      if (answer.type === "marked" && answer.text === "high" && state.chunk !== undefined) {
        state.chunk.high = answer.lsn;
        readLog(state, context);
      }
      if (answer.type === "entries") {
        for (const entry of answer.entries) takeIn(state, entry, context);
        writeCheckpoint(state, context.disk);
        if (!state.isLoaded && state.chunk === undefined) beginChunk(context);
        else if (answer.entries.length > 0) readLog(state, context);
        else if (!answer.isOver) context.setTimer("read", pollMs);
      }
    },
  });
}

/** How long to leave the log alone when nothing new was in it, in milliseconds. */
const pollMs = 50;

/** What is put out: a change of one row; and, once, that from here on the sink is a copy of the table. */
export type Captured = Change | { readonly type: "loaded" };

/** What survives a crash. */
export interface CaptureCheckpoint {
  /** The LSN up to which the log has been put out; 0 before the first entry. */
  position: number;
  /** The id of the last row of the last finished chunk; null before the first. */
  cursor: number | null;
  /** Whether the whole table has been copied. */
  isLoaded: boolean;
}

/** What a capturer remembers. */
export interface CaptureState extends CaptureCheckpoint {
  /** The chunk in hand; undefined between two of them, and when all is loaded. */
  chunk: Chunk | undefined;
}

/** A chunk of the table on its way. */
export interface Chunk {
  /** The LSN of the mark that was written before the select. */
  readonly low: number;
  /** What was selected, without what the log has been seen to change since the low mark. */
  rows: readonly Row[];
  /** The last row that was selected, if there may be others behind it. */
  last: Row | undefined;
  /** The LSN of the mark that was written after the select; undefined until it is known. */
  high: number | undefined;
}

function beginChunk(context: Context<never, Captured>): void {
  context.call("source", { type: "mark", text: "low" });
}

function readLog({ position }: CaptureState, context: Context<never, Captured>): void {
  context.call("source", { type: "read", after: position });
}

function takeIn(state: CaptureState, entry: LogEntry, context: Context<never, Captured>): void {
  const { chunk } = state;
  state.position = entry.lsn;
  if (entry.type === "mark") {
    if (chunk !== undefined && entry.lsn === chunk.high) finishChunk(state, chunk, context);
    return;
  }
  const change = changeOf(entry);
  if (chunk !== undefined && entry.lsn > chunk.low) chunk.rows = chunk.rows.filter(({ id }) => id !== idOf(change));
  context.output(change);
}

function finishChunk(state: CaptureState, { rows, last }: Chunk, context: Context<never, Captured>): void {
  for (const row of rows) context.output({ type: "upsert", row });
  state.chunk = undefined;
  if (last === undefined) {
    state.isLoaded = true;
    context.output({ type: "loaded" });
  } else {
    state.cursor = last.id;
  }
}

function readCheckpoint(disk: Disk): CaptureCheckpoint {
  // Nobody else writes to this disk.
  return (disk.read("checkpoint") as CaptureCheckpoint | undefined) ?? { position: 0, cursor: null, isLoaded: false };
}

function writeCheckpoint({ position, cursor, isLoaded }: CaptureState, disk: Disk): void {
  disk.write("checkpoint", { position, cursor, isLoaded } satisfies CaptureCheckpoint);
}
