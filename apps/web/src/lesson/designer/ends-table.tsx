import type { RunView } from "./designed-run.ts";
import { type Table, describeEnds } from "./ends.ts";

/** The counts at both ends: growing while it runs, judged when it has ended. */
export function EndsTable({ view: { ends, phase, events } }: { readonly view: RunView }) {
  const isOver = phase === "ended";
  const agree = ends.missing === 0 && ends.doubled === 0;
  return (
    <>
      <table className="ends-table">
        <caption>{isOver ? `Both ends, after ${events} events` : "Both ends, so far"}</caption>
        <thead>
          <tr>
            <th scope="col">End</th>
            <th scope="col">Rows</th>
            <th scope="col">Different orders</th>
            <th scope="col">Sum</th>
          </tr>
        </thead>
        <tbody>
          <End name="Source" table={ends.source} />
          <End name="Warehouse" table={ends.warehouse} />
        </tbody>
      </table>
      {isOver && (
        <div role="status" className="ends-verdict">
          {describeEnds(ends).map((sentence, place) => (
            <p key={sentence} className={place > 0 && agree ? "" : agree ? "good" : "bad"}>
              {sentence}
            </p>
          ))}
          <p>
            {ends.lateForCustomer === 0
              ? "Each customer’s orders first came in the order in which they were placed."
              : `${ends.lateForCustomer} orders first came after a later order of the same customer.`}
          </p>
        </div>
      )}
    </>
  );
}

function End({ name, table: { rows, orders, cents } }: { readonly name: string; readonly table: Table }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{rows}</td>
      <td>{orders}</td>
      <td>{(cents / 100).toFixed(2)}</td>
    </tr>
  );
}
