import type { SignsOfLife } from "./worker-like.ts";

/**
 * Resolves when a worker that was terminated is gone, and all that it has posted has arrived.
 *
 * `terminate` only begins the end: the worker may finish what it is doing, and post. Its lock is given free when it is no
 * more; what it posted lies in our port by then. Deno takes one message out of a port at each turn of its event loop, so a
 * busy worker's last reports need many turns: the port is empty when a message to ourselves has come and none of them did.
 */
export async function whenGone({ lock, reportsHeard }: Pick<SignsOfLife, "lock" | "reportsHeard">): Promise<void> {
  await navigator.locks?.request(lock, () => undefined);
  for (let quietRounds = 0; quietRounds < 2;) {
    const before = reportsHeard();
    await messageToSelf();
    quietRounds = reportsHeard() === before ? quietRounds + 1 : 0;
  }
}

function messageToSelf(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      setTimeout(resolve, 0);
    });
    port1.start();
    port2.postMessage(null);
  });
}
