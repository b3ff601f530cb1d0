import type { LiveMachine } from "@millrace/workers";
import type { Feed } from "../../live/feed.ts";
import type { Places } from "../../live/machine-map.tsx";
import { useLiveRun } from "../../live/use-live-run.ts";
import { Killable } from "./killable.tsx";
import { type ConsumerState, commitFirst, commitLast, recordCount } from "./lag.ts";
import { RunPicture } from "./run-picture.tsx";
import { startSystem } from "./start-system.ts";
import { type LagStory, lagStory } from "./stories.ts";

/** A topic and its consumer: the lag beside what is really in the warehouse. */
export function LagPicture() {
  const run = useLiveRun();
  const story = lagStory(run.events);
  return (
    <RunPicture
      name="lag"
      run={run}
      starts={[
        [`Write ${recordCount} records; the consumer commits first`, () => run.start(startFirst)],
        [`Write ${recordCount} records; it commits last`, () => run.start(startLast)],
      ]}
      told={describe(story)}
    >
      {story.end > 0 && (
        <div className="gauges">
          <Gauge label="Committed in the topic" value={story.committed} max={story.end} />
          <Gauge label="Rows in the warehouse" value={story.rows} max={story.end} />
        </div>
      )}
      <Killable
        run={run}
        label="The topic, its consumer, the warehouse, and the messages between them"
        places={places}
        textOf={textOf}
        machine="consumer"
        describe={describeHand}
      />
    </RunPicture>
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

const startFirst = startSystem("commit-first", commitFirst, writeRecords);
const startLast = startSystem("commit-last", commitLast, writeRecords);

async function writeRecords({ live }: Feed): Promise<void> {
  await live.input("topic", { records: recordCount });
}
