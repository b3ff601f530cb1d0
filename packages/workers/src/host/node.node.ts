import type { SignsOfLife } from "./worker-like.ts";

export { makeDisks, removeDisks } from "../disk/folders.node.ts";
export { Worker } from "./node-worker-class.node.ts";

/**
 * Resolves when a worker that was terminated is gone, and all that it has posted has arrived: its end of the journal's
 * port closes behind the last message.
 */
export async function whenGone({ workerClosed, journalClosed }: SignsOfLife): Promise<void> {
  await Promise.all([workerClosed, journalClosed]);
}
