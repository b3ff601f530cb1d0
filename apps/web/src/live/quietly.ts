/**
 * Lets go of what was asked of a live system. It is refused if the system has been stopped, and then the picture that
 * asked is gone as well: nobody is left to tell.
 */
export function quietly(asked: Promise<unknown>): void {
  asked.catch(() => undefined);
}
