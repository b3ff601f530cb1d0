import type { Answer, Row } from "@millrace/dataflow";
import { type LiveSystem, spawn } from "@millrace/workers";
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
 * in the time. Undefined if `signal` ends it before.
 */
export async function countBooks(
  options: LibraryOptions,
  {
    signal,
    onProgress,
  }: {
    readonly signal: AbortSignal;
    /** How many books each librarian has read by now. */
    onProgress(read: Readonly<Record<string, number>>): void;
  },
): Promise<Count | undefined> {
  const started: Promise<LiveSystem> = spawn(libraryOf(options), {
    worker: () => new Worker(new URL("./library.worker.ts", import.meta.url), { type: "module" }),
    name: nameOf(options),
    deadlineMs: 60_000,
    // Without one of them there is no answer to wait for.
    onFailure: () => stop(),
  });
  // Its events end with it; whoever waits for them hears of it there.
  const stop = (): void => void started.then((live) => live.stop()).catch(() => undefined);
  const live = await started;
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) return undefined;
    await live.input("desk", { id: "the whole library", atLeastPages: 0 });
    const read: Record<string, number> = {};
    let askedAtMs = 0;
    for await (const { machine, kind, outputs, atMs = 0 } of live.events) {
      if (kind === "input") askedAtMs = atMs;
      for (const output of outputs) {
        // Librarians put out how far they are, the desk its answer.
        if (machine === "desk") return { ...options, tookMs: atMs - askedAtMs, rows: sorted(output as Answer) };
        read[machine] = (output as Progress).read;
        onProgress({ ...read });
      }
    }
    if (signal.aborted) return undefined;
    throw new Error("A librarian's worker was lost before the books were read. Count again.");
  } finally {
    signal.removeEventListener("abort", stop);
    await live.stop();
  }
}

/** Replies come in any order, so subjects do. */
function sorted({ rows }: Answer): Row[] {
  return rows.toSorted((left, right) => left.subject.localeCompare(right.subject));
}
