import type { Event } from "../execution.ts";
import { encode } from "../plain.ts";
import { hash } from "./tokens.ts";

/**
 * Four characters that tell whether the same happened: the messages and calls that were sent and the timers that were set,
 * event by event. Neither what machines remember nor what they put out is part of it: a run is the same for whoever
 * schedules it if both change.
 */
export function fingerprint(events: readonly Event[]): string {
  return hash(
    encode(
      events.map(({ machine, sends, timers = [], timersSet }) => [
        machine,
        sends.map(({ to, message }) => [to, message]),
        timersSet.map((name) => [name, timers.find((timer) => timer.name === name)?.afterMs]),
      ]),
    ),
  );
}

/** After every so many choices, and after the last, a schedule's text has a fingerprint of what came since the one before. */
export const fingerprintEvery = 8;
