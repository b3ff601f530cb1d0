/** Thrown for an address that leads nowhere. The message says what to try. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
}
