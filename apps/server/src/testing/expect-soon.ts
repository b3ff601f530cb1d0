import { expect } from "vitest";

/** Expects something of what `read` gives, as soon as a slow computer may take. */
export function expectSoon<Value>(read: () => Value): ReturnType<typeof expect.poll> {
  return expect.poll(read, { timeout: 30_000, interval: 5 });
}
