import type { SignsOfLife } from "./worker-like.ts";

/**
 * Resolves when a worker that was terminated is gone, and all that it has posted has arrived.
 *
 * `terminate` only begins the end: the worker may finish what it is doing, and post. Its lock is given free when it is no
 * more; what it posted lies in our ports by then, and a message to ourselves comes behind it.
 */
export async function whenGone({ lock }: Pick<SignsOfLife, "lock">): Promise<void> {
  await navigator.locks?.request(lock, () => undefined);
  for (let round = 0; round < 2; round++) await messageToSelf();
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
