/** What a worker must do to be one: the web's `Worker` does, and so does the class of that name for Node. */
export interface WorkerLike {
  /** Sends a message, and hands over the ports in it. */
  postMessage(message: unknown, transfer: MessagePort[]): void;
  /** Ends it, whatever it is doing. */
  terminate(): unknown;
  /** `error`: nobody caught what its code threw. */
  addEventListener(type: "error" | "messageerror" | "close", listener: (event: Event) => void): void;
}

/** By what the end of a worker is noticed: each host has some of these. */
export interface SignsOfLife {
  /** Resolves at the worker's `close` event. */
  readonly workerClosed: Promise<void>;
  /** Resolves when the worker's end of the port that it reports over is closed, behind its last message. */
  readonly journalClosed: Promise<void>;
  /** The lock that it holds. */
  readonly lock: string;
  /** How many reports have arrived so far. */
  reportsHeard(): number;
}
