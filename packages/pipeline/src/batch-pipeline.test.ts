import { type Input, type Law, type System, at, explore, sample, simulate } from "@millrace/core";
import type { Dag } from "@millrace/termination/dag.ts";
import { expect, test } from "vitest";
import type { BatchOutput, Order } from "./batch/messages.ts";
import { wrongSchedulers, wrongStations } from "./batch/wrong-stations.ts";
import {
  attemptsAreWithinRetries,
  batchPipelineLaws,
  dashboardAgreesWithSource,
  everyRunEnds,
  lsnNeverGoesBack,
  objectsStayAsTheyAre,
  queryAsksEveryNode,
  rowIsInGoldOnce,
  runEndsByItsLeaves,
  tasksWaitForTheirUpstreams,
} from "./batch-pipeline.laws.ts";
import {
  type BatchOptions,
  batchDag,
  batchPipeline,
  connections,
  nodeNames,
  ordersOf,
  stationNames,
} from "./batch-pipeline.world.ts";

test("nothing goes wrong: what is in the source is on the dashboard, each task at its first attempt", () => {
  const outputs = outputsOf(batchPipeline({ rows: ordersOf(24) }), 1);
  const total = ordersOf(24).reduce((sum, { amount }) => sum + amount, 0);
  expect(outputs).toContainEqual({ type: "dashboard", run: 1, lsn: 1, rowCount: 24, total });
  expect(outputs.at(-1)).toEqual({ type: "run", run: 1, state: "success", lsn: 1 });
  const states = outputs.flatMap((output) =>
    output.type === "task" && output.task === "gold" ? [`${output.state} ${output.attempt}`] : [],
  );
  expect(states).toEqual(["none 0", "scheduled 1", "queued 1", "running 1", "success 1"]);
});

test("one order and one crash, of anybody at any moment: all nine laws, every order of events", () => {
  expectProved({ rows: ordersOf(1), faults: { crashes: 1 } }, 30_000);
});

test("two orders in two messages each, and one crash: the same", () => {
  expectProved({ rows: ordersOf(2), batchRows: 1, faults: { crashes: 1 } }, 40_000);
});

test("an order that is written anew while two runs read: the same, without a crash", () => {
  const inputs = [insert(ordersOf(1)), insert([changed(1)]), run(), run()];
  expectProved({ inputs }, 5_000);
});

test("two crashes are sampled, not proved: forty runs in any order of events, and as many by the clock", () => {
  const laws = lawsOf(2);
  const system = batchPipeline({ rows: ordersOf(2), batchRows: 1, retries: 2, workMs: 0, faults: { crashes: 2 } });
  for (const strategy of ["walk", "delays"] as const)
    expect(sample(system, { laws, runs: 40, strategy }).outcome).toBe("sampled");
});

test("heartbeats that are late whenever they like: every order of the first 24 events, and sampled to the end", () => {
  const system = batchPipeline({ rows: ordersOf(1), retries: 1, workMs: 0, timers: "untimed" });
  const { outcome, bound } = explore(system, { laws: lawsOf(1), limits: { states: 30_000, depth: 24 } });
  expect({ outcome, bound }).toEqual({ outcome: "proved", bound: { depth: 24 } });
  const longer = batchPipeline({ rows: ordersOf(4), retries: 8, timers: "untimed", faults: { crashes: 2 } });
  expect(sample(longer, { laws: lawsOf(8), runs: 20, strategy: "walk", steps: 2_000 }).outcome).toBe("sampled");
});

test("whoever crashes, and however often: the laws hold, tasks are tried again, and runs end well", () => {
  const inputs = [
    insert(ordersOf(9)),
    run(10),
    run(20),
    insert([changed(2), changed(3), ...ordersOf(4, 20)], 400),
    run(900),
  ];
  const system = batchPipeline({ inputs, retries: 8, faults: { crashes: 8 } });
  expect(sample(system, { laws: lawsOf(8), runs: 15, steps: 3_000 }).outcome).toBe("sampled");
  const outputs = seeds(10).map((seed) => outputsOf(system, seed));
  expect(outputs.map((those) => those.filter(isSuccess).length)).toEqual(seeds(10).map(() => 3));
  expect(outputs.some((those) => those.some((output) => output.type === "task" && output.attempt > 1))).toBe(true);
});

