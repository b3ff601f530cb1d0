import type { LiveMachine } from "@millrace/workers";
import type { Feed } from "./feed.ts";
import { type Layout, titleOf } from "./layout.ts";
import { Scrollable } from "./scrollable.tsx";
import { statusWords } from "./status-words.ts";
import { toggleMachine } from "./toggle-machine.ts";
import { useChanges } from "./use-feed.ts";

/** The machines in words, each with a button that ends its worker, or starts another. */
export function MachineList({
  feed,
  layout,
  holds,
  canKill = true,
}: {
  readonly feed: Feed;
  readonly layout: Layout;
  readonly holds: (machine: LiveMachine) => string;
  readonly canKill?: boolean;
}) {
  useChanges(feed);
  const machines = layout.places.flatMap(({ id }) => feed.live.machines.filter((machine) => machine.id === id));
  return (
    <Scrollable label="The machines, in words">
      <table className="machine-list">
        <caption className="visually-hidden">The machines</caption>
        <thead>
          <tr>
            <th scope="col">Machine</th>
            <th scope="col">Its worker</th>
            <th scope="col">Holds</th>
            {canKill ? (
              <>
                <th scope="col">Ended so far</th>
                <th scope="col">Do</th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => {
            const { id, status, crashes } = machine;
            const title = titleOf(layout, id);
            return (
              <tr key={id} data-machine={id} data-status={status}>
                <th scope="row">{title}</th>
                <td className={status === "down" ? "bad" : ""}>
                  {statusWords[status]}
                  {whyDown(feed, machine)}
                </td>
                <td>{status === "up" ? holds(machine) : ""}</td>
                {canKill ? <td>{crashes}</td> : null}
                {canKill ? (
                  <td>
                    <button
                      type="button"
                      className="quiet-button"
                      // Still a button while the worker starts, so that the keyboard's focus stays.
                      aria-disabled={status === "starting" || status === "stopping"}
                      onClick={() => toggleMachine(feed, id)}
                    >
                      {status === "up" || status === "stopping" ? `Kill ${title}` : `Restart ${title}`}
                    </button>
                  </td>
                ) : null}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scrollable>
  );
}

/** What its worker ended of, if it was not the reader. */
function whyDown({ live }: Feed, { id, status }: LiveMachine): string {
  if (status !== "down") return "";
  const failure = live.failures.findLast(({ machine }) => machine === id);
  return failure === undefined ? "" : `: ${failure.message} Restart it.`;
}
