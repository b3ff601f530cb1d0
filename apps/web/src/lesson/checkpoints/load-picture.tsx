import { type LiveSystem, spawn } from "@millrace/workers";
import { useRef, useState } from "react";
import { useLiveKeeper } from "../../live/live-keeper.ts";
import { errorText } from "../../shell/error-text.ts";
import { Problem } from "../../live/problem.tsx";
import { Radios } from "../../live/radios.tsx";
import "./checkpoints.css";
import { type LoadRecord, addEvent, compare, emptyRecord, sinkOf } from "./load-record.ts";
import { type ShopInput, orderAt, orderCount, systems } from "./load-systems.ts";
import { LoadRuns } from "./load-runs.tsx";
import { type Mode, modes } from "./mode.ts";
import { Outcomes } from "./outcomes.tsx";
import { TimeTravel } from "./time-travel.tsx";
import { WarehouseRows } from "./warehouse-rows.tsx";

/** A loader copies orders into a warehouse. The reader kills it, starts it again, runs it twice, and counts. */
export default function LoadPicture() {
  const [mode, setMode] = useState<Mode>("append");
  const [records, setRecords] = useState<Readonly<Partial<Record<Mode, LoadRecord>>>>({});
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [live, setLive] = useState<LiveSystem>();
  const changes = useRef(0);
  const keeper = useLiveKeeper();
  const record = records[mode] ?? emptyRecord;
  const isRunning = record.runs.at(-1)?.ended === "running";
  const isAlive = live !== undefined;

  function note(change: (record: LoadRecord) => LoadRecord): void {
    setRecords((before) => ({ ...before, [mode]: change(before[mode] ?? emptyRecord) }));
  }

  /** Does something with the machines, and says so if it cannot be done. */
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(errorText(error));
    }
    setBusy(false);
  }

  async function begin(): Promise<void> {
    setLive(undefined);
    changes.current = 0;
    const started = await keeper.start(() =>
      spawn(systems[mode], {
        worker: () => new Worker(new URL("./load.worker.ts", import.meta.url), { type: "module" }),
        name: mode,
        // Each call takes its time, so that there is some in which to kill somebody.
        network: { delayMs: [40, 80] },
        onFailure: ({ machine, message }) => setProblem(`${machine}: ${message}`),
      }),
    );
    if (started === undefined) return;
    setLive(started);
    note(() => emptyRecord);
    void watch(started);
  }

  async function watch(started: LiveSystem): Promise<void> {
    for await (const event of started.events) note((before) => addEvent(before, event));
  }

  async function ask(input: ShopInput): Promise<void> {
    await live?.input("shop", input);
    if (input.type === "run") await live?.settled();
  }

  function changeOrder(): void {
    changes.current += 1;
    // Newer than all before it, as any change is.
    const order = orderAt(5, orderCount + changes.current, 50 + 100 * changes.current);
    void attempt(() => ask({ type: "change", order }));
  }

  async function choose(next: Mode): Promise<void> {
    setLive(undefined);
    setMode(next);
    await keeper.stop();
  }

  const isIdle = isAlive && record.isUp && !isRunning;
  return (
    <div>
      <Radios legend="The loader's way to write" of={modes} value={mode} onChange={(next) => void choose(next)} />
      <div className="controls">
        <button type="button" disabled={isBusy} onClick={() => void attempt(begin)}>
          Load into an empty warehouse
        </button>
        <button
          type="button"
          className="quiet-button"
          disabled={!isAlive || !record.isUp}
          onClick={() => void attempt(async () => live?.kill("loader"))}
        >
          Kill the loader
        </button>
        <button
          type="button"
          className="quiet-button"
          disabled={!isAlive || record.isUp || isBusy}
          onClick={() => void attempt(async () => live?.restart("loader"))}
        >
          Retry: start it again
        </button>
        <button
          type="button"
          className="quiet-button"
          disabled={!isIdle || isBusy}
          onClick={() => void attempt(() => ask({ type: "run" }))}
        >
          Run it once more
        </button>
        <button type="button" className="quiet-button" disabled={!isIdle || isBusy} onClick={changeOrder}>
          Change order 5 in the source
        </button>
      </div>
      <p role="status">{tellRecord(record, { isAlive })}</p>
      <Problem told={problem}>Load into an empty warehouse to begin anew.</Problem>
      <WarehouseRows source={record.source} sink={sinkOf(record)} />
      <LoadRuns runs={record.runs} isAlive={isAlive} />
      <TimeTravel key={mode} versions={record.versions} />
      <Outcomes records={records} />
    </div>
  );
}

function tellRecord(record: LoadRecord, { isAlive }: { readonly isAlive: boolean }): string {
  const last = record.runs.at(-1);
  if (last === undefined)
    return "Nothing has run yet. The source has 16 orders, and the warehouse should end with the same 16.";
  const sink = sinkOf(record);
  const { copies, missing, isEqual } = compare(record.source, sink);
  const counts = `The warehouse has ${sink.length} rows, the source ${record.source.length}.`;
  const verdict = isEqual ? "They agree." : `${tellCopies(copies)}, and ${tellMissing(missing)}.`;
  if (!isAlive) return `${counts} ${verdict} These machines have ended.`;
  if (last.ended === "running") return "The loader is at work.";
  if (last.ended === "killed") return `The loader is dead. ${counts} ${verdict} A retry starts it again.`;
  return `The run is finished. ${counts} ${verdict}`;
}

function tellCopies(copies: number): string {
  if (copies === 0) return "None of them is a copy";
  return copies === 1 ? "1 of them is a copy" : `${copies} of them are copies`;
}

function tellMissing(missing: number): string {
  if (missing === 0) return "every order is there as it is in the source";
  return missing === 1
    ? "1 order is not there as it is in the source"
    : `${missing} orders are not there as they are in the source`;
}
