/** Thrown when a system cannot be made of what it was given: the message says what to change. */
export class SystemError extends Error {
  /** Tells it from other errors where classes are lost: in text, and across threads. */
  override readonly name = "SystemError";
}
