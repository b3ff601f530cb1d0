/** A day of the pipeline: what is in the shop's table, what is written while it is captured, and what goes wrong. */
import { type Faults, type Input, type System, at, defineSystem } from "@millrace/core";
import { database } from "@millrace/delivery/database.ts";
import type { RetryPolicy } from "@millrace/delivery/retry.ts";
import { store } from "@millrace/recovery/high-water-mark.store.ts";
import { application } from "@millrace/snapshots/cdc-handoff.capture.ts";
import { sourceDatabase } from "@millrace/snapshots/source-database.ts";
import type { Parts } from "./parts.ts";
import { type SourceRow, customer, payment, storedRow, upsertOf } from "./source-rows.ts";
import { captureStation } from "./stations/capture.ts";
import { rollupStation } from "./stations/rollup.ts";
import { schedulerStation } from "./stations/scheduler.ts";
import { sinkStation } from "./stations/sink.ts";
import { topicStation } from "./stations/topic.ts";
import { type Trouble, noTrouble } from "./stations/trouble.ts";
import { workerStation } from "./stations/worker.ts";

/** What the source holds at first, and what the shop writes, in this order. */
export interface Business {
  /** All different in their ids. */
  readonly rows: readonly SourceRow[];
  /** New rows, and newer versions of customers. */
  readonly writes: readonly SourceRow[];
}

/** What goes wrong. */
export interface DayOptions {
  /** Whom the topic's coordinator takes for dead, and when. */
  readonly expelled?: readonly Input[];
  /** At the topic. */
  readonly topicTrouble?: Trouble;
  /** At the sink. */
  readonly sinkTrouble?: Trouble;
  /** Crashes, cuts and clocks. Drops and duplicates are the stations' own affair: leave them out. */
  readonly faults?: Faults;
  /** How much longer everybody waits and goes on: 1 if it is left out. Real machines may be away for long. */
  readonly patience?: number;
}

/** How long capture and workers go on with a request that fails. */
export const policy: RetryPolicy = { attemptsMax: 8, baseMs: 10, capMs: 40, deadlineMs: 60_000 };

/** The same, for those who are so many times as patient. */
export function patientPolicy(patience: number): RetryPolicy {
  return { ...policy, attemptsMax: policy.attemptsMax * patience };
}

/** A small day: two customers and two payments are there, and nine rows are written while the table is copied. */
export const business: Business = {
  rows: [
    customer(1, "ada", 1),
    customer(2, "bob", 1),
    payment(11, "ada", { amount: 5, madeMs: 10 }),
    payment(12, "bob", { amount: 5, madeMs: 20 }),
  ],
  writes: [
    payment(13, "ada", { amount: 7, madeMs: 30 }),
    customer(1, "ada", 2),
    payment(14, "cleo", { amount: 5, madeMs: 90 }),
    customer(2, "bob", 2),
    customer(1, "ada", 3),
    // Late: it was made before most of the others.
    payment(15, "bob", { amount: 5, madeMs: 15 }),
    customer(3, "cleo", 1),
    // The same customer, amount and time as payment 11: another payment nevertheless.
    payment(16, "ada", { amount: 5, madeMs: 10 }),
    customer(2, "bob", 3),
  ],
};

/** The workers' names. */
export const workers: readonly string[] = ["worker-1", "worker-2", "worker-3"];

/** A day without trouble. */
export function quietDay(parts: Parts): System {
  return dayOf(parts, business);
}

/**
 * A day with all of it: requests that are lost, refused or not heard of, messages that overtake each other, members that are
 * thought dead, machines that crash, cut lines and clocks that are off.
 */
export function chaosDayOf(parts: Parts, { patience = 1 }: Pick<DayOptions, "patience"> = {}): System {
  const trouble: Trouble = { lost: 0.08, busy: 0.08, unheard: 0.06 };
  return dayOf(parts, business, {
    patience,
    expelled: [expel("worker-1", 90), expel("worker-3", 130), expel("worker-2", 170), expel("worker-1", 230)],
    topicTrouble: trouble,
    sinkTrouble: trouble,
    faults: {
      crashes: 10,
      clockSkewMs: 300,
      cuts: [
        [["worker-1"], ["sink"]],
        [["topic"], ["worker-2"]],
        [["worker-3"], ["sink", "topic"]],
        [["capture"], ["topic"]],
      ],
    },
  });
}

/** The stations, with these parts, on one day. */
export function dayOf(parts: Parts, { rows, writes }: Business, options: DayOptions = {}): System {
  const { expelled = [], topicTrouble = noTrouble, sinkTrouble = noTrouble, faults = {}, patience = 1 } = options;
  const partitions = 3;
  const tireless = patientPolicy(patience);
  const worker = workerStation(parts, { policy: tireless, timeoutMs: 150 });
  return defineSystem({
    machines: {
      shop: application(writes.map(upsertOf), { everyMs: 12 }),
      capture: captureStation(parts, { partitions, chunkRows: 2, policy: tireless, timeoutMs: 80, checkpointEvery: 4 }),
      topic: topicStation(parts, { partitions, batchRecords: 2, trouble: topicTrouble, checkpointEvery: 3 }),
      ...Object.fromEntries(workers.map((name) => [name, worker])),
      sink: sinkStation(parts, { trouble: sinkTrouble, checkpointEvery: 5 }),
      rollup: rollupStation(parts, { pageRows: 2 }),
      scheduler: schedulerStation(parts, { slots: 2, retryDelayMs: 20, timeoutMs: 400 * patience, pauseMs: 120 }),
    },
    topology: [
      ["capture", "topic"],
      ["topic", "capture"],
      ...workers.flatMap((name) => [
        ["topic", name] as const,
        [name, "topic"] as const,
        [name, "sink"] as const,
        ["sink", name] as const,
      ]),
      ...["capture", "topic", "sink", "rollup"].flatMap((name) => [
        ["scheduler", name] as const,
        [name, "scheduler"] as const,
      ]),
    ],
    channels: { default: "fifo", pairs: [["capture", "topic", "any-order"]] },
    resources: {
      source: sourceDatabase({ rows: rows.map(storedRow), entriesMax: 4, writesMax: writes.length }),
      database: database(),
      warehouse: store(),
    },
    inputs: [at("scheduler", { type: "begin" }), at("rollup", { type: "run" }, { atMs: 130 }), ...expelled],
    // Where nobody measures time, nobody is thought dead whose word is on its way.
    timers: "messages-first",
    faults,
  });
}

function expel(member: string, atMs: number): Input {
  return at("topic", { type: "expel", member }, { atMs });
}
