import type { LiveMachine } from "@millrace/workers";
import type { DropletLook } from "./draw-droplets.ts";
import { Droplets } from "./droplets.tsx";
import type { Feed } from "./feed.ts";
import type { Layout, Place } from "./layout.ts";
import { Scrollable } from "./scrollable.tsx";
import { statusWords } from "./status-words.ts";
import { toggleMachine } from "./toggle-machine.ts";
import { useChanges } from "./use-feed.ts";
import "./live-stage.css";

/**
 * A live system as a picture: its machines as boxes, its channels as lines, and each message as a droplet that is on its
 * way for as long as it really is. A `MachineList` says the same in words, and belongs to every stage.
 */
export function LiveStage({
  feed,
  layout,
  look,
  holds,
  isMarked = () => false,
  canKill = true,
}: {
  readonly feed: Feed;
  readonly layout: Layout;
  /** How a message looks. The same function each time, or the canvas is set up anew. */
  readonly look: (message: unknown) => DropletLook;
  /** What a machine holds, in a few words. */
  readonly holds: (machine: LiveMachine) => string;
  /** Which machines stand out: something waits for them, say. */
  readonly isMarked?: (machine: LiveMachine) => boolean;
  /** Whether a click on a machine kills it, or starts it again. */
  readonly canKill?: boolean;
}) {
  useChanges(feed);
  return (
    <Scrollable label="The machines, as a picture">
      <div className="stage" style={{ height: layout.height }}>
        <Lines layout={layout} feed={feed} />
        <Droplets feed={feed} layout={layout} look={look} />
        {layout.places.map((place) => {
          const machine = feed.live.machines.find(({ id }) => id === place.id);
          if (machine === undefined) return null;
          const held = machine.status === "up" ? holds(machine) : "";
          return (
            <Box
              key={place.id}
              place={place}
              machine={machine}
              held={held}
              isMarked={isMarked(machine)}
              {...(canKill ? { feed } : {})}
            />
          );
        })}
      </div>
    </Scrollable>
  );
}

/** A machine. With a feed it can be clicked; by keyboard, that is the machine list's part. */
function Box({
  place: { title, x, y },
  machine,
  held,
  isMarked,
  feed,
}: {
  readonly place: Place;
  readonly machine: LiveMachine;
  readonly held: string;
  readonly isMarked: boolean;
  readonly feed?: Feed;
}) {
  const { id, status } = machine;
  const inside = (
    <>
      <span className="stage-title">{title}</span> <span className="stage-status">{statusWords[status]}</span>{" "}
      <span className="stage-held">{held}</span>
    </>
  );
  const className = `stage-machine stage-${status}${isMarked ? " stage-marked" : ""}`;
  const common = { className, style: { left: `${x}%`, top: `${y}%` } };
  if (feed === undefined) return <div {...common}>{inside}</div>;
  const verb = status === "up" ? "kill it" : "start it again";
  return (
    <button {...common} type="button" tabIndex={-1} title={`${title}: ${verb}`} onClick={() => toggleMachine(feed, id)}>
      {inside}
    </button>
  );
}

function Lines({ layout: { places, lines }, feed }: { readonly layout: Layout; readonly feed: Feed }) {
  const cuts = feed.live.cuts;
  const isCut = (from: string, to: string): boolean =>
    cuts.some(([senders, receivers]) => senders.includes(from) && receivers.includes(to));
  return (
    <svg className="stage-lines" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      {lines.map(([from, to]) => {
        const [start, end] = [from, to].map((id) => places.find((place) => place.id === id));
        if (start === undefined || end === undefined) return null;
        const name = isCut(from, to) || isCut(to, from) ? "stage-line stage-line-cut" : "stage-line";
        return <line key={`${from}>${to}`} className={name} x1={start.x} y1={start.y} x2={end.x} y2={end.y} />;
      })}
    </svg>
  );
}
