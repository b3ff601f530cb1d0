import type { OrderRow } from "./load-record.ts";

/** Each order of the source, and how often the warehouse has it. */
export function WarehouseRows({
  source,
  sink,
}: {
  readonly source: readonly OrderRow[];
  readonly sink: readonly OrderRow[];
}) {
  if (source.length === 0) return null;
  return (
    <ol className="warehouse-rows" aria-label="The orders in the warehouse">
      {source
        .toSorted((one, other) => one.id - other.id)
        .map(({ id, total }) => {
          const own = sink.filter((row) => row.id === id);
          const isRight = own.length === 1 && own[0]?.total === total;
          return (
            <li key={id} className={own.length === 0 ? "quiet" : isRight ? "good" : "bad"}>
              <b>{id}</b> {describe(own, total)}
            </li>
          );
        })}
    </ol>
  );
}

function describe(own: readonly OrderRow[], total: number): string {
  if (own.length === 0) return "not there";
  const isCurrent = own.some((row) => row.total === total);
  const count = own.length === 1 ? "once" : `${own.length} times`;
  return isCurrent ? count : `${count}, old`;
}
