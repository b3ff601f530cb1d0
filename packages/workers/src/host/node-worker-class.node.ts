import { type TransferListItem, Worker as ThreadWorker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { bundleWorker } from "./bundle-worker.node.ts";
import type { WorkerLike } from "./worker-like.ts";

/**
 * The web's `Worker` for Node, as far as Millrace needs it: a module by its URL, `postMessage`, `terminate`, and the
 * events `message`, `messageerror`, `error` (with `error` and `message`) and `close`, which comes when it has ended.
 *
 * Node 20 does not run TypeScript in a worker: a `.ts` file is bundled with what it imports, once as long as it lives.
 */
export class Worker extends EventTarget implements WorkerLike {
  #thread: ThreadWorker | undefined;
  #isTerminated = false;
  /** What is posted before the file is bundled. */
  #early: (readonly [message: unknown, transfer: MessagePort[]])[] = [];

  constructor(url: URL | string, _options?: { readonly type?: "module"; readonly name?: string }) {
    super();
    void this.#start(new URL(url));
  }

  postMessage(message: unknown, transfer: MessagePort[] = []): void {
    if (this.#thread === undefined) this.#early.push([message, transfer]);
    else this.#thread.postMessage(message, transfer as unknown as TransferListItem[]);
  }

  terminate(): void {
    this.#isTerminated = true;
    void this.#thread?.terminate();
  }

  async #start(url: URL): Promise<void> {
    try {
      const bundle = await bundleWorker(fileURLToPath(url));
      if (this.#isTerminated) {
        bundle.release();
        return this.#close();
      }
      const thread = new ThreadWorker(bundle.url, { execArgv: ["--enable-source-maps"] });
      this.#thread = thread;
      thread.on("message", (data: unknown) => this.dispatchEvent(new MessageEvent("message", { data })));
      thread.on("messageerror", () => this.dispatchEvent(new Event("messageerror")));
      thread.on("error", (error) => this.#fail(error));
      thread.on("exit", () => {
        bundle.release();
        this.#close();
      });
      for (const [message, transfer] of this.#early.splice(0)) this.postMessage(message, transfer);
    } catch (error) {
      this.#fail(error);
      this.#close();
    }
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.dispatchEvent(Object.assign(new Event("error"), { error, message }));
  }

  #close(): void {
    for (const [, transfer] of this.#early.splice(0)) for (const port of transfer) port.close();
    this.dispatchEvent(new Event("close"));
  }
}
