import { type VectorOrder, compareVectors } from "@millrace/clocks/vector-clock.ts";
import { useId, useMemo, useState } from "react";
import type { Mark } from "../../space-time/marks.ts";
import { SpaceTime } from "../../space-time/space-time.tsx";
import { system } from "./letters-system.ts";
import { Relation, describeRelation } from "./relation.tsx";
import { type StampedEvent, countChangedPairs, stampedEvents } from "./stamped-events.ts";
import { type Letters, useLetters } from "./use-letters.ts";
import "./logical-time.css";

const machines = system.nodes.map(({ id }) => id);

/** Two events by their ids. */
type ChosenIds = readonly [first: number | undefined, second: number | undefined];

const nothingChosen: ChosenIds = [undefined, undefined];

/** A run of three machines as it is recorded, and how any two of its events stand to each other. */
export default function LettersPicture() {
  const letters = useLetters();
  const { execution, status, run, previous } = letters;
  const stamped = useMemo(() => stampedEvents(execution), [execution]);
  const [[firstId, secondId], setChosen] = useState<ChosenIds>(nothingChosen);
  const first = stamped.find(({ event }) => event.id === firstId);
  const second = stamped.find(({ event }) => event.id === secondId);
  const marks = useMemo(() => marksOf(stamped, [first, second]), [stamped, first, second]);
  const choose = (id: number): void => {
    if (!stamped.some(({ event }) => event.id === id)) return;
    if (firstId === undefined || secondId !== undefined) setChosen([id, undefined]);
    else setChosen(id === firstId ? nothingChosen : [firstId, id]);
  };
  return (
    <div className="letters">
      <div className="controls">
        <button
          disabled={status === "running"}
          onClick={() => {
            setChosen(nothingChosen);
            letters.runAgain();
          }}
        >
          Run again
        </button>
        <span>{describeRun(letters, stamped.length)}</span>
      </div>
      {letters.problem !== undefined && (
        <p className="notice" role="alert">
          {letters.problem} Run it again.
        </p>
      )}
      <SpaceTime
        execution={execution}
        marks={marks}
        selected={(second ?? first)?.event.id}
        onSelect={choose}
        label="Three machines and the letters between them: choose two events"
      />
      {status === "finished" && previous !== undefined && (
        <p className="quiet">{describeChange(countChangedPairs(previous, execution), run)}</p>
      )}
      <div className="controls">
        <Choice label="First event" stamped={stamped} chosen={first} onChoose={(id) => setChosen([id, secondId])} />
        <Choice label="Second event" stamped={stamped} chosen={second} onChoose={(id) => setChosen([firstId, id])} />
      </div>
      <p role="status" className="letters-verdict">
        {describeChoice(stamped, [first, second])}
      </p>
      {first !== undefined && second !== undefined && (
        <Relation first={first} second={second} events={execution.events} machines={machines} />
      )}
    </div>
  );
}

function Choice({
  label,
  stamped,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly stamped: readonly StampedEvent[];
  readonly chosen: StampedEvent | undefined;
  readonly onChoose: (id: number | undefined) => void;
}) {
  const id = useId();
  return (
    <label htmlFor={id}>
      {label}{" "}
      <select
        id={id}
        value={chosen?.event.id ?? ""}
        onChange={({ target: { value } }) => onChoose(value === "" ? undefined : Number(value))}
      >
        <option value="">none</option>
        {stamped.map(({ event, name, deed }) => (
          <option key={event.id} value={event.id}>
            {name} {deed}
          </option>
        ))}
      </select>
    </label>
  );
}

type Chosen = readonly [first: StampedEvent | undefined, second: StampedEvent | undefined];

/** Every stamped event as it stands to the first chosen one. */
function marksOf(stamped: readonly StampedEvent[], [first, second]: Chosen): ReadonlyMap<number, Mark> {
  if (first === undefined) return new Map(second === undefined ? [] : [[second.event.id, "second"]]);
  const markOf = (other: StampedEvent): Mark => {
    if (other === first) return "first";
    if (other === second) return "second";
    return marksByOrder[compareVectors(other.vector, first.vector)];
  };
  return new Map(stamped.map((other) => [other.event.id, markOf(other)]));
}

const marksByOrder: Readonly<Record<VectorOrder, Mark>> = {
  before: "before",
  after: "after",
  concurrent: "concurrent",
  equal: "first",
};

function describeChoice(stamped: readonly StampedEvent[], [first, second]: Chosen): string {
  const chosen = first ?? second;
  if (chosen === undefined) return "Choose an event: in the drawing, or from the lists.";
  if (first !== undefined && second !== undefined) return describeRelation(first, second);
  const orders = stamped.map(({ vector }) => compareVectors(vector, chosen.vector));
  const count = (order: VectorOrder): number => orders.filter((other) => other === order).length;
  const stamp = machines.map((machine) => `${chosen.vector[machine] ?? 0} of ${machine}`).join(", ");
  return `${chosen.name} ${chosen.deed}. Its stamp: it knows of ${stamp}. ${count("before")} events happened before it, ${count("after")} after it, ${count("concurrent")} are concurrent with it. Choose another event.`;
}

function describeRun({ status, run }: Letters, events: number): string {
  switch (status) {
    case "running":
      return `Run ${run}: three workers at work, ${events} events so far …`;
    case "finished":
      return `Run ${run}: ${events} events, as they were reported by three workers.`;
    case "failed":
      return `Run ${run} did not end.`;
  }
}

function describeChange({ pairs, changed }: ReturnType<typeof countChangedPairs>, run: number): string {
  return `The same requests as in run ${run - 1}, and the same letters. Of ${pairs} pairs of events, ${changed === 0 ? "none stands" : changed === 1 ? "1 stands" : `${changed} stand`} otherwise to each other: letters took another time.`;
}
