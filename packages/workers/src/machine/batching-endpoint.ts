import type { Endpoint } from "comlink";

/**
 * A port for comlink on which many of comlink's messages cross in one post.
 *
 * A post costs about as much as handling the message, since it wakes a thread. Comlink posts a message for each call and
 * one for each answer; here they are collected until {@link BatchingEndpoint.flush}. Both ends of the port must be of
 * this class.
 */
export class BatchingEndpoint implements Endpoint {
  readonly #port: MessagePort;
  #collected: unknown[] = [];

  constructor(port: MessagePort) {
    this.#port = port;
  }

  /** Comlink's message waits for the next flush. Ports cannot be handed over this way. */
  postMessage(message: unknown): void {
    this.#collected.push(message);
  }

  /** Posts what is collected, if anything is. */
  flush(): void {
    if (this.#collected.length === 0) return;
    this.#port.postMessage(this.#collected);
    this.#collected = [];
  }

  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.#port.addEventListener(type, (event) => {
      // Comlink reads no more than the data of an event.
      for (const data of (event as MessageEvent<readonly unknown[]>).data) hear(listener, { data });
    });
  }

  /** Comlink takes its listener off only to close the port. */
  removeEventListener(): void {
    this.close();
  }

  start(): void {
    this.#port.start();
  }

  close(): void {
    this.#port.close();
  }
}

function hear(listener: EventListenerOrEventListenerObject, message: { readonly data: unknown }): void {
  const event = message as MessageEvent;
  if (typeof listener === "function") listener(event);
  else listener.handleEvent(event);
}
