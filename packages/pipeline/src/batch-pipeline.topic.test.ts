import { type Disk, type Input, type Law, at, explore, sample, simulate } from "@millrace/core";
import { expect, test } from "vitest";
import { batchesKept, logOnDisk } from "./batch/kafka.ts";
import type { BatchOutput, Order } from "./batch/messages.ts";
import { wrongStations } from "./batch/wrong-stations.ts";
import { batchPipelineLaws } from "./batch-pipeline.laws.ts";
import {
  bronzeEndsWithoutLag,
  commitsOnlyWhatIsInBronze,
  committedOffsetsNeverGoBack,
  producedOnce,
  topicLaws,
} from "./batch-pipeline.topic-laws.ts";
import { type BatchOptions, batchDag, batchPipeline, nodeNames, ordersOf } from "./batch-pipeline.world.ts";

test("nothing goes wrong: what is in the source goes through three partitions to the dashboard, and no lag is left", () => {
  const { events } = simulate(batchPipeline({ transport: "kafka", rows: ordersOf(24) }), { steps: 3_000 });
  // All outputs of these stations are such.
  const outputs = events.flatMap((event) => event.outputs as BatchOutput[]);
  expect(outputs.at(-1)).toEqual({ type: "run", run: 1, state: "success", lsn: 1 });
  expect(outputs.find(({ type }) => type === "dashboard")).toMatchObject({ rowCount: 24 });
  expect(events.findLast(({ machine }) => machine === "kafka")?.state).toEqual({
    partitions: {
      p0: { end: 12, committed: 12, lag: 0 },
      p1: { end: 6, committed: 6, lag: 0 },
      p2: { end: 6, committed: 6, lag: 0 },
    },
  });
});

test("two orders in two messages, and one crash, of anybody at any moment: all thirteen laws, every order of events", () => {
  const faults = { crashes: 1 };
  const system = batchPipeline({ ...quick, rows: ordersOf(2), partitions: 2, batchRows: 1, retries: 1, faults });
  const { outcome, bound } = explore(system, { laws: lawsOf(1), limits: { states: 50_000 } });
  expect({ outcome, bound }).toEqual({ outcome: "proved", bound: {} });
});

test("whoever crashes, and however often: the laws hold through three runs", () => {
  const inputs = [insert(ordersOf(9)), run(10), run(20), insert([...moved(2), ...ordersOf(4, 20)], 400), run(900)];
  const system = batchPipeline({ transport: "kafka", inputs, retries: 8, faults: { crashes: 8 } });
  expect(sample(system, { laws: lawsOf(8), runs: 8, steps: 3_000 }).outcome).toBe("sampled");
});

test("a run that fails in the middle leaves records: the next one takes them along, and counts none twice", () => {
  const inputs = [insert(ordersOf(3)), run(10), insert([...moved(1), ...ordersOf(2, 10)], 400), run(900)];
  const system = batchPipeline({ transport: "kafka", inputs, retries: 0, faults: { crashes: 3 } });
  expect(sample(system, { laws: lawsOf(0), runs: 15, steps: 3_000 }).outcome).toBe("sampled");
});

test("a topic's log: a duplicate has its old offset, one too old has none; gaps and old epochs are refused", () => {
  const log = logOnDisk(diskOf());
  const rows = ordersOf(1).map((order) => ({ ...order, lsn: 1 }));
  const batch = { producer: "run-1", epoch: 1, partition: 0, rows };
  expect(log.append({ ...batch, sequence: 1 })).toEqual({ status: "out of order" });
  for (let sequence = 0; sequence <= batchesKept; sequence++)
    expect(log.append({ ...batch, sequence })).toEqual({ status: "appended", offset: sequence });
  expect(log.append({ ...batch, epoch: 2, sequence: 1 })).toEqual({ status: "duplicate", offset: 1 });
  expect(log.append({ ...batch, epoch: 2, sequence: 0 })).toEqual({ status: "duplicate", offset: -1 });
  expect(log.append({ ...batch, sequence: batchesKept + 1 })).toEqual({ status: "fenced" });
  expect(log.append({ ...batch, producer: "run-2", sequence: 0 })).toEqual({
    status: "appended",
    offset: batchesKept + 1,
  });
  expect(log.commit(0, 3)).toBe(3);
  expect(log.commit(0, 2)).toBe(3);
});

