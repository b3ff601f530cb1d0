import { Worker } from "node:worker_threads";
import type { ThreadReport, ThreadRequest } from "./code-thread.ts";

/** How to ask. */
export interface AskOptions {
  /** How long to wait for the first word of the thread, and for each later one, before it is ended. */
  readonly patienceMs: readonly [first: number, next: number];
  /** Is told what the thread says, one after the other. */
  onReport(report: ThreadReport): void;
}

/** How a thread ended: it was done, it took too long, or it ended by itself. */
export type ThreadEnd = { readonly type: "done" | "late" } | { readonly type: "died"; readonly detail: string };

/** Asks code in a thread of its own for one thing; see code-thread.ts. */
export async function askThread(
  file: string,
  request: ThreadRequest,
  { patienceMs: [firstMs, nextMs], onReport }: AskOptions,
): Promise<ThreadEnd> {
  const worker = new Worker(file, { workerData: request, stdout: true, stderr: true, execArgv: [] });
  // What the code prints is shown once, from where it runs for real.
  worker.stdout.resume();
  worker.stderr.resume();
  try {
    return await new Promise<ThreadEnd>((resolve) => {
      const giveUp = (): void => end({ type: "late" });
      let timer = setTimeout(giveUp, firstMs);
      const end = (how: ThreadEnd): void => {
        clearTimeout(timer);
        resolve(how);
      };
      worker.on("message", (report: ThreadReport) => {
        clearTimeout(timer);
        timer = setTimeout(giveUp, nextMs);
        onReport(report);
        if (report.type === "end" || report.type === "not-loaded") end({ type: "done" });
      });
      worker.on("error", (error) => end({ type: "died", detail: error.message }));
      worker.on("exit", () => end({ type: "died", detail: "it ended by itself" }));
    });
  } finally {
    await worker.terminate();
  }
}
