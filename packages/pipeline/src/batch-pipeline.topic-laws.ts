/**
 * What a topic owes to those who write and read it: four laws for a batch pipeline with Kafka between source and store,
 * besides those of every batch pipeline.
 */
import { type Broken, type MonitorLaw, broken, monitor } from "@millrace/core";
import type { Answer, BatchOutput, OrderVersion, Request, RunTask, TaskReport } from "./batch/messages.ts";

/**
 * All four.
 *
 * @example
 * ```ts
 * import { sample } from "@millrace/core";
 * import { batchPipeline, ordersOf, topicLaws } from "@millrace/pipeline";
 *
 * const system = batchPipeline({ transport: "kafka", rows: ordersOf(4), faults: { crashes: 2 } });
 * if (sample(system, { laws: topicLaws(), runs: 3 }).outcome !== "sampled") throw new Error("no record is lost or doubled");
 * ```
 */
export function topicLaws(): readonly MonitorLaw[] {
  return [
    producedOnce,
    committedOffsetsNeverGoBack,
    commitsOnlyWhatIsInBronze,
    bronzeEndsWithoutLag,
  ] as readonly MonitorLaw[];
}

/** 1. A batch that is sent again has its place already. */
export const producedOnce: MonitorLaw<Topic> = monitor<Topic, Message>(
  "what a producer sends twice is appended once, and in its order",
  {
    start: () => ({ asked: {}, ends: {}, next: {} }),
    on: {
      deliver({ asked }, { machine, message }) {
        if (machine !== "kafka" || message.type !== "produce") return;
        const { producer, partition, sequence, rows } = message;
        asked[message.request] = { name: `${producer} p${partition}`, sequence, count: rows.length };
      },
      send({ asked, ends, next }, { machine, message }): Broken | undefined {
        if (machine !== "kafka" || message.type !== "produced") return undefined;
        const batch = asked[message.request];
        delete asked[message.request];
        if (batch === undefined) return broken("an answer to what was produced", "one to nothing");
        const { name, sequence, count } = batch;
        const expected = next[name] ?? 0;
        if (message.status !== "appended") return undefined;
        if (sequence !== expected)
          return broken(`${name} goes on at number ${expected}`, `a batch from number ${sequence} on is appended`);
        const end = ends[message.partition] ?? 0;
        if (message.offset !== end)
          return broken(`the next offset of p${message.partition} is ${end}`, `it is ${message.offset}`);
        next[name] = expected + count;
        ends[message.partition] = end + count;
        return undefined;
      },
    },
  },
);

/** 2. What is done stays done. */
export const committedOffsetsNeverGoBack: MonitorLaw<Record<string, number>> = monitor<Record<string, number>, Message>(
  "a committed offset never goes back",
  {
    start: () => ({}),
    on: {
      send(offsets, { machine, message }): Broken | undefined {
        if (machine !== "kafka") return undefined;
        const said =
          message.type === "committed"
            ? [[message.partition, message.offset] as const]
            : message.type === "offsets"
              ? message.offsets.map(({ committed }, partition) => [partition, committed] as const)
              : [];
        for (const [partition, offset] of said) {
          const before = offsets[partition] ?? 0;
          if (offset < before) return broken(`p${partition} stays committed up to ${before}`, `it is at ${offset}`);
          offsets[partition] = offset;
        }
        return undefined;
      },
    },
  },
);

/** 3. Who dies now loses nothing. */
export const commitsOnlyWhatIsInBronze: MonitorLaw<Bronze> = monitor<Bronze, Message>(
  "no offset is committed whose record is not in bronze",
  {
    start: () => ({ read: {}, put: {}, bronze: {} }),
    on: {
      deliver({ put }, { machine, message }) {
        if (machine === "s3" && message.type === "put" && message.key.startsWith("bronze/"))
          // Into bronze go rows as they were read.
          put[message.request] = message.rows as readonly OrderVersion[];
      },
      send({ read, put, bronze }, { machine, message }): Broken | undefined {
        if (machine === "s3" && message.type === "stored") {
          if (message.status === 200) for (const row of put[message.request] ?? []) bronze[nameOf(row)] = true;
          delete put[message.request];
        }
        if (machine === "kafka" && message.type === "records")
          message.rows.forEach((row, place) => {
            read[`p${message.partition} ${message.offset + place}`] = nameOf(row);
          });
        if (machine !== "kafka" || message.type !== "committed") return undefined;
        for (let offset = 0; offset < message.offset; offset++) {
          const name = read[`p${message.partition} ${offset}`];
          if (name === undefined || bronze[name] === undefined)
            return broken(
              `p${message.partition} is committed up to ${offset} at most: ${name ?? "that record, which nobody has read,"} is not in bronze`,
              `it is committed up to ${message.offset}`,
            );
        }
        return undefined;
      },
    },
  },
);

/** 4. Lag is what is left to do. */
export const bronzeEndsWithoutLag: MonitorLaw<Lag> = monitor<Lag, Message, BatchOutput>(
  "bronze is a success when the lag is 0",
  {
    start: () => ({ ends: {}, committed: {} }),
    on: {
      send({ ends, committed }, { machine, message }) {
        if (machine !== "kafka") return;
        if (message.type === "offsets")
          message.offsets.forEach(({ end }, partition) => {
            ends[partition] = Math.max(end, ends[partition] ?? 0);
          });
        if (message.type === "committed") committed[message.partition] = message.offset;
      },
      output({ ends, committed }, { output }): Broken | undefined {
        if (output.type !== "task" || output.task !== "bronze" || output.state !== "success") return undefined;
        const behind = Object.keys(ends).find((partition) => (committed[partition] ?? 0) < (ends[partition] ?? 0));
        return behind === undefined
          ? undefined
          : broken(`p${behind} is committed up to ${ends[behind]}`, `it is committed up to ${committed[behind] ?? 0}`);
      },
    },
  },
);

/** What was produced. */
export interface Topic {
  /** By request, a batch that has no answer. */
  readonly asked: Record<string, { readonly name: string; readonly sequence: number; readonly count: number }>;
  /** By partition, the offset that comes next. */
  readonly ends: Record<string, number>;
  /** By producer and partition, the number that comes next. */
  readonly next: Record<string, number>;
}

/** Which records are where. */
export interface Bronze {
  /** By partition and offset, which row that is. */
  readonly read: Record<string, string>;
  /** By request, rows that are being put. */
  readonly put: Record<string, readonly OrderVersion[]>;
  /** The rows that are in bronze. */
  readonly bronze: Record<string, true>;
}

/** By partition, how far the topic and its readers are. */
export interface Lag {
  /** The offsets that the next records will have, as far as anybody was told. */
  readonly ends: Record<string, number>;
  /** The offsets below which all is committed. */
  readonly committed: Record<string, number>;
}

type Message = Request | Answer | RunTask | TaskReport;

function nameOf({ id, lsn }: OrderVersion): string {
  return `order ${id} of commit ${lsn}`;
}
