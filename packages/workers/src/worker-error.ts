import type { MachineId } from "@millrace/core";

/** Thrown when a live system cannot do what it is asked. The message says what to do next. */
export class WorkerError extends Error {
  /** Tells it from other errors where classes are lost: in text, and across threads. */
  override readonly name = "WorkerError";
  /** The machine that it is about; undefined if it is about none, or several. */
  readonly machine: MachineId | undefined;

  /** `machine` and the cause become fields. */
  constructor(message: string, options: { readonly machine?: MachineId; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.machine = options.machine;
  }
}
