import { type Event, type Execution, handlerLaw, happensBefore, type Violation } from "@millrace/core";
import type { DiagramOptions } from "./options.ts";

/** The part of an execution that is worth drawing. */
export interface Excerpt {
  /** The events to draw, in order; machines that just start are left out. */
  readonly events: readonly Event[];
  /** How many events were read: all, or those up to the broken one. */
  readonly eventCount: number;
  readonly broken?: { readonly event: Event; readonly violation: Violation };
}

/** What a drawing would show if there were room for everything: what comes after the broken event is not part of it. */
export function excerptOf(execution: Execution, options: DiagramOptions): Excerpt {
  const violation = options.violation ?? failureOf(execution);
  const event = violation === undefined ? undefined : execution.events[violation.event];
  const eventCount = event === undefined ? execution.events.length : event.id + 1;
  const events = execution.events
    .slice(0, eventCount)
    .filter((candidate) => candidate === event || !isQuiet(candidate));
  return {
    events,
    eventCount,
    ...(event === undefined || violation === undefined ? {} : { broken: { event, violation } }),
  };
}

/**
 * The events of an excerpt, the most telling first: the broken one, what it could have been influenced by (the nearest
 * first), faults, the rest (the nearest first). Where nothing is broken, as they come, or the last first.
 */
export function byRelevance(
  { events, broken }: Excerpt,
  { keep = "first" }: Pick<DiagramOptions, "keep"> = {},
): Event[] {
  if (broken === undefined) return keep === "first" ? [...events] : events.toReversed();
  const rankOf = (event: Event): number => {
    if (event === broken.event) return 0;
    if (happensBefore(event, broken.event)) return 1;
    return faults.includes(event.kind) ? 2 : 3;
  };
  const ranked = events.map((event) => ({ event, rank: rankOf(event) }));
  return ranked
    .sort((left, right) => left.rank - right.rank || right.event.id - left.event.id)
    .map(({ event }) => event);
}

/** One event of an excerpt, or so many that are left out in a row. */
export type Shown = { readonly event: Event } | { readonly folded: readonly Event[] };

/** The excerpt with all events folded but those to keep. A single event is not worth a fold. */
export function fold(excerpt: Excerpt, keep: readonly Event[]): Shown[] {
  const kept = new Set(keep);
  const shown: Shown[] = [];
  let folded: Event[] = [];
  const close = (): void => {
    const [only] = folded;
    if (only !== undefined) shown.push(folded.length === 1 ? { event: only } : { folded });
    folded = [];
  };
  for (const event of excerpt.events) {
    if (!kept.has(event)) {
      folded.push(event);
      continue;
    }
    close();
    shown.push({ event });
  }
  close();
  return shown;
}

const faults: readonly Event["kind"][] = ["crash", "restart", "drop", "duplicate", "skew", "cut", "heal"];

/** A machine that starts and neither sends nor puts out anything. */
function isQuiet(event: Event): boolean {
  return event.kind === "start" && event.sends.length === 0 && event.outputs.length === 0;
}

/** A handler's fault, as a broken law. */
function failureOf({ failure, events }: Execution): Violation | undefined {
  if (failure === undefined) return undefined;
  const expected = `${failure.handler} of ${failure.machine} does its work`;
  return { law: handlerLaw, expected, actual: failure.message, event: events.length - 1 };
}
