/**
 * The task "extract": reads the source at one commit, page by page, to the worker's disk.
 *
 * The first attempt of a run that gets as far says in the store at which commit the run reads; every later one reads there,
 * too. So all attempts find the same pages, and it does not matter which of them hands on a page.
 */
import type { Disk } from "@millrace/core";
import type { Question, Step, Work } from "./jobs.ts";
import type { OrderVersion } from "./messages.ts";

/** The task, with so many rows in a page at most. */
export function extract(batchRows: number): Work<Extract> {
  return {
    begin: ({ run, afterLsn }) => ({
      run,
      afterLsn,
      lsn: undefined,
      isPinned: "no",
      rowCount: 0,
      pages: [],
      isOver: false,
    }),

    next({ run, afterLsn, lsn, isPinned, pages, rowCount, isOver }, disk) {
      const key = snapshotKey(run);
      if (isPinned === "somebody did") return ask("s3", { type: "get", key });
      if (lsn === undefined) return ask("postgres", { type: "open snapshot" });
      if (isPinned === "no") return ask("s3", { type: "put", key, rows: [], lsn, ifAbsent: true });
      if (isOver) {
        disk.write("extracted", { run, pages });
        return { type: "done", result: { lsn, rowCount } };
      }
      const page = { afterLsn, lsn, offset: pages.length * batchRows, limit: batchRows };
      return ask("postgres", { type: "read", ...page });
    },

    take(own, [answer]) {
      if (answer?.type === "snapshot") own.lsn = answer.lsn;
      if (answer?.type === "stored") own.isPinned = answer.status === 200 ? "yes" : "somebody did";
      if (answer?.type === "object" && answer.status === 200) {
        own.lsn = answer.lsn;
        own.isPinned = "yes";
      }
      if (answer?.type !== "rows") return;
      if (answer.rows.length > 0) own.pages.push(answer.rows);
      own.rowCount += answer.rows.length;
      own.isOver = answer.isLast;
    },
  };
}

/** What `extract` has left on this disk; undefined if it is not of this run. */
export function readExtracted(disk: Disk, run: number): (readonly OrderVersion[])[] | undefined {
  // Written by extract, above.
  const extracted = disk.read("extracted") as { readonly run: number; readonly pages: OrderVersion[][] } | undefined;
  return extracted?.run === run ? extracted.pages : undefined;
}

/** Under this key a run says at which commit it reads. */
function snapshotKey(run: number): string {
  return `snapshots/run-${run}`;
}

/** What `extract` remembers. */
export interface Extract {
  readonly run: number;
  readonly afterLsn: number;
  lsn: number | undefined;
  isPinned: "no" | "somebody did" | "yes";
  rowCount: number;
  readonly pages: (readonly OrderVersion[])[];
  isOver: boolean;
}

function ask(to: string, question: Question): Step {
  return { type: "ask", asks: [{ to, question }] };
}
