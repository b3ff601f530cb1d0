import { useId, useState } from "react";
import { CostCurve } from "./cost-curve.tsx";
import { tellProblem, useLiveKeeper } from "./live-keeper.ts";
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
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const keeper = useLiveKeeper();
  const sizeId = useId();
  const distanceName = useId();
  const batchRows = sizes[place] ?? 1;

  async function measure(wanted: readonly number[]): Promise<void> {
    setRunning(true);
    setProblem(undefined);
    try {
      const live = await keeper.start(() => spawnBatches(awayMs));
      if (live === undefined) return;
      await measureBatches(live, {
        sizes: wanted,
        awayMs,
        tell: (measured) =>
          setPoints((before) => [...before.filter((other) => !isSameKind(other, measured)), measured]),
      });
      const [failure] = live.failures;
      if (failure !== undefined) setProblem(`${failure.machine}: ${failure.message}`);
      await keeper.stop();
    } catch (error) {
      setProblem(tellProblem(error));
    }
    setRunning(false);
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
        <fieldset className="picture-choice">
          <legend>The loader is</legend>
          {distances.map(([ms, label]) => (
            <label key={ms}>
              <input type="radio" name={distanceName} checked={ms === awayMs} onChange={() => setAwayMs(ms)} /> {label}
            </label>
          ))}
        </fieldset>
        <button type="button" disabled={isRunning} onClick={() => void measure([batchRows])}>
          Send {rowsPerRound} rows
        </button>
        <button type="button" className="quiet-button" disabled={isRunning} onClick={() => void measure(sizes)}>
          Send them in every size
        </button>
      </div>
      <p role="status">{tellLast(points.at(-1), { isRunning })}</p>
      {problem === undefined ? null : (
        <p className="notice" role="alert">
          The machines stopped: {problem} Send the rows once more to try again.
        </p>
      )}
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
