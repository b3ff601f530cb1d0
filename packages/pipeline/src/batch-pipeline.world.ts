/** The batch pipeline: nine stations, from the shop's table to the people who look at the dashboard. */
import {
  type AnyMachine,
  type Faults,
  type Input,
  type MachineId,
  type System,
  at,
  defineSystem,
} from "@millrace/core";
import type { Dag, TaskId } from "@millrace/termination/dag.ts";
import { type AirflowOptions, airflow } from "./batch/airflow.ts";
import { dbt } from "./batch/dbt.ts";
import { kafka } from "./batch/kafka.ts";
import type { Order } from "./batch/messages.ts";
import { metabase } from "./batch/metabase.ts";
import { postgres } from "./batch/postgres.ts";
import { node, redshift } from "./batch/redshift.ts";
import { s3 } from "./batch/s3.ts";
import { worker } from "./batch/worker.ts";

/** What {@link batchPipeline} takes. */
export interface BatchOptions {
  /** What is in the shop's table when the first run begins: {@link ordersOf} 24 if it is left out. */
  readonly rows?: readonly Order[];
  /** How many rows go in one message or object at most: 1 or more; 4 by default. */
  readonly batchRows?: number;
  /** How often a task is tried again: 0 or more; 3 by default. */
  readonly retries?: number;
  /** The time from one heartbeat to the next, in milliseconds; 100 by default. Who is silent for four of them is thought dead. */
  readonly heartbeatMs?: number;
  /** How long each step of a task takes, in milliseconds; 40 by default, and no time at all with 0. */
  readonly workMs?: number;
  /** What lies between source and store: nothing, by default, or Kafka's topic. */
  readonly transport?: Transport;
  /** How many partitions the topic has: 1 or more; 3 by default. */
  readonly partitions?: number;
  /** What may go wrong. Nothing by default. Drops and duplicates are not for these stations: their connections lose nothing. */
  readonly faults?: Faults;
  /** What is asked for from outside: by default the rows are inserted, and there is one run 100 ms later. */
  readonly inputs?: readonly Input[];
  /** Stations, by name, that take the place of ours. */
  readonly stations?: Readonly<Partial<Record<StationName, AnyMachine>>>;
  /** The graph, with the tasks' own retries, in place of {@link batchDag}. */
  readonly dag?: Dag;
  /** Which timers may go off when nobody measures time: `messages-first` by default. */
  readonly timers?: System["timers"];
}

/** The machines' names, from the source to the dashboard. */
export const stationNames = [
  "postgres",
  "airflow",
  "worker",
  "s3",
  "dbt",
  "redshift",
  "node-1",
  "node-2",
  "metabase",
] as const;

/** The name of a station. */
export type StationName = (typeof stationNames)[number] | "kafka";

/** How rows come from the source to the store. */
export type Transport = "direct" | "kafka";

/** The nodes of the warehouse. */
export const nodeNames: readonly StationName[] = ["node-1", "node-2"];

/** Which station runs which task. */
export const stationOf: Readonly<Record<TaskId, MachineId>> = {
  extract: "worker",
  publish: "worker",
  bronze: "worker",
  silver: "dbt",
  gold: "dbt",
  load: "redshift",
  refresh: "metabase",
};

/**
 * The graph: each layer is made of the one before. `retries` is how often each task is tried again. With Kafka's topic between
 * source and store there is one more task, `publish`.
 *
 * @example
 * ```ts
 * import { batchDag } from "@millrace/pipeline";
 *
 * if (batchDag(3).load?.upstream[0] !== "gold") throw new Error("what is loaded is gold");
 * ```
 */
export function batchDag(retries: number, transport: Transport = "direct"): Dag {
  const isDirect = transport === "direct";
  return {
    extract: { upstream: [], retries },
    ...(isDirect ? {} : { publish: { upstream: ["extract"], retries } }),
    bronze: { upstream: [isDirect ? "extract" : "publish"], retries },
    silver: { upstream: ["bronze"], retries },
    gold: { upstream: ["silver"], retries },
    load: { upstream: ["gold"], retries },
    refresh: { upstream: ["load"], retries },
  };
}

