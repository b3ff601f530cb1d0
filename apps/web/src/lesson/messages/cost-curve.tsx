import { msPerRow } from "@millrace/dataflow/granularity.ts";
import { Scrollable } from "../../live/scrollable.tsx";
import { type Cost, fitCost } from "./fit-cost.ts";
import { type Measured, rowsPerRound } from "./measure-batches.ts";
import { showMs } from "./show-ms.ts";

const width = 640;
const height = 300;
const left = 62;
const bottom = 40;

/** Measured points, and the curve of a message's and a row's price that explains them best. Both axes are logarithmic. */
export function CostCurve({ points }: { readonly points: readonly Measured[] }) {
  if (points.length === 0) return null;
  const values = points.map((point) => point.msPerRow);
  const lowest = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const highest = 10 ** Math.ceil(Math.log10(Math.max(...values) * 1.1));
  const x = (rows: number): number => left + 10 + (Math.log(rows) / Math.log(rowsPerRound)) * (width - left - 30);
  const y = (ms: number): number =>
    10 + (1 - Math.log(ms / lowest) / Math.log(highest / lowest)) * (height - bottom - 20);
  const decades = Array.from(
    { length: Math.round(Math.log10(highest / lowest)) + 1 },
    (_, place) => lowest * 10 ** place,
  );
  const series = [...new Set(points.map(({ awayMs }) => awayMs))].map((awayMs) => {
    const own = points.filter((point) => point.awayMs === awayMs);
    return { awayMs, own, cost: fitCost(own) };
  });
  return (
    <>
      <Scrollable label="The curve">
        <svg
          className="cost-curve"
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label="Milliseconds for each row by rows in a batch, both on logarithmic scales: the table below has the numbers"
        >
          {decades.map((ms) => (
            <g key={ms}>
              <line className="cost-grid" x1={left} x2={width - 10} y1={y(ms)} y2={y(ms)} />
              <text x={left - 6} y={y(ms) + 4} textAnchor="end">
                {Number(ms.toPrecision(1))}
              </text>
            </g>
          ))}
          {[1, 10, 100].map((rows) => (
            <text key={rows} x={x(rows)} y={height - bottom + 16} textAnchor="middle">
              {rows}
            </text>
          ))}
          <text x={width - 10} y={height - 6} textAnchor="end">
            rows in a batch
          </text>
          <text x={0} y={height - 6}>
            ms for each row
          </text>
          {series.map(({ awayMs, own, cost }) => (
            <g key={awayMs} className={awayMs === 0 ? "cost-near" : "cost-far"}>
              {cost === undefined ? null : <path d={curveOf(cost, { x, y, lowest, highest })} />}
              {own.map((point) =>
                awayMs === 0 ? (
                  <circle key={point.batchRows} cx={x(point.batchRows)} cy={y(point.msPerRow)} r={5} />
                ) : (
                  <rect
                    key={point.batchRows}
                    x={x(point.batchRows) - 5}
                    y={y(point.msPerRow) - 5}
                    width={10}
                    height={10}
                  />
                ),
              )}
            </g>
          ))}
        </svg>
      </Scrollable>
      <ul className="cost-key">
        {series.map(({ awayMs, cost }) => (
          <li key={awayMs}>
            {awayMs === 0 ? "Circles: next door" : `Squares: ${awayMs} ms away`}
            {cost === undefined
              ? ". Measure another size for a curve."
              : `. The curve: a message and its answer cost ${showMs(cost.messageMs)} ms, a row ${showMs(cost.rowMs)} ms.`}
          </li>
        ))}
      </ul>
      <PointsTable points={points} />
    </>
  );
}

function curveOf(
  { messageMs, rowMs }: Cost,
  scales: { x(rows: number): number; y(ms: number): number; readonly lowest: number; readonly highest: number },
): string {
  // The model of exercise 0.3, with nothing lost. The last two fields say nothing about a row's price.
  const route = { messageMs, rowMs, lossRate: 0, everyMs: 1, latencyMaxMs: Infinity };
  return Array.from({ length: 41 }, (_, place) => rowsPerRound ** (place / 40))
    .map((rows) => ({ rows, ms: msPerRow(rows, route) }))
    .filter(({ ms }) => ms >= scales.lowest && ms <= scales.highest)
    .map(({ rows, ms }, place) => `${place === 0 ? "M" : "L"}${scales.x(rows).toFixed(1)} ${scales.y(ms).toFixed(1)}`)
    .join("");
}

function PointsTable({ points }: { readonly points: readonly Measured[] }) {
  const sorted = points.toSorted((one, other) => one.awayMs - other.awayMs || one.batchRows - other.batchRows);
  return (
    <Scrollable label="What was measured">
      <table className="cost-points">
        <caption>What was measured, {rowsPerRound} rows each</caption>
        <thead>
          <tr>
            <th scope="col">distance</th>
            <th scope="col">rows in a batch</th>
            <th scope="col">messages</th>
            <th scope="col">all rows after</th>
            <th scope="col">for each row</th>
            <th scope="col">first batch after</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ awayMs, batchRows, messages, allMs, msPerRow: each, firstMs }) => (
            <tr key={`${awayMs} ${batchRows}`}>
              <td>{awayMs === 0 ? "next door" : `${awayMs} ms`}</td>
              <td>{batchRows}</td>
              <td>{messages}</td>
              <td>{showMs(allMs)} ms</td>
              <td>{showMs(each)} ms</td>
              <td>{showMs(firstMs)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
