import type { Execution } from "@millrace/core";
import { eventWords } from "../space-time/event-words.ts";

/** So many events are listed before and after the one that is shown. */
const around = 6;

/** The execution in words, beside the drawing: the events around one of them. */
export function EventList({
  execution,
  moment,
  broken,
  onGo,
}: {
  readonly execution: Execution;
  readonly moment: number;
  readonly broken?: number | undefined;
  readonly onGo: (moment: number) => void;
}) {
  const { events } = execution;
  const first = Math.max(0, Math.min(moment - around, events.length - 2 * around - 1));
  const shown = events.slice(first, first + 2 * around + 1);
  const left = events.length - first - shown.length;
  return (
    <section aria-label="Events in words">
      <h3>Events in words</h3>
      {first > 0 && <p className="quiet">{first} earlier: step back, or give a number.</p>}
      <ol className="event-list" start={first}>
        {shown.map((event) => (
          <li key={event.id} value={event.id} className={event.id === broken ? "is-broken" : undefined}>
            <button
              type="button"
              className="link-button"
              aria-current={event.id === moment ? "step" : undefined}
              onClick={() => onGo(event.id)}
            >
              {eventWords(event, execution)}
            </button>
            {event.id === broken && <strong className="bad"> ✗ broken here</strong>}
          </li>
        ))}
      </ol>
      {left > 0 && <p className="quiet">{left} later: step on, or give a number.</p>}
    </section>
  );
}
