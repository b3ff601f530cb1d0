// The process that learners' code runs in, apart from the one that a person looks at: code that uses up the memory ends
// a whole process, not just a thread. This thread starts a worker for each job, watches it and passes on what it says.
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { CallBoard } from "./call-board.node.ts";
import { type Ending, type Order, type Rehearsal, type Report, type WorkerMessage, isEnding } from "./protocol.node.ts";
import { findSpinning } from "./spinning.node.ts";
import { type Usage, Watch } from "./watch.node.ts";

const lookEveryMs = 20;

// Trying every order of events makes much that is soon forgotten: with more room for it, a sixth of the time is saved.
setFlagsFromString("--min-semi-space-size=16");

/** A worker that has loaded the engine, and the board on which it notes its calls. */
interface Ready {
  readonly worker: Worker;
  readonly board: CallBoard;
  /** Of the functions that it has called, by their numbers on the board. */
  readonly names: Map<number, string>;
  /** How many jobs it has done. */
  jobs: number;
}

/** What a worker has loaded it keeps for good. */
const jobsMax = 40;

let spare: Promise<Ready> | undefined = prepare();

process.on("message", (order: Order) => void run(order));
process.on("disconnect", () => process.exit());

async function run({ job, limits, keepSpare, keepWorker, rehearsal }: Order): Promise<void> {
  const ready = await (spare ?? prepare());
  const { worker, board } = ready;
  spare = undefined;
  const ending = await new Promise<Ending>((resolve) => {
    const { names } = ready;
    const watch = new Watch(board, { limits, nameOf: (id) => names.get(id) ?? "a function", now: usage() });
    let running: string | null = null;
    const finish = (end: Ending): void => {
      clearInterval(timer);
      worker.off("message", listen).off("error", fail).off("exit", leave);
      resolve(end);
    };
    const look = (): void => {
      const reason = watch.look(usage());
      if (watch.running !== running) send({ type: "running", what: (running = watch.running) });
      if (reason === undefined) return;
      clearInterval(timer);
      void findSpinning().then((stack) => finish(stack === undefined ? reason : { ...reason, stack }));
    };
    const timer = setInterval(look, lookEveryMs);
    const listen = (message: WorkerMessage): void => {
      if (message.type === "named") names.set(message.id, message.what);
      else if (message.type === "ready") return;
      else if (isEnding(message)) finish(message);
      else {
        if (message.type === "check") watch.beginCheck();
        send(message);
      }
    };
    const fail = (error: Error & { readonly code?: string }): void =>
      finish(
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? { type: "stopped", limit: "memory", what: watch.running, afterMs: 0 }
          : { type: "died", detail: error.message },
      );
    const leave = (): void => finish({ type: "died", detail: "its worker ended by itself" });
    worker.on("message", listen).on("error", fail).on("exit", leave);
    worker.postMessage(job);
  });
  send(ending);
  // After any other ending the worker may still spin, so the runner ends this process.
  if (ending.type === "stopped" || ending.type === "died") return;
  ready.jobs += 1;
  if (keepWorker && ready.jobs < jobsMax) {
    spare = Promise.resolve(ready);
    return;
  }
  await worker.terminate();
  if (keepSpare) spare ??= prepare(rehearsal);
}

function prepare(rehearsal?: Rehearsal): Promise<Ready> {
  const board = new CallBoard();
  const worker = new Worker(fileURLToPath(new URL("worker.mjs", import.meta.url)), {
    workerData: { memory: board.memory },
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return new Promise((resolve, reject) => {
    worker.once("message", () => {
      resolve({ worker, board, names: new Map(), jobs: 0 });
      if (rehearsal !== undefined) worker.postMessage(rehearsal);
    });
    worker.once("error", reject);
  });
}

function send(message: Report | Ending): void {
  process.send?.(message);
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    wallMs: performance.now(),
    cpuMs: (user + system) / 1000,
    memoryMb: process.memoryUsage.rss() / 2 ** 20,
  };
}
