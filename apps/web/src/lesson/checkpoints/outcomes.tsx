import { Scrollable } from "../../live/scrollable.tsx";
import { type LoadRecord, compare, sinkOf } from "./load-record.ts";
import { type Mode, modes } from "./mode.ts";

/** What came of each way to write that was tried: the last warehouse of each. */
export function Outcomes({ records }: { readonly records: Readonly<Partial<Record<Mode, LoadRecord>>> }) {
  const tried = modes.flatMap(([mode, label]) => {
    const record = records[mode];
    return record === undefined ? [] : [{ mode, label, record, found: compare(record.source, sinkOf(record)) }];
  });
  if (tried.length === 0) return null;
  return (
    <Scrollable label="The ways to write, compared">
      <table>
        <caption>The last warehouse of each way to write</caption>
        <thead>
          <tr>
            <th scope="col">way to write</th>
            <th scope="col">runs</th>
            <th scope="col">kills</th>
            <th scope="col">rows written</th>
            <th scope="col">rows there</th>
            <th scope="col">sum there</th>
            <th scope="col">sum in the source</th>
            <th scope="col">agrees</th>
          </tr>
        </thead>
        <tbody>
          {tried.map(({ mode, label, record: { runs, ...record }, found }) => (
            <tr key={mode}>
              <th scope="row">{label}</th>
              <td>{runs.length}</td>
              <td>{runs.filter(({ ended }) => ended === "killed").length}</td>
              <td>{runs.reduce((sum, { written }) => sum + written, 0)}</td>
              <td>{sinkOf({ runs, ...record }).length}</td>
              <td>{found.sinkSum}</td>
              <td>{found.sourceSum}</td>
              <td className={found.isEqual ? "good" : "bad"}>{found.isEqual ? "yes" : "no"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
