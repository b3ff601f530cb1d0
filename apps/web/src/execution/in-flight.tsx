import { type Execution } from "@millrace/core";
import { labelOf } from "@millrace/diagrams";
import { listJourneys } from "@millrace/diagrams/journeys.ts";
import { useMemo } from "react";
import { inFlightAt } from "./moments.ts";

const mostRows = 30;

/** The messages that are on their way after an event. */
export function InFlight({
  execution,
  moment,
  onGo,
}: {
  readonly execution: Execution;
  readonly moment: number;
  readonly onGo: (moment: number) => void;
}) {
  const all = useMemo(() => listJourneys(execution, execution.events.length), [execution]);
  const journeys = inFlightAt(execution, moment, all);
  return (
    <section aria-label="Messages in flight">
      <h3>Messages in flight</h3>
      {journeys.length === 0 ? (
        <p>None: every message that was sent has arrived or was lost.</p>
      ) : (
        <div className="table-frame" tabIndex={0} role="region" aria-label="Messages in flight, as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col">Message</th>
                <th scope="col">Sent at</th>
              </tr>
            </thead>
            <tbody>
              {journeys.slice(0, mostRows).map(({ messageId, from, to, message, sentAt }) => (
                <tr key={messageId}>
                  <td>{from}</td>
                  <td>{to}</td>
                  <td>{labelOf(message, 60)}</td>
                  <td>
                    <button type="button" className="link-button" onClick={() => onGo(sentAt)}>
                      event {sentAt}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {journeys.length > mostRows && <p className="quiet">And {journeys.length - mostRows} more.</p>}
    </section>
  );
}
