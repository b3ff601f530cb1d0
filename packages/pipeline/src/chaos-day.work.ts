/** What is under way in a pipeline, by what its stations put out: for laws about the end of the day. */
import type { Observers } from "@millrace/core";
import type { Business } from "./chaos-day.world.ts";

/** What is under way in the pipeline. */
export interface Work {
  /** How many rows the shop has written. */
  made: number;
  /** Whether the capture was told that the log is over. */
  isOver: boolean;
  /** How many rows the capture has put out. */
  captured: number;
  /** How many records are in the topic. */
  appended: number;
  /** By partition, the offsets that are in the sink. */
  readonly written: Record<string, number[]>;
}

/** Takes note of what the shop writes and of what the capture is told. */
export const watchWork: Pick<Observers<Work, unknown, unknown, unknown>, "call" | "reply"> = {
  call(work, { machine }) {
    if (machine === "shop") work.made += 1;
  },
  reply(work, { machine, reply }) {
    if (machine === "capture" && Object(reply).isOver === true) work.isOver = true;
  },
};

/** Nothing has happened yet. */
export function newWork(): Work {
  return { made: 0, isOver: false, captured: 0, appended: 0, written: {} };
}

/** Takes note of what a station puts out. */
export function noteOutput(
  work: Work,
  { machine, output }: { readonly machine: string; readonly output: unknown },
): void {
  noteWritten(work.written, { machine, output });
  if (machine === "capture" && Object(output).type === "captured") work.captured += 1;
  if (machine === "topic" && appendedOf(output) !== undefined) work.appended += 1;
}

/** What there is still to do, in words; undefined if that is nothing. */
export function whatIsLeft(
  { made, isOver, captured, appended, written }: Work,
  { writes }: Business,
): string | undefined {
  const inSink = Object.values(written).reduce((sum, offsets) => sum + offsets.length, 0);
  if (made < writes.length) return `the shop has written ${made} of ${writes.length} rows`;
  if (!isOver) return "the capture has not come to the end of the log";
  if (appended < captured) return `of ${captured} captured rows, ${appended} are in the topic`;
  return inSink < appended ? `of ${appended} records in the topic, ${inSink} are in the sink` : undefined;
}

/** Whether this is the word that the day is done. */
export function isDone(output: unknown): boolean {
  const { type, state } = Object(output) as Readonly<Record<string, unknown>>;
  return type === "run" && state === "success";
}

/** The record that the topic says to have appended, if it says so. */
export function appendedOf(
  output: unknown,
): { readonly partition: string; readonly offset: number; readonly value: unknown } | undefined {
  const { type, record } = Object(output) as {
    readonly type?: unknown;
    readonly record: { readonly partition: string; readonly offset: number; readonly value: unknown };
  };
  return type === "appended" ? record : undefined;
}

/** The commit that the topic says to count, if it says so. */
export function committedOf(output: unknown): { readonly partition: string; readonly offset: number } | undefined {
  const { type, partition, offset } = Object(output) as {
    readonly type?: unknown;
    readonly partition: string;
    readonly offset: number;
  };
  return type === "committed" ? { partition, offset } : undefined;
}

/** Takes note of records that the sink says to have written. */
export function noteWritten(
  written: Record<string, number[]>,
  { machine, output }: { readonly machine: string; readonly output: unknown },
): void {
  const { type, records } = Object(output) as {
    readonly type?: unknown;
    readonly records: readonly { readonly partition: string; readonly offset: number }[];
  };
  if (machine !== "sink" || type !== "wrote") return;
  for (const { partition, offset } of records) {
    const known = (written[partition] ??= []);
    if (!known.includes(offset)) known.push(offset);
  }
}

/** The lowest offset that is not in the sink. */
export function belowOf(written: Readonly<Record<string, readonly number[]>>, partition: string): number {
  const known = written[partition] ?? [];
  let below = 0;
  while (known.includes(below)) below += 1;
  return below;
}
