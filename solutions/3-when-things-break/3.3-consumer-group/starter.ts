/**
 * Consumer group: read a batch, write it, and only then say that it is done. What is taken away is finished or dropped,
 * committed and given back; what is handed out begins where it was committed.
 *
 * Edit `ConsumerState`, `onMessage` and `onReply`. The messages, and what the sink is asked to do, are fixed.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { GroupMessage, Partition } from "@millrace/delivery/consumer-group.broker.ts";
import { readWrite } from "@millrace/delivery/consumer-group.sink.ts";

/** What a consumer remembers. Yours: plain data, in an object. */
export interface ConsumerState {
  /** For each partition, the offset to read next. */
  offsets: Record<Partition, number>;
  // TODO(learner): what must a member know when a reply comes late, or when its partitions are wanted back?
}

/** One member of a consumer group. Its broker is the machine "broker", its table is the resource "sink". */
export const consumer: Machine<ConsumerState, GroupMessage> = defineMachine({
  start(context): ConsumerState {
    context.send("broker", { type: "join" });
    return { offsets: {} };
  },

  onMessage(state, message, _from, context) {
    if (message.type === "assigned") {
      const { generation, offsets } = message;
      state.offsets = { ...offsets };
      context.send("broker", { type: "poll", generation, offsets });
    } else if (message.type === "records") {
      const { generation, records } = message;
      context.call("sink", { type: "upsert", records });
      // TODO(learner): when may a member say that a record is done? And does this message belong to its own generation?
      for (const { partition, offset } of records) state.offsets[partition] = offset + 1;
      context.send("broker", { type: "commit", generation, offsets: state.offsets });
      context.send("broker", { type: "poll", generation, offsets: state.offsets });
    } else if (message.type === "revoke") {
      // TODO(learner): the partitions are wanted back. What may be finished, what is committed, and what is the answer?
    } else {
      // TODO(learner): the partitions are lost already. What is left to do?
    }
  },

  onReply(state, _written, call, context) {
    const { records } = readWrite(call);
    // TODO(learner): these records are in the sink. Whose are they by now?
  },
});
