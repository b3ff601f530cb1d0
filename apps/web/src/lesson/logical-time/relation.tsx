import type { Event } from "@millrace/core";
import { type VectorOrder, compareVectors } from "@millrace/clocks/vector-clock.ts";
import { type StampedEvent, findWay, stampedEvents } from "./stamped-events.ts";

/** How two events stand to each other, and why. */
export function Relation({
  first,
  second,
  events,
  machines,
}: {
  readonly first: StampedEvent;
  readonly second: StampedEvent;
  readonly events: readonly Event[];
  readonly machines: readonly string[];
}) {
  const order = compareVectors(first.vector, second.vector);
  return (
    <>
      <table className="stamps">
        <caption>The two stamps, number by number</caption>
        <thead>
          <tr>
            <th scope="col">Events known of</th>
            <th scope="col">{first.name}</th>
            <th scope="col">is</th>
            <th scope="col">{second.name}</th>
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => {
            const [one, other] = [first.vector[machine] ?? 0, second.vector[machine] ?? 0];
            return (
              <tr key={machine}>
                <th scope="row">{machine}</th>
                <td>{one}</td>
                <td>{one < other ? "less than" : one > other ? "more than" : "the same as"}</td>
                <td>{other}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>{reasonOf(first, second, order)}</p>
      <Way first={first} second={second} events={events} order={order} />
      <p className="quiet">{describeTimes(first, second)}</p>
    </>
  );
}

/** The letters, and the events between them, by which the earlier event could have influenced the later one. */
function Way({
  first,
  second,
  events,
  order,
}: {
  readonly first: StampedEvent;
  readonly second: StampedEvent;
  readonly events: readonly Event[];
  readonly order: VectorOrder;
}) {
  if (order === "concurrent" || order === "equal") return null;
  const [from, to] = order === "before" ? [first, second] : [second, first];
  const way = findWay(events, [from.event.id, to.event.id]);
  return (
    <>
      <p>
        The way from {from.name} to {to.name}:
      </p>
      <ol className="stamps-way">
        {stampedEvents({ events: way }).map(({ event, name, deed }) => (
          <li key={event.id}>
            {name} {deed}
          </li>
        ))}
      </ol>
    </>
  );
}

/** The verdict in one sentence. */
export function describeRelation(first: StampedEvent, second: StampedEvent): string {
  switch (compareVectors(first.vector, second.vector)) {
    case "before":
      return `${first.name} happened before ${second.name}.`;
    case "after":
      return `${first.name} happened after ${second.name}.`;
    case "concurrent":
      return `${first.name} and ${second.name} are concurrent.`;
    case "equal":
      return `You have chosen ${first.name} twice. Choose another event.`;
  }
}

function reasonOf(first: StampedEvent, second: StampedEvent, order: VectorOrder): string {
  switch (order) {
    case "before":
      return `No number of ${first.name} is more than that of ${second.name}, and at least one is less: ${second.name} knows all that ${first.name} knew, and more. So ${first.name} could have influenced it.`;
    case "after":
      return `No number of ${first.name} is less than that of ${second.name}, and at least one is more: ${first.name} knows all that ${second.name} knew, and more. So ${second.name} could have influenced it.`;
    case "concurrent":
      return `${describeUnknown(first, second)} ${describeUnknown(second, first)} No letter led from one to the other, so neither could have influenced the other.`;
    case "equal":
      return "It is one and the same event.";
  }
}

/** "load 2 is event 2 of load, and extract 1 knows of none." */
function describeUnknown({ event: { machine }, name, vector }: StampedEvent, other: StampedEvent): string {
  const known = other.vector[machine] ?? 0;
  return `${name} is event ${vector[machine] ?? 0} of ${machine}, and ${other.name} knows of ${known === 0 ? "none" : `only ${known}`}.`;
}

/** What a wall clock would have said, for comparison: this computer's, which all three workers happen to share. */
function describeTimes({ event: one, name }: StampedEvent, { event: other, name: otherName }: StampedEvent): string {
  const apartMs = Math.round((other.atMs ?? 0) - (one.atMs ?? 0));
  const said =
    apartMs === 0
      ? "By this computer’s clock, both came in the same millisecond."
      : `By this computer’s clock, ${apartMs > 0 ? name : otherName} came ${Math.abs(apartMs)} ms earlier.`;
  return `${said} Machines far from each other share no such clock, and the stamps did not need it.`;
}