test("lines that are cut for a while: a station that is thought dead and is not does no harm", () => {
  const cuts = [
    [["worker"], ["airflow"]],
    [["airflow"], ["dbt"]],
    [["s3"], ["worker", "dbt"]],
    [["redshift"], ["airflow"]],
    [["node-2"], ["redshift"]],
    [["redshift"], ["metabase"]],
  ] as const;
  const system = batchPipeline({ rows: ordersOf(9), retries: 8, faults: { crashes: 2, cuts } });
  expect(sample(system, { laws: lawsOf(8), runs: 15, steps: 3_000 }).outcome).toBe("sampled");
});

test("no retries are left: the run has failed, what waited for the task is upstream_failed, and the laws hold", () => {
  const system = batchPipeline({ rows: ordersOf(4), retries: 0, faults: { crashes: 8 } });
  expect(sample(system, { laws: lawsOf(0), runs: 30 }).outcome).toBe("sampled");
  const ends = seeds(30).map((seed) => outputsOf(system, seed));
  const failed = ends.find((outputs) => outputs.some(({ type }) => type === "run") && !outputs.some(isSuccess));
  expect(failed?.some((output) => output.type === "task" && output.state === "upstream_failed")).toBe(true);
});

test("an order without a customer: dbt ends with 1 as often as it is tried, and nothing of it is on a dashboard", () => {
  const rows = [...ordersOf(2), { id: 9, customer: " ", day: "2026-05-01", amount: 5 }];
  const { events } = simulate(batchPipeline({ rows, retries: 1 }));
  const sent = events.flatMap(({ sends }) => sends.map(({ message }) => message as { readonly exitCode?: number }));
  expect(sent.flatMap(({ exitCode }) => exitCode ?? [])).toEqual([1, 1]);
  const outputs = outputsOf(batchPipeline({ rows, retries: 1 }), 0);
  expect(outputs.at(-1)).toMatchObject({ type: "run", state: "failed" });
  expect(outputs.some(({ type }) => type === "dashboard")).toBe(false);
});

test("one of two leaves fails: the one that ended well does not make a success of it", () => {
  const outputs = outputsOf(batchPipeline({ rows: nameless, dag: twoLeaves }), 0);
  expect(outputs).toContainEqual({ type: "task", run: 1, task: "refresh", state: "success", attempt: 1 });
  expect(outputs.at(-1)).toMatchObject({ state: "failed" });
});

test("every connection is between stations, and stands once", () => {
  const pairs = connections.map((pair) => pair.toSorted().join(" "));
  expect(new Set(pairs).size).toBe(pairs.length);
  expect(new Set(connections.flat())).toEqual(new Set(stationNames));
});

/** The dashboard is refreshed whatever becomes of silver. */
const twoLeaves: Dag = { ...batchDag(0), refresh: { upstream: ["bronze"] } };
const nameless: readonly Order[] = [{ id: 1, customer: "", day: "2026-05-01", amount: 5 }];
const oneCrash = { rows: ordersOf(1), retries: 1, workMs: 0, faults: { crashes: 1 } } as const;
const whileItReads = { batchRows: 1, workMs: 0, inputs: [insert(ordersOf(2)), run(), insert(ordersOf(1, 3))] };