const quick = { transport: "kafka", workMs: 0, partitions: 1 } as const;
const oneCrash = { ...quick, rows: ordersOf(1), retries: 1, faults: { crashes: 1 } };
/** Run 1 dies between put and commit. Before run 2 reads, there is another record. */
const twoRuns = {
  ...oneCrash,
  retries: 0,
  partitions: 2,
  inputs: [insert(ordersOf(1)), run(), insert(ordersOf(1, 5)), run()],
};

const wrong: readonly (readonly [what: string, law: Law, options: BatchOptions])[] = [
  [
    "a topic that appends what comes again",
    producedOnce,
    { ...oneCrash, stations: { kafka: wrongStations.topicWithoutSequences } },
  ],
  [
    "a worker that commits what it has read, and puts it then",
    commitsOnlyWhatIsInBronze,
    { ...oneCrash, partitions: 2, stations: { worker: wrongStations.workerThatCommitsFirst } },
  ],
  [
    "a worker that commits more than what is under the key",
    commitsOnlyWhatIsInBronze,
    { ...twoRuns, stations: { worker: wrongStations.workerThatCommitsTooMuch } },
  ],
  [
    "a worker that takes the lag of one partition for that of all",
    bronzeEndsWithoutLag,
    { ...quick, rows: ordersOf(3), partitions: 2, stations: { worker: wrongStations.workerOfOnePartition } },
  ],
];

test.each(wrong)("%s is caught", (_what, law, options) => {
  const { outcome, counterexample } = explore(batchPipeline(options), { laws: [law], limits: { states: 100_000 } });
  expect({ outcome, law: counterexample?.law }).toEqual({ outcome: "broken", law: law.name });
  // The same world with our stations keeps the law, as far as that.
  const { stations: _stations, ...rest } = options;
  const limits = { states: 100_000, depth: counterexample?.foundLength ?? 0 };
  expect(explore(batchPipeline(rest), { laws: [law], limits }).outcome).toBe("proved");
});

test("a topic that forgets its offsets in a crash is caught in a hundred runs, and ours is not", () => {
  const laws = [committedOffsetsNeverGoBack];
  const inputs = [insert(ordersOf(1)), run(), run()];
  const judge = (stations: NonNullable<BatchOptions["stations"]>): string => {
    const system = batchPipeline({ ...quick, inputs, faults: { crashes: 2 }, stations });
    return sample(system, { laws, runs: 100, strategy: "walk", shrinks: false }).outcome;
  };
  expect(judge({ kafka: wrongStations.forgetfulTopic })).toBe("broken");
  expect(judge({})).toBe("sampled");
});

function lawsOf(retries: number): readonly Law[] {
  return [...batchPipelineLaws({ dag: batchDag(retries, "kafka"), nodes: nodeNames }), ...topicLaws()];
}

function insert(rows: readonly Order[], atMs = 0): Input {
  return at("postgres", { type: "insert", rows }, { atMs });
}

function run(atMs = 0): Input {
  return at("airflow", { type: "run" }, { atMs });
}

/** The order as it is after it has moved to another day. */
function moved(id: number): Order[] {
  return ordersOf(1, id).map((order) => ({ ...order, day: "2026-05-09" }));
}

function diskOf(): Disk {
  const kept = new Map<string, unknown>();
  return {
    read: (key) => structuredClone(kept.get(key)),
    write: (key, value) => void kept.set(key, structuredClone(value)),
  };
}
