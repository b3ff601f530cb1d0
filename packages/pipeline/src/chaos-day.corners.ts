/** Small worlds of the pipeline, and schedules, for what a day of chaos seldom brings about. */
import {
  type Input,
  type Machine,
  type Schedule,
  type System,
  type TimedChoice,
  at,
  defineMachine,
  defineSystem,
} from "@millrace/core";
import { database } from "@millrace/delivery/database.ts";
import { store } from "@millrace/recovery/high-water-mark.store.ts";
import { sourceDatabase } from "@millrace/snapshots/source-database.ts";
import { type Business, business, dayOf, policy } from "./chaos-day.world.ts";
import type { Parts } from "./parts.ts";
import { type PaymentRow, payment, storedRow } from "./source-rows.ts";
import { captureStation } from "./stations/capture.ts";
import { newHistory } from "./stations/checkpoints.ts";
import type { RecordValue, Visit, WriteRequest } from "./stations/messages.ts";
import { rollupStation } from "./stations/rollup.ts";
import { schedulerStation, visited } from "./stations/scheduler.ts";
import { sinkStation } from "./stations/sink.ts";
import { topicStation } from "./stations/topic.ts";
import { noTrouble } from "./stations/trouble.ts";
import { workerStation } from "./stations/worker.ts";

/**
 * One payment, one worker, and no scheduler: small enough to try everything, with so many crashes. With `isDeaf` the topic
 * hears nothing of the capture.
 */
export function tinyDay(
  parts: Parts,
  { crashes = 0, isDeaf = false }: { readonly crashes?: number; readonly isDeaf?: boolean } = {},
): System {
  const trouble = isDeaf ? { ...noTrouble, lost: 1 } : noTrouble;
  return defineSystem({
    machines: {
      capture: captureStation(parts, { partitions: 1, chunkRows: 2, policy, timeoutMs: 80, checkpointEvery: 4 }),
      topic: topicStation(parts, { partitions: 1, batchRecords: 2, trouble, checkpointEvery: 3 }),
      worker: workerStation(parts, { policy, timeoutMs: 150 }),
      sink: sinkStation(parts, { trouble: noTrouble, checkpointEvery: 5 }),
    },
    topology: [
      ["capture", "topic"],
      ["topic", "capture"],
      ["topic", "worker"],
      ["worker", "topic"],
      ["worker", "sink"],
      ["sink", "worker"],
    ],
    resources: { source: sourceDatabase({ rows: [storedRow(somePayment)], writesMax: 0 }), database: database() },
    timers: "messages-first",
    faults: { crashes },
  });
}

/**
 * A sink and two writers that do not wait for an answer: "old" writes what it has read in generation 4, "new" the same record
 * once more, in generation 5, twice. One crash.
 */
export function zombieDay(parts: Parts): System {
  const writer = defineMachine<{ writes: number }, WriteRequest, never, { readonly generation: number }>({
    start: () => ({ writes: 0 }),
    onInput(state, { generation }, context) {
      const token = parts.tokenOf({ generation, turn: state.writes, nowMs: context.now() });
      state.writes += 1;
      const event = parts.recordOf(somePayment, { turn: 0 }).event;
      const value = JSON.stringify({ number: 1, row: somePayment, event } satisfies RecordValue);
      const records = [{ partition: "t-0", offset: 0, id: "record 1", value }];
      context.send("sink", { type: "write", write: `${context.self} ${state.writes}`, token, generation, records });
    },
  });
  return defineSystem({
    machines: { old: writer, new: writer, sink: sinkStation(parts, { trouble: noTrouble, checkpointEvery: 5 }) },
    topology: [
      ["old", "sink"],
      ["new", "sink"],
      ["sink", "old"],
      ["sink", "new"],
    ],
    resources: { database: database() },
    inputs: [at("old", { generation: 4 }), at("new", { generation: 5 }), at("new", { generation: 5 })],
    faults: { crashes: 1 },
  });
}

/** A scheduler and a roll-up, and three stations that have nothing left to do. The roll-up may crash as often as it likes. */
export function rollupDay(parts: Parts): System {
  const station = defineMachine<object, Visit>({
    start: () => ({}),
    onMessage(_state, { wave }, from, context) {
      const counts = { sent: 1, received: 1, committed: 1, isOver: true };
      const history = { ...newHistory(0), numbers: [1], amounts: [5] };
      (context as { send(to: string, message: unknown): void }).send(from, {
        type: "counts",
        wave,
        counts,
        history,
        nowMs: 0,
      });
    },
  });
  const names = [...visited, "rollup"];
  return defineSystem({
    machines: {
      ...Object.fromEntries(visited.map((name) => [name, station as Machine])),
      rollup: rollupStation(parts, { pageRows: 2 }),
      scheduler: schedulerStation(parts, { slots: 2, retryDelayMs: 20, timeoutMs: 400, pauseMs: 120 }),
    },
    topology: names.flatMap((name) => [["scheduler", name] as const, [name, "scheduler"] as const]),
    resources: { database: database(), warehouse: store() },
    inputs: [at("scheduler", { type: "begin" })] satisfies Input[],
    timers: "messages-first",
    faults: { crashes: Infinity },
  });
}

/** A day without a write: three rows to be copied, in two chunks, and nothing goes wrong. */
export function copyDay(parts: Parts): System {
  return dayOf(parts, copied);
}

/** The business of {@link copyDay}. */
export const copied: Business = { rows: business.rows.slice(0, 3), writes: [] };

/** The business of {@link rollupDay}: none. */
export const noBusiness: Business = { rows: [], writes: [] };

/**
 * So many rounds: in each, one message of every channel is delivered, and the scheduler begins a wave if it waits for that.
 * The channel `heldBack` is left out, and no other timer goes off. After each delivery, whoever is named by `crashing`
 * goes down and comes back.
 */
export function rounds(
  { channels }: System,
  options: {
    readonly count: number;
    readonly heldBack?: readonly [from: string, to: string];
    readonly crashing?: string;
  },
): Schedule {
  const { count, heldBack = [], crashing } = options;
  const deliveries = channels
    .filter(({ from, to }) => from !== heldBack[0] || to !== heldBack[1])
    .flatMap(({ from, to }): Schedule => {
      const delivery = { kind: "deliver", from, to, nth: 0 } as const;
      if (to !== crashing || from.startsWith("port:")) return [delivery];
      return [delivery, { kind: "crash", machine: to }, { kind: "restart", machine: to }];
    });
  // Where a timer waits for messages, only a clock lets it go off.
  const wave = (round: number): TimedChoice => ({
    kind: "timer",
    machine: "scheduler",
    timer: "wave",
    nowMs: 150 * round,
  });
  const begin: Schedule = [{ kind: "input", machine: "scheduler", input: 0 }];
  return [...begin, ...Array.from({ length: count }, (_, round) => [...deliveries, wave(round + 1)]).flat()];
}

const somePayment: PaymentRow = payment(11, "ada", { amount: 5, madeMs: 10 });
