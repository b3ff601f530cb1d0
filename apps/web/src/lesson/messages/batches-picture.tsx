import { useId, useState } from "react";
import { Problem } from "../../live/problem.tsx";
import { Radios } from "../../live/radios.tsx";
import { useLiveJob } from "../../live/use-live-job.ts";
import { CostCurve } from "./cost-curve.tsx";
import { type Measured, measureBatches, rowsPerRound, spawnBatches } from "./measure-batches.ts";
import "./messages.css";
import { showMs } from "./show-ms.ts";

const sizes: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200];

const distances: readonly (readonly [awayMs: number, label: string])[] = [
  [0, "as near as two workers are"],
  [5, "5 ms away"],
];

/** Rows go from one worker to another in batches; what that takes is measured, and draws the curve. */
export default function BatchesPicture() {
  const [place, setPlace] = useState(0);
  const [awayMs, setAwayMs] = useState(0);
  const [points, setPoints] = useState<readonly Measured[]>([]);
  const { isRunning, problem, run } = useLiveJob();
  const sizeId = useId();
  const batchRows = sizes[place] ?? 1;

  function measure(wanted: readonly number[]): void {
    const add = (measured: Measured): void =>
      setPoints((before) => [...before.filter((other) => !isSameKind(other, measured)), measured]);
    void run(
      () => spawnBatches(awayMs),
      (live) => measureBatches(live, { sizes: wanted, awayMs, tell: add }),
    );
  }

  return (
    <div>
      <div className="controls">
        <span>
          <label htmlFor={sizeId}>
            {batchRows} {batchRows === 1 ? "row" : "rows"} in a batch
          </label>
          <br />
          <input
            id={sizeId}
            type="range"
            min={0}
            max={sizes.length - 1}
            value={place}
            aria-valuetext={`${batchRows} rows`}
            onChange={({ target }) => setPlace(Number(target.value))}
          />
        </span>
        <Radios legend="The loader is" of={distances} value={awayMs} onChange={setAwayMs} />
        <button type="button" disabled={isRunning} onClick={() => measure([batchRows])}>
          Send {rowsPerRound} rows
        </button>
        <button type="button" className="quiet-button" disabled={isRunning} onClick={() => measure(sizes)}>
          Send them in every size
        </button>
      </div>
      <p role="status">{tellLast(points.at(-1), { isRunning })}</p>
      <Problem told={problem}>Send the rows once more to try again.</Problem>
      <CostCurve points={points} />
    </div>
  );
}

function isSameKind(first: Measured, second: Measured): boolean {
  return first.batchRows === second.batchRows && first.awayMs === second.awayMs;
}

function tellLast(last: Measured | undefined, { isRunning }: { readonly isRunning: boolean }): string {
  if (last === undefined) return isRunning ? "The rows are on their way." : "Nothing is measured yet.";
  const { batchRows, messages, allMs, firstMs } = last;
  return `${rowsPerRound} rows in batches of ${batchRows} took ${showMs(allMs)} ms and ${messages} messages; the first batch was loaded after ${showMs(firstMs)} ms.${isRunning ? " The next are on their way." : ""}`;
}
