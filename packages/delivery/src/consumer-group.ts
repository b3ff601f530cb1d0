/**
 * Consumer group: read a batch, write it, and only then say that it is done. What is taken away is finished, committed
 * and given back; what is handed out begins where it was committed.
 *
 * State: the generation and the offsets from which to read on, one for each partition that is ours; whether a batch is
 * under way; whether the partitions are wanted back.
 * Messages: `join`, `poll`, `commit` and `release` to the broker, `assigned`, `records`, `revoke` and `lost` from it
 * (consumer-group.broker.ts). Calls the resource "sink" to upsert.
 *
 * Source: beyond the book. Kafka's consumer groups with the eager protocol (Kafka 0.9, 2015): generations, and offsets
 * committed in the broker. We deviate in that a commit has no answer, and that a poll waits for records at the broker.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { GroupMessage, Partition } from "./consumer-group.broker.ts";
import { readWrite } from "./consumer-group.sink.ts";

/**
 * One member of a consumer group. It writes every record of its partitions to the sink at least once, and commits no
 * offset before all below it is written.
 *
 * @example
 * ```ts
 * import { defineSystem, simulate } from "@millrace/core";
 * import { brokerOf, consumer, sink } from "@millrace/delivery";
 *
 * const broker = brokerOf({ logs: { "orders-0": ["o1"], "orders-1": ["o2"] }, batchRecords: 2 });
 * const system = defineSystem({ machines: { broker, a: consumer, b: consumer }, resources: { sink } });
 * const committed: Record<string, number> = {};
 * for (const { outputs } of simulate(system).events) {
 *   for (const { type, partition, offset } of outputs as { type: string; partition: string; offset: number }[])
 *     if (type === "committed") committed[partition] = offset;
 * }
 * if (committed["orders-0"] !== 1 || committed["orders-1"] !== 1) throw new Error("both logs are done");
 * ```
 */
export const consumer: Machine<ConsumerState, GroupMessage> = defineMachine({
  start: (context): ConsumerState => join(context),

  onMessage(state, message, _from, context) {
    if (message.type === "assigned") {
      state.generation = message.generation;
      state.offsets = { ...message.offsets };
      state.isWriting = false;
      state.isRevoked = false;
      poll(state, context);
    } else if (message.type === "lost") {
      Object.assign(state, join(context));
    } else if (message.type === "records" && message.generation === state.generation) {
      const { generation, records } = message;
      state.isWriting = true;
      context.call("sink", { type: "upsert", records, generation });
    } else if (message.type === "revoke" && message.generation === state.generation) {
      state.isRevoked = true;
      if (!state.isWriting) release(state, context);
    }
  },

  onReply(state, _written, call, context) {
    const { records, generation } = readWrite(call);
    // A batch of an earlier generation is no longer ours: who has its partitions now reads it again.
    if (generation === undefined || generation !== state.generation) return;
    state.isWriting = false;
    const done: Record<Partition, number> = {};
    for (const { partition, offset } of records) done[partition] = offset + 1;
    Object.assign(state.offsets, done);
    context.send("broker", { type: "commit", generation, offsets: done });
    if (state.isRevoked) release(state, context);
    else poll(state, context);
  },
});

/** What a consumer remembers. */
export interface ConsumerState {
  /** The generation that it has a part in; undefined while it has none. */
  generation: number | undefined;
  /** For each of its partitions, the offset to read next: all below it is written and committed. */
  offsets: Record<Partition, number>;
  /** Whether a batch of this generation is on its way to the sink. */
  isWriting: boolean;
  /** Whether the partitions are to be given back once that is over. */
  isRevoked: boolean;
}

type Reach = Context<GroupMessage>;

/** Asks to be taken in; gives the state of one that has nothing. */
function join(context: Reach): ConsumerState {
  context.send("broker", { type: "join" });
  return { generation: undefined, offsets: {}, isWriting: false, isRevoked: false };
}

function poll({ generation, offsets }: ConsumerState, context: Reach): void {
  if (generation !== undefined) context.send("broker", { type: "poll", generation, offsets });
}

function release(state: ConsumerState, context: Reach): void {
  if (state.generation !== undefined) context.send("broker", { type: "release", generation: state.generation });
  state.generation = undefined;
}
