import type { MachineId } from "@millrace/core";
import { WorkerError } from "../worker-error.ts";

/** How long to wait for an answer, and what to do about one that does not come. */
export interface Patience {
  readonly deadlineMs: number;
  readonly advice: string;
}

/** How long after its deadline an answer may be heard that came before it. */
const hearingMs = 20;

/**
 * Calls to one worker that end in any case. A call to a worker that was ended never settles by itself, as nobody is
 * there to say so: here each has a deadline, and all fail at once when the worker is known to be gone.
 */
export class Calls {
  readonly #machine: MachineId;
  readonly #patience: Patience;
  readonly #open = new Set<(error: Error) => void>();
  #gone: Error | undefined;

  constructor(machine: MachineId, { deadlineMs }: Pick<Patience, "deadlineMs">) {
    this.#machine = machine;
    this.#patience = {
      deadlineMs,
      advice: "Look for an endless loop in its handlers, or give it more time with deadlineMs.",
    };
  }

  /**
   * The answer; rejects with a {@link WorkerError} when the deadline is over, and with the reason when the worker goes.
   * `what` completes "Cannot …".
   */
  async make<Answer>(what: string, call: () => Promise<Answer>, options: Partial<Patience> = {}): Promise<Answer> {
    if (this.#gone !== undefined) throw this.#gone;
    const { deadlineMs, advice } = { ...this.#patience, ...options };
    const machine = this.#machine;
    return new Promise((resolve, reject) => {
      const message = `Cannot ${what} as ${machine} does not answer: it was given ${deadlineMs} ms. ${advice}`;
      // This thread may have been busy all the while: then the answer is here, and only has to be heard.
      let timer = setTimeout(() => {
        timer = setTimeout(() => end(new WorkerError(message, { machine })), hearingMs);
      }, deadlineMs);
      const end = (error: Error): void => {
        clearTimeout(timer);
        this.#open.delete(end);
        reject(error);
      };
      this.#open.add(end);
      call().then((answer) => {
        clearTimeout(timer);
        this.#open.delete(end);
        resolve(answer);
      }, end);
    });
  }

  /** The worker is gone: whatever waits for it, and whoever asks later, gets this error. */
  fail(error: Error): void {
    this.#gone ??= error;
    for (const end of this.#open) end(this.#gone);
  }
}
