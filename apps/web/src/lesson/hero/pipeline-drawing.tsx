import { toolAnchor } from "../tools/tool-anchor.ts";
import { StationIcon } from "./station-icon.tsx";
import { type StationName, stations } from "./stations.ts";
import "./hero.css";

interface Place {
  readonly name: StationName;
  readonly x: number;
  readonly y: number;
}

const cell = { width: 168, height: 128 };
const box = { width: 142, height: 88 };

/** The way of the data as a pipe through its stations, in rows of so many. Each station leads to its entry among the tools. */
export function PipelineDrawing({ columns }: { readonly columns: number }) {
  const rows = Math.ceil(stations.length / columns);
  const places = stations.map((name, turn): Place => ({
    name,
    x: (0.5 + (turn % columns)) * cell.width,
    y: (0.5 + Math.floor(turn / columns)) * cell.height,
  }));
  return (
    <svg
      role="group"
      aria-label="The way of the data"
      className={rows === 1 ? "hero-pipeline is-wide" : "hero-pipeline is-narrow"}
      viewBox={`0 0 ${columns * cell.width} ${rows * cell.height}`}
    >
      {/* The picture is the pipe alone: links inside a picture could not be reached. */}
      <g role="img" aria-label={words}>
        {places.slice(1).map((place, turn) => (
          <Pipe key={place.name} from={places[turn] ?? place} to={place} />
        ))}
      </g>
      {places.map((place) => (
        <Station key={place.name} place={place} />
      ))}
    </svg>
  );
}

const words = `A pipe through six stations: rows leave ${stations.slice(0, -1).join(", pass ")}, and end in ${stations.at(-1) ?? ""}.`;

function Station({ place: { name, x, y } }: { readonly place: Place }) {
  return (
    <a href={`#${toolAnchor(name)}`} className="hero-station">
      <g transform={`translate(${x} ${y})`}>
        <rect x={-box.width / 2} y={-box.height / 2} width={box.width} height={box.height} rx="12" />
        <StationIcon name={name} />
        <text y="28">{name}</text>
      </g>
    </a>
  );
}

/** One stretch of the pipe, and which way it flows. */
function Pipe({ from, to }: { readonly from: Place; readonly to: Place }) {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const isOneRow = from.y === to.y;
  const way = isOneRow ? `H${to.x}` : `V${middle.y}H${to.x}V${to.y}`;
  return (
    <>
      <path className="hero-pipe" d={`M${from.x},${from.y}${way}`} />
      <path
        className="hero-flow"
        d="M-4,-5L3,0L-4,5"
        transform={`translate(${middle.x} ${middle.y})${isOneRow ? "" : " rotate(180)"}`}
      />
    </>
  );
}
