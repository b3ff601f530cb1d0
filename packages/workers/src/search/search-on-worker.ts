import { type Remote, releaseProxy, wrap } from "comlink";
import type { SearchHost, SearchThread } from "@millrace/core/parallel.ts";
import type { WorkerLike } from "../host/worker-like.ts";
import { WorkerError } from "../worker-error.ts";
import type { SearchBoot } from "./search-boot.ts";

/** A thread of a search, and how to end it. */
export interface WorkerThread {
  readonly thread: SearchThread;
  end(): void;
}

/**
 * A worker as a thread of a search. What is asked of it rejects with a {@link WorkerError} once its code has thrown where
 * nobody caught it, or it has ended: comlink alone would wait for ever.
 */
export function searchOnWorker(worker: WorkerLike, options: { readonly readyMs: number }): WorkerThread {
  const { readyMs } = options;
  const { port1, port2 } = new MessageChannel();
  const remote: Remote<SearchHost> = wrap<SearchHost>(port1);
  const failed = new Promise<never>((_resolve, reject) => {
    worker.addEventListener("error", (event) => {
      // Deno would end the whole process.
      event.preventDefault();
      reject(new WorkerError(`Cannot search on a worker as its code failed: ${messageOf(event)}`));
    });
    worker.addEventListener("close", () =>
      reject(new WorkerError("Cannot search on a worker as it has ended. Does its file call exposeSearch?")),
    );
  });
  // Nobody may be waiting when it ends.
  failed.catch(() => undefined);
  const boot: SearchBoot = { type: "millrace:search", control: port2 };
  worker.postMessage(boot, [port2]);

  // Where the file does not call exposeSearch, nobody hears the first question, and a browser's worker does not end.
  const soon = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new WorkerError(lateText(readyMs))), readyMs);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  const ask = <Answer>(answer: Promise<Answer>): Promise<Answer> => Promise.race([answer, failed]);
  return {
    thread: {
      open: (task) => ask(soon(remote.open(task))),
      begin: (memory) => ask(remote.begin(memory)),
      expand: (round) => ask(remote.expand(round)),
      sort: () => ask(remote.sort()),
      settle: (states) => ask(remote.settle(states)),
      countSteps: (from, to) => ask(remote.countSteps(from, to)),
      findUnfair: (states) => ask(remote.findUnfair(states)),
      findHiddenState: (states) => ask(remote.findHiddenState(states)),
      report: () => ask(remote.report()),
    },
    end() {
      worker.terminate();
      remote[releaseProxy]();
      port1.close();
    },
  };
}

function lateText(readyMs: number): string {
  return `Cannot search on a worker as it was not ready after ${readyMs} ms. Does its file call exposeSearch?`;
}

function messageOf(event: Event): string {
  const { message } = event as Partial<ErrorEvent>;
  return message === undefined || message === "" ? "its file could not be loaded" : message;
}
