import { Scrollable } from "../../live/scrollable.tsx";
import type { JobLane } from "./lanes.ts";

const rowHeight = 12;
const titleHeight = 20;
const width = 640;

/** The jobs of each caller over time: preparing, and waiting for the answer. The table beside it says the same in numbers. */
export function JobLanes({
  callers,
  lanes,
  jobs,
}: {
  readonly callers: readonly string[];
  /** In the order of the callers. */
  readonly lanes: readonly (readonly JobLane[])[];
  readonly jobs: number;
}) {
  const ends = lanes.flat().map(({ beganMs, askedMs = beganMs, answeredMs = askedMs }) => answeredMs);
  const scaleMs = Math.max(100, ...ends);
  const blockHeight = titleHeight + jobs * rowHeight + 8;
  const x = (ms: number): number => (ms / scaleMs) * (width - 4);
  return (
    <>
      <Scrollable label="The jobs over time">
        <svg
          className="job-lanes"
          viewBox={`0 0 ${width} ${callers.length * blockHeight + 18}`}
          role="img"
          aria-label={`The jobs of both callers over ${Math.round(scaleMs)} milliseconds: the table below has the numbers`}
        >
          {callers.map((caller, place) => (
            <g key={caller} transform={`translate(0 ${place * blockHeight})`}>
              <text y={14}>the caller that {caller}</text>
              {lanes[place]?.map(({ beganMs, askedMs = beganMs, answeredMs = askedMs }, job) => (
                <g key={beganMs} transform={`translate(0 ${titleHeight + job * rowHeight})`}>
                  <rect className="lane-prepares" x={x(beganMs)} width={x(askedMs - beganMs)} height={rowHeight - 3} />
                  <rect className="lane-open" x={x(askedMs)} width={x(answeredMs - askedMs)} height={rowHeight - 3} />
                </g>
              ))}
            </g>
          ))}
          <text x={0} y={callers.length * blockHeight + 12}>
            0
          </text>
          <text x={width} y={callers.length * blockHeight + 12} textAnchor="end">
            {Math.round(scaleMs)} ms
          </text>
        </svg>
      </Scrollable>
      <p className="lane-key">
        <span className="lane-swatch lane-swatch-prepares" /> prepares a job{" "}
        <span className="lane-swatch lane-swatch-open" /> the request is on its way, or its answer
      </p>
    </>
  );
}
