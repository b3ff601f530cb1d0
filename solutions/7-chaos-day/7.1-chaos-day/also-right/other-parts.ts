/**
 * Right as well: parts that were written in another way. Partitions by the sum of the characters, a consumer that drops its
 * batch when its partitions are wanted back, a sink whose consumer asks first and then writes, a storage that compares with its
 * disk.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { GroupMessage, Partition } from "@millrace/delivery/consumer-group.broker.ts";
import { readWrite } from "@millrace/delivery/consumer-group.sink.ts";
import type { Subscribe, TopicRecord } from "@millrace/delivery/idempotent-consumer.topic.ts";
import type { LeaseMessage, StorageOutput } from "@millrace/delivery/lease.locks.ts";
import { effectOf } from "@millrace/delivery/idempotent-consumer.ts";
import type { Key } from "@millrace/ordering/keyed-partitions.ts";
import { chaosDay as parts } from "@millrace/pipeline/chaos-day.ts";
import type { Parts } from "@millrace/pipeline/parts.ts";

export { dag, mayBeDone, recordOf, stampOf, tokenOf } from "@millrace/pipeline/chaos-day.ts";

function partitionFor(key: Key, partitions: number, { turn }: { readonly turn: number }): number {
  if (key === null) return turn % partitions;
  return [...String(key)].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % partitions;
}

interface ConsumerState {
  generation: number;
  offsets: Record<Partition, number>;
}

/** It asks for more only when the last batch is committed, and answers `revoke` at once: a batch under way is dropped. */
const consumer: Machine<ConsumerState, GroupMessage> = defineMachine({
  start(context): ConsumerState {
    context.send("broker", { type: "join" });
    return { generation: -1, offsets: {} };
  },

  onMessage(state, message, _from, context) {
    if (message.type === "assigned") {
      Object.assign(state, { generation: message.generation, offsets: { ...message.offsets } });
      context.send("broker", { type: "poll", generation: message.generation, offsets: message.offsets });
    } else if (message.type === "records" && message.generation === state.generation) {
      context.call("sink", { type: "upsert", records: message.records, generation: message.generation });
    } else if (message.type === "revoke" && message.generation === state.generation) {
      context.send("broker", { type: "release", generation: message.generation });
      state.generation = -1;
    } else if (message.type === "lost") {
      state.generation = -1;
      context.send("broker", { type: "join" });
    }
  },

  onReply(state, _reply, call, context) {
    const { records, generation } = readWrite(call);
    if (generation === undefined || generation !== state.generation) return;
    for (const { partition, offset } of records) state.offsets[partition] = offset + 1;
    context.send("broker", { type: "commit", generation, offsets: state.offsets });
    context.send("broker", { type: "poll", generation, offsets: state.offsets });
  },
});

/** First it asks whether there is anything to do. What it asks again is decided by the database. */
const idempotentConsumer: Machine<{ open: TopicRecord[] }, Subscribe | TopicRecord> = defineMachine({
  start: (): { open: TopicRecord[] } => ({ open: [] }),

  onMessage({ open }, message, _from, context) {
    if (message.type === "subscribe") return;
    open.push(message);
    context.call("database", { when: effectOf(message).when ?? [] });
  },

  onReply({ open }, reply, _call, context) {
    const record = open.shift();
    if (record !== undefined && Object(reply).type === "committed") context.call("database", effectOf(record));
  },
});

const storage: Machine<object, LeaseMessage, StorageOutput> = defineMachine({
  start: () => ({}),
  onMessage(_state, message, from, context) {
    if (message.type !== "write") return;
    const { token, day } = message;
    const isOld = token < Number(context.disk.read("token") ?? -Infinity);
    if (!isOld) {
      context.disk.write("token", token);
      context.output({ type: "written", day, token, by: from });
    }
    context.send(from, { type: isOld ? "rejected" : "written", day });
  },
});

export const chaosDay: Parts = { ...parts, partitionFor, consumer, idempotentConsumer, storage };
