import { parentPort } from "node:worker_threads";
import { WorkerError } from "../worker-error.ts";

export { openDisk } from "../disk/open-folder.node.ts";

/** Where the first message to this worker arrives. */
export const endpoint: Pick<Worker, "addEventListener"> = inWorker();

/** Node tells when a worker has ended; it needs no lock. */
export async function holdLock(_name: string): Promise<void> {}

function inWorker(): Worker {
  if (parentPort === null)
    throw new WorkerError("Cannot expose systems as this is no worker. Call exposeSystems in a worker's file.");
  return parentPort as unknown as Worker;
}
