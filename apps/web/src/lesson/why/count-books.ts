import type { Answer, Row } from "@millrace/dataflow";
import { type LiveSystem, spawn } from "@millrace/workers";
import type { LiveKeeper } from "../../live/live-keeper.ts";
import { quietly } from "../../live/quietly.ts";
import { type LibraryOptions, type Progress, libraryOf, nameOf } from "./library.ts";

/** A library that has answered. */
export interface Count extends LibraryOptions {
  /** From the question at the desk to its answer there, by the desk's own clock, in milliseconds. */
  readonly tookMs: number;
  /** The catalogue, by subject. */
  readonly rows: readonly Row[];
}

/**
 * Starts a library, asks it once, and ends it. The workers are there before the question is asked, so their start is not
 * in the time. Undefined if its keeper ends it before.
 */
export async function countBooks(
  keeper: LiveKeeper,
  {
    onProgress,
    ...options
  }: LibraryOptions & {
    /** How many books each librarian has read by now. */
    onProgress(read: Readonly<Record<string, number>>): void;
  },
): Promise<Count | undefined> {
  let isLost = false;
  const live = await keeper.start(() =>
    spawn(libraryOf(options), {
      worker: () => new Worker(new URL("./library.worker.ts", import.meta.url), { type: "module" }),
      name: nameOf(options),
      deadlineMs: 60_000,
      // Without one of them there is no answer to wait for.
      onFailure: () => {
        isLost = true;
        void keeper.stop();
      },
    }),
  );
  const count = live && (await askOnce(live, onProgress));
  if (isLost) throw new Error("A librarian's worker was lost before the books were read. Count again.");
  await keeper.stop();
  return count && { ...options, ...count };
}

/** Undefined if the library is ended before it has answered. */
async function askOnce(
  live: LiveSystem,
  onProgress: (read: Readonly<Record<string, number>>) => void,
): Promise<Pick<Count, "tookMs" | "rows"> | undefined> {
  quietly(live.input("desk", { id: "the whole library", atLeastPages: 0 }));
  const read: Record<string, number> = {};
  let askedAtMs = 0;
  for await (const { machine, kind, outputs, atMs = 0 } of live.events) {
    if (kind === "input") askedAtMs = atMs;
    for (const output of outputs) {
      // Librarians put out how far they are, the desk its answer.
      if (machine === "desk") return { tookMs: atMs - askedAtMs, rows: sorted(output as Answer) };
      read[machine] = (output as Progress).read;
      onProgress({ ...read });
    }
  }
  return undefined;
}

/** Replies come in any order, so subjects do. */
function sorted({ rows }: Answer): Row[] {
  return rows.toSorted((left, right) => left.subject.localeCompare(right.subject));
}
