import type { LoadRun } from "./load-record.ts";

const beginnings: Readonly<Record<LoadRun["began"], string>> = {
  first: "the first",
  restarted: "after the kill",
  asked: "once more",
};

/** The runs of one loader. Once its machines have ended, a run that was under way stays as it was. */
export function LoadRuns({ runs, isAlive }: { readonly runs: readonly LoadRun[]; readonly isAlive: boolean }) {
  if (runs.length === 0) return null;
  return (
    <table className="load-table">
      <caption>Its runs</caption>
      <thead>
        <tr>
          <th scope="col">run</th>
          <th scope="col">which is</th>
          <th scope="col">rows written</th>
          <th scope="col">end</th>
        </tr>
      </thead>
      <tbody>
        {runs.map(({ began, ended, written }, place) => (
          <tr key={place}>
            <td>{place + 1}</td>
            <td>{beginnings[began]}</td>
            <td>{written}</td>
            <td>{ended === "running" && !isAlive ? "broken off" : ended}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
