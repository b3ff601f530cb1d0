/**
 * A machine's disk as a log: each write is a line, and the newest line of a key counts.
 *
 * The worker writes it, within the turn that wrote and before that turn is reported. So a kill can leave lines of a turn
 * that never happened, the last of them torn; they carry the number of their event, and whoever opens the log knows how
 * many events were reported, and leaves the rest out. That makes a write and its event one thing: both happen, or neither.
 */
import { parse, stringify } from "devalue";

/** Where a machine's disk is. `path` is a folder: of the file system, or of the browser's own (OPFS). */
export type DiskPlace = { readonly kind: "memory" } | { readonly kind: "folder" | "opfs"; readonly path: string };

/** A disk that is open. */
export interface DiskLog {
  /** What is on it, by key. */
  readonly contents: ReadonlyMap<string, unknown>;
  /** Keeps what the machine's `event`-th event wrote, the first being 1. */
  append(event: number, writes: ReadonlyMap<string, unknown>): void;
  /** Gives it free for the next life. */
  close(): void;
}

/** How to open a disk. */
export interface DiskOptions {
  readonly machine: string;
  /** Its place in the system: some file systems take "A" and "a" for one name. */
  readonly index: number;
  /** How many of the machine's events have happened: what later ones wrote is left out. */
  readonly events: number;
}

/** The name of a machine's file. */
export function fileNameOf({ machine, index }: Pick<DiskOptions, "machine" | "index">): string {
  // The index tells them apart; the name is for a person who looks into the folder.
  return `${index} ${machine.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_").slice(0, 60)}.log`;
}

/** One line for each write. */
export function encodeWrites(event: number, writes: ReadonlyMap<string, unknown>): string {
  return [...writes].map(([key, value]) => `${stringify([event, key, value])}\n`).join("");
}

/** What a log says when its machine has had so many events; a torn last line is left out. */
export function readWrites(text: string, { events }: Pick<DiskOptions, "events">): Map<string, unknown> {
  const contents = new Map<string, unknown>();
  for (const line of text.split("\n").slice(0, -1)) {
    const [event, key, value] = parse(line) as [number, string, unknown];
    if (event <= events) contents.set(key, value);
  }
  return contents;
}

/** The part of a log that its machine has reached: what follows, a turn that never happened, is to be cut off. */
export function reachedPart(text: string, { events }: Pick<DiskOptions, "events">): string {
  let end = 0;
  for (let next = text.indexOf("\n"); next >= 0; next = text.indexOf("\n", end)) {
    const [event] = parse(text.slice(end, next)) as [number];
    if (event > events) break;
    end = next + 1;
  }
  return text.slice(0, end);
}

/** A disk that lives as long as its worker: the journal brings the next life what was on it. */
export function memoryDisk(contents: ReadonlyMap<string, unknown>): DiskLog {
  return { contents, append() {}, close() {} };
}
