import "./both-ends.css";

/** What is counted at one end of a pipeline. */
export interface End {
  readonly id: string;
  /** "PostgreSQL has". */
  readonly title: string;
  /** One for each column; undefined if it cannot be known now. */
  readonly counts: readonly (number | undefined)[];
}

/** The counts at both ends of a pipeline, one below the other. */
export function BothEnds({
  caption,
  columns,
  ends,
}: {
  /** For those who cannot see the table. */
  readonly caption: string;
  readonly columns: readonly string[];
  readonly ends: readonly End[];
}) {
  return (
    <table className="both-ends">
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">At</th>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ends.map(({ id, title, counts }) => (
          <tr key={id} data-end={id}>
            <th scope="row">{title}</th>
            {columns.map((column, place) => (
              <td key={column}>{counts[place] ?? "unknown"}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
