import { Scrollable } from "../../live/scrollable.tsx";
import type { LiveRun } from "../../live/use-live-run.ts";
import { lastPlates } from "./dinners.ts";
import { roadMs } from "./kitchens.ts";

/** What the clocks of the cooks and of the waiter said about the same plates. */
export function ClockTable({ run }: { readonly run: LiveRun }) {
  const plates = lastPlates(run.events);
  if (plates.length === 0) return null;
  return (
    <Scrollable label="The clocks of both ends">
      <table className="picture-table">
        <caption>No single clock: the last plates of the many chefs, by the clocks of both ends</caption>
        <thead>
          <tr>
            <th scope="col">Dish</th>
            <th scope="col">Left, on the cook's clock</th>
            <th scope="col">Came, on the waiter's clock</th>
            <th scope="col">So it was under way for</th>
          </tr>
        </thead>
        <tbody>
          {plates.map(({ dish, leftAtMs, cameAtMs }) => (
            <tr key={dish}>
              <th scope="row">{dish}</th>
              <td>{seconds(leftAtMs)}</td>
              <td>{seconds(cameAtMs)}</td>
              <td>
                {seconds(cameAtMs - leftAtMs)}
                {cameAtMs < leftAtMs && <span className="bad"> (it came before it left)</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        Each clock counts from when the kitchen opened, and we set each wrong by up to five seconds; real ones are off
        by less. Every plate was on the road for {seconds(roadMs)} or a moment longer. Only the clocks disagree.
      </p>
    </Scrollable>
  );
}

function seconds(ms: number): string {
  return `${ms < 0 ? "−" : ""}${(Math.abs(ms) / 1000).toFixed(2)} s`;
}
