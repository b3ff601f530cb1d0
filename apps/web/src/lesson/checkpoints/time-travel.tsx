import { useId, useState } from "react";
import type { OrderRow } from "./load-record.ts";

/** The warehouse as it was after any of its transactions: its old states are kept, and can be asked for. */
export function TimeTravel({ versions }: { readonly versions: readonly (readonly OrderRow[])[] }) {
  const [chosen, setChosen] = useState<number>();
  const id = useId();
  if (versions.length === 0) return null;
  const last = versions.length;
  const place = Math.min(chosen ?? last, last);
  const rows = place === 0 ? [] : (versions[place - 1] ?? []);
  const sum = rows.reduce((total, row) => total + row.total, 0);
  const text = `After transaction ${place} of ${last}: ${rows.length} rows, ${sum} in all`;
  return (
    <p className="time-travel">
      <label htmlFor={id}>Time travel: the warehouse as it was</label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        value={place}
        aria-valuetext={text}
        onChange={({ target }) => setChosen(Number(target.value) === last ? undefined : Number(target.value))}
      />
      <span>{text}</span>
    </p>
  );
}
