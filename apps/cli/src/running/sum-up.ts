import type { Event, Execution, Violation } from "@millrace/core";
import type { Judgement } from "./judge.ts";
import type { Recording } from "./recording.ts";

/** How often each kind of event happened. */
export function countKinds(events: readonly Event[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/**
 * What to draw: where the replay parts from the recording, or else the law that is broken first. What never came is broken
 * at the last event.
 */
export function firstViolation(
  { divergence, laws }: Judgement,
  { events }: Pick<Execution, "events">,
): Violation | undefined {
  const last = events.length - 1;
  if (divergence !== undefined) {
    const { event, message } = divergence;
    return { law: replayLaw, expected: "what was recorded", actual: message, event: Math.min(event, last) };
  }
  return laws
    .flatMap(({ law, status, expected = "", actual = "", event = last }): Violation[] =>
      status === "broken" ? [{ law, expected, actual, event }] : [],
    )
    .toSorted((first, second) => first.event - second.event)[0];
}

const replayLaw = "code does what it did when it was recorded";

/** Whether nothing at all is wrong. What is undecided does not pass. */
export function isGood({ failures }: Recording, { replays, unknown, laws }: Judgement): boolean {
  const isKept = laws.every(({ status }) => status === "holds");
  return failures.length === 0 && replays === true && unknown === undefined && isKept;
}
