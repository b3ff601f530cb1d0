import type { LiveMachine } from "@millrace/workers";
import { MachineCard } from "../kitchen/machine-card.tsx";
import { MachineMap, type Places } from "../kitchen/machine-map.tsx";
import { useLiveRun } from "../kitchen/use-live-run.ts";
import { type ConsumerState, commitFirst, commitLast, recordCount } from "./lag.ts";
import { RunNotice } from "./run-notice.tsx";
import { networkMs, startSystem } from "./start-system.ts";
import { type LagStory, lagStory } from "./stories.ts";
import "./termination.css";

/** A topic and its consumer: the lag beside what is really in the warehouse. */
export function LagPicture() {
  const run = useLiveRun();
  const story = lagStory(run.events);
  const consumer = run.machines.find(({ id }) => id === "consumer");
  return (
    <div data-picture="lag">
      <div className="controls">
        <button type="button" onClick={() => run.start(startFirst)}>
          Write {recordCount} records; the consumer commits first
        </button>
        <button type="button" onClick={() => run.start(startLast)}>
          Write {recordCount} records; it commits last
        </button>
      </div>
      <RunNotice run={run} told={describe(story)} />
      {story.end > 0 && (
        <div className="gauges">
          <Gauge label="Committed in the topic" value={story.committed} max={story.end} />
          <Gauge label="Rows in the warehouse" value={story.rows} max={story.end} />
        </div>
      )}
      <MachineMap
        label="The topic, its consumer, the warehouse, and the messages between them"
        places={places}
        height={70}
        machines={run.machines}
        events={run.events}
        travelMs={networkMs}
        textOf={textOf}
      />
      {consumer !== undefined && (
        <ul className="machine-cards">
          <MachineCard
            machine={consumer}
            onKill={() => run.act((live) => live.kill("consumer"))}
            onRestart={() => run.act((live) => live.restart("consumer"))}
          >
            {describeHand(consumer)}
          </MachineCard>
        </ul>
      )}
    </div>
  );
}

function Gauge({ label, value, max }: { readonly label: string; readonly value: number; readonly max: number }) {
  return (
    <div>
      <span>
        {label}: {value} of {max}
      </span>
      <progress aria-label={label} value={value} max={max} />
    </div>
  );
}

function describe({ end, committed, rows, repeated, rowsAtZero, lost }: LagStory): string {
  const lag = `Lag is ${end - committed}.`;
  const first =
    rowsAtZero === undefined ? "" : ` When it first was 0, ${rowsAtZero} of ${end} rows were in the warehouse.`;
  const twice = repeated === 0 ? "" : ` ${repeated} arrived twice.`;
  const gone = lost === 0 ? "" : ` Lost: ${lost}. They are committed, so nobody will read them again.`;
  return `${lag} In the warehouse: ${rows} of ${end} rows.${twice}${first}${gone}`;
}

function describeHand(consumer: LiveMachine): string {
  if (consumer.status !== "up") return "Its memory is gone.";
  const { length } = handOf(consumer);
  return length === 0 ? "Nothing in hand." : `${length} in hand.`;
}

function handOf({ state }: LiveMachine): readonly number[] {
  // A consumer's state is this, and undefined while it is down.
  return (state as ConsumerState | undefined)?.inHand ?? [];
}

const places: Places = { topic: [50, 35], consumer: [180, 35], warehouse: [310, 35] };

function textOf(message: unknown): string {
  // The three send each other nothing else.
  const { type } = message as { readonly type: "poll" | "records" | "commit" | "row" };
  return type === "records" ? "data" : type;
}

const startFirst = startSystem("commit-first", commitFirst, (live) => live.input("topic", { records: recordCount }));
const startLast = startSystem("commit-last", commitLast, (live) => live.input("topic", { records: recordCount }));
