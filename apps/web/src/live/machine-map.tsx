import type { Event } from "@millrace/core";
import type { LiveMachine } from "@millrace/workers";
import type { CSSProperties } from "react";
import type { Flight } from "./flights.ts";
import type { LiveRun } from "./use-live-run.ts";
import "./machine-map.css";

/** Where the middle of a machine is drawn. */
export type Places = Readonly<Record<string, readonly [x: number, y: number]>>;

/** Machines in their places, and the messages that are under way between them. What it shows is said in words beside it. */
export function MachineMap({
  label,
  places,
  height,
  run,
  travelMs,
  textOf,
}: {
  readonly label: string;
  /** In a drawing that is 360 wide. */
  readonly places: Places;
  readonly height: number;
  readonly run: LiveRun;
  /** How long the network takes for a message: it moves that long, and then waits at the door. */
  readonly travelMs: number;
  /** What is written on a message: a few letters. */
  textOf(message: unknown): string;
}) {
  const lines = linesOf(run.events, places);
  return (
    <svg className="machine-map" viewBox={`0 0 360 ${height}`} role="img" aria-label={label}>
      {lines.map(([from, to]) => (
        <Line key={`${from} ${to}`} from={places[from]} to={places[to]} />
      ))}
      {run.machines.map((machine) => (
        <Box key={machine.id} machine={machine} at={places[machine.id]} />
      ))}
      {run.feed?.flights.open.map((flight) => (
        <Letter key={flight.id} flight={flight} places={places} travelMs={travelMs} text={textOf(flight.message)} />
      ))}
    </svg>
  );
}

type Place = readonly [x: number, y: number] | undefined;

function Line({ from, to }: { readonly from: Place; readonly to: Place }) {
  if (from === undefined || to === undefined) return null;
  return <line className="map-line" x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />;
}

function Box({ machine, at }: { readonly machine: LiveMachine; readonly at: Place }) {
  if (at === undefined) return null;
  const isDown = machine.status === "down";
  return (
    <g transform={`translate(${at[0]} ${at[1]})`} className={isDown ? "map-machine is-down" : "map-machine"}>
      <rect x={-42} y={-17} width={84} height={34} rx={7} />
      <text y={isDown ? -2 : 4}>{machine.id}</text>
      {isDown && <text y={12}>down</text>}
    </g>
  );
}

function Letter({
  flight,
  places,
  travelMs,
  text,
}: {
  readonly flight: Flight;
  readonly places: Places;
  readonly travelMs: number;
  readonly text: string;
}) {
  const way = wayOf(places[flight.from], places[flight.to]);
  if (way === undefined) return null;
  const style: CSSProperties & Record<`--${string}`, string> = {
    "--back-x": `${way.begin[0] - way.end[0]}px`,
    "--back-y": `${way.begin[1] - way.end[1]}px`,
    animationDuration: `${travelMs}ms`,
  };
  return (
    <g transform={`translate(${way.end[0]} ${way.end[1]})`}>
      <g className="map-letter" style={style}>
        <rect x={-19} y={-9} width={38} height={18} rx={4} />
        <text y={4}>{text}</text>
      </g>
    </g>
  );
}

/** From one door to the other, a little to the right, so that those who come and those who go pass each other. */
function wayOf(
  from: Place,
  to: Place,
): { readonly begin: [number, number]; readonly end: [number, number] } | undefined {
  if (from === undefined || to === undefined) return undefined;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  const [sideX, sideY] = [(-dy / length) * 10, (dx / length) * 10];
  const at = (share: number): [number, number] => [from[0] + dx * share + sideX, from[1] + dy * share + sideY];
  return { begin: at(0.25), end: at(0.68) };
}

/** Between whom messages have gone so far, each pair once. */
function linesOf(events: readonly Event[], places: Places): [from: string, to: string][] {
  const lines = new Map<string, [string, string]>();
  for (const { machine, sends } of events)
    for (const { to } of sends) {
      const [first = "", second = ""] = [machine, to].toSorted();
      if (first in places && second in places) lines.set(`${first} ${second}`, [first, second]);
    }
  return [...lines.values()];
}