/** Who speaks with whom. The worker speaks with Kafka, too, where there is one. */
export const connections: readonly (readonly [StationName, StationName])[] = [
  ["airflow", "worker"],
  ["airflow", "dbt"],
  ["airflow", "redshift"],
  ["airflow", "metabase"],
  ["worker", "postgres"],
  ["worker", "s3"],
  ["dbt", "s3"],
  ["redshift", "s3"],
  ["redshift", "node-1"],
  ["redshift", "node-2"],
  ["metabase", "redshift"],
];

/**
 * The batch pipeline as a system. Besides its own inputs it takes `{ type: "insert", rows }` at postgres, one transaction each,
 * and `{ type: "run" }` at airflow, one run each.
 *
 * @example
 * ```ts
 * import { simulate } from "@millrace/core";
 * import { batchPipeline, ordersOf } from "@millrace/pipeline";
 *
 * const { events } = simulate(batchPipeline({ rows: ordersOf(10) }));
 * const outputs = events.flatMap(({ outputs }) => outputs) as { readonly type: string; readonly rowCount?: number }[];
 * const dashboard = outputs.find(({ type }) => type === "dashboard");
 * if (dashboard?.rowCount !== 10) throw new Error("all ten orders are on the dashboard");
 * ```
 */
export function batchPipeline(options: BatchOptions = {}): System {
  const { rows = ordersOf(24), faults = {}, timers = "messages-first", transport = "direct" } = options;
  const all: typeof connections = transport === "kafka" ? [...connections, ["worker", "kafka"]] : connections;
  const inputs = options.inputs ?? [
    at("postgres", { type: "insert", rows }),
    at("airflow", { type: "run" }, { atMs: 100 }),
  ];
  return defineSystem({
    machines: { ...stationsOf(options), ...options.stations },
    topology: all.flatMap(([one, other]) => [[one, other] as const, [other, one] as const]),
    channels: "fifo",
    inputs,
    timers,
    faults,
  });
}

/**
 * So many orders of four customers, on three days. `from` is the first one's id, 1 if it is left out.
 *
 * @example
 * ```ts
 * import { ordersOf } from "@millrace/pipeline";
 *
 * const [first, second] = ordersOf(2, 41);
 * if (first?.id !== 41 || second?.id !== 42) throw new Error("ids go up from there");
 * ```
 */
export function ordersOf(count: number, from = 1): Order[] {
  return Array.from({ length: count }, (_none, place) => {
    const id = from + place;
    const customer = customers[id % customers.length] ?? "";
    return { id, customer, day: `2026-05-0${1 + (id % 3)}`, amount: 5 + ((id * 7) % 20) };
  });
}

/** As people type them: silver spells them in one way. */
const customers = ["Ada", "bob ", "Cleo", " Jon"];

/** How long the scheduler waits, by the time between heartbeats, in milliseconds. */
export function schedulerOptions(
  heartbeatMs: number,
): Pick<AirflowOptions, "timeoutMs" | "retryDelayMs" | "maxRetryDelayMs"> {
  return { timeoutMs: 4 * heartbeatMs, retryDelayMs: 2 * heartbeatMs, maxRetryDelayMs: 20 * heartbeatMs };
}

function stationsOf({
  batchRows = 4,
  retries = 3,
  heartbeatMs = 100,
  workMs = 40,
  transport = "direct",
  partitions = 3,
  dag = batchDag(retries, transport),
}: BatchOptions): Partial<Record<StationName, AnyMachine>> {
  const hasTopic = transport === "kafka";
  const jobs = { heartbeatMs, workMs };
  return {
    postgres: postgres() as AnyMachine,
    airflow: airflow({ dag, stationOf, ...schedulerOptions(heartbeatMs) }) as AnyMachine,
    worker: worker({ batchRows, ...(hasTopic ? { partitions } : {}), ...jobs }) as AnyMachine,
    ...(hasTopic ? { kafka: kafka(partitions) as AnyMachine } : {}),
    s3: s3() as AnyMachine,
    dbt: dbt({ batchRows, ...jobs }) as AnyMachine,
    redshift: redshift({ nodes: nodeNames, clients: ["metabase"], ...jobs }) as AnyMachine,
    "node-1": node() as AnyMachine,
    "node-2": node() as AnyMachine,
    metabase: metabase(jobs) as AnyMachine,
  };
}