const wrong: readonly (readonly [what: string, law: Law, options: BatchOptions])[] = [
  [
    "a node that appends: what is loaded again counts twice",
    rowIsInGoldOnce,
    { ...oneCrash, stations: { "node-1": wrongStations.appendingNode, "node-2": wrongStations.appendingNode } },
  ],
  [
    "the same, as those see it who look at the dashboard",
    dashboardAgreesWithSource,
    { ...oneCrash, stations: { "node-1": wrongStations.appendingNode, "node-2": wrongStations.appendingNode } },
  ],
  [
    "a node that acknowledges before its disk is written",
    rowIsInGoldOnce,
    { ...oneCrash, stations: { "node-1": wrongStations.hastyNode, "node-2": wrongStations.hastyNode } },
  ],
  [
    "a store that acknowledges before its disk is written",
    objectsStayAsTheyAre,
    { ...oneCrash, stations: { s3: wrongStations.hastyStore } },
  ],
  [
    "a store that overwrites: a later attempt reads at a later commit",
    lsnNeverGoesBack,
    {
      ...oneCrash,
      inputs: [insert(ordersOf(1)), run(), insert(ordersOf(1, 2))],
      stations: { s3: wrongStations.overwritingStore },
    },
  ],
  [
    "a leader that answers when the first node has",
    queryAsksEveryNode(nodeNames),
    { rows: ordersOf(2), workMs: 0, stations: { redshift: wrongStations.hastyLeader } },
  ],
  [
    "a source that is read page by page without its LSN",
    dashboardAgreesWithSource,
    { ...whileItReads, stations: { postgres: wrongStations.readerWithoutLsn } },
  ],
  [
    "a source that forgets its last commit in a crash",
    lsnNeverGoesBack,
    { ...oneCrash, stations: { postgres: wrongStations.forgetfulSource } },
  ],
  [
    "silver and gold that keep every version of an order",
    dashboardAgreesWithSource,
    {
      workMs: 0,
      inputs: [insert(ordersOf(1)), run(), insert([changed(1)]), run()],
      stations: { dbt: wrongStations.dbtWithoutKeys },
    },
  ],
  [
    "a scheduler that calls it a success when any leaf ended well",
    runEndsByItsLeaves(twoLeaves),
    { rows: nameless, workMs: 0, dag: twoLeaves, stations: { airflow: wrongSchedulers.anyLeafWill(twoLeaves) } },
  ],
  [
    "a scheduler that does not wait",
    tasksWaitForTheirUpstreams(batchDag(1)),
    { ...oneCrash, stations: { airflow: wrongSchedulers.impatient(batchDag(1)) } },
  ],
  [
    "a scheduler that tries once more than it may",
    attemptsAreWithinRetries(batchDag(1)),
    { rows: nameless, retries: 1, workMs: 0, stations: { airflow: wrongSchedulers.stubborn(batchDag(1)) } },
  ],
  [
    "a scheduler that listens to no heartbeat",
    everyRunEnds,
    { ...oneCrash, stations: { airflow: wrongSchedulers.deaf(batchDag(1)) } },
  ],
];

test.each(wrong)("%s is caught", (_what, law, options) => {
  const { outcome, counterexample } = explore(batchPipeline(options), { laws: [law], limits: { states: 60_000 } });
  expect({ outcome, law: counterexample?.law }).toEqual({ outcome: "broken", law: law.name });
  // The same world with our stations keeps the law, as far as that.
  const { stations: _stations, ...rest } = options;
  const limits = { states: 60_000, depth: counterexample?.foundLength ?? 0 };
  expect(explore(batchPipeline(rest), { laws: [law], limits }).outcome).toBe("proved");
});

function expectProved(options: BatchOptions, statesMax: number): void {
  const system = batchPipeline({ retries: 1, workMs: 0, ...options });
  const { outcome, bound, states } = explore(system, { laws: lawsOf(1), limits: { states: statesMax } });
  expect({ outcome, bound }).toEqual({ outcome: "proved", bound: {} });
  expect(states).toBeGreaterThan(200);
}

function lawsOf(retries: number): readonly Law[] {
  return batchPipelineLaws({ dag: batchDag(retries), nodes: nodeNames });
}

function outputsOf(system: System, seed: number): BatchOutput[] {
  // All outputs of these stations are such.
  return simulate(system, { seed, steps: 3_000 }).events.flatMap(({ outputs }) => outputs as BatchOutput[]);
}

function isSuccess(output: BatchOutput): boolean {
  return output.type === "run" && output.state === "success";
}

function insert(rows: readonly Order[], atMs = 0): Input {
  return at("postgres", { type: "insert", rows }, { atMs });
}

function run(atMs = 0): Input {
  return at("airflow", { type: "run" }, { atMs });
}

/** The order as it is after somebody has changed it: it costs more, and has moved to another day. */
function changed(id: number): Order {
  const [order] = ordersOf(1, id);
  if (order === undefined) throw new Error(`There is no order ${id}.`);
  return { ...order, day: "2026-05-09", amount: order.amount + 100 };
}

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_none, place) => place + 1);
}
