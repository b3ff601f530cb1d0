/**
 * Right as well: writes and commits one record at a time. Asked to give back what it has, it drops the rest of the batch.
 * A late reply is known by a count of the replies that are still to come, and nothing is noted on the write.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { FromBroker, GroupMessage, GroupRecord, Offsets } from "@millrace/delivery/consumer-group.broker.ts";

interface State {
  /** What was assigned last, unless it is given back or lost. */
  part: Part | null;
  /** Replies to come for writes of earlier generations: the sink answers in order. */
  lateReplies: number;
}

interface Part {
  readonly generation: number;
  /** Up to where each partition is committed. */
  committed: Offsets;
  /** Read, and not yet written; the first one is on its way to the sink. */
  readonly queue: GroupRecord[];
  isWanted: boolean;
}

type Reach = Context<GroupMessage>;

export const consumer: Machine<State, GroupMessage> = defineMachine({
  start(context): State {
    context.send("broker", { type: "join" });
    return { part: null, lateReplies: 0 };
  },

  onMessage(state, message, _from, context) {
    const { part } = state;
    if (message.type === "assigned") {
      leave(state);
      state.part = { generation: message.generation, committed: message.offsets, queue: [], isWanted: false };
      ask(state.part, context);
    } else if (message.type === "lost") {
      leave(state);
      context.send("broker", { type: "join" });
    } else if (part !== null && isFor(part, message)) {
      if (message.type === "records") {
        part.queue.push(...message.records);
        writeFirst(part, context);
      } else {
        part.isWanted = true;
        if (part.queue.length === 0) giveBack(state, part, context);
      }
    }
  },

  onReply(state, _reply, _call, context) {
    const { part } = state;
    const record = part?.queue[0];
    if (state.lateReplies > 0) {
      state.lateReplies -= 1;
    } else if (part !== null && record !== undefined) {
      part.queue.shift();
      const offsets = { [record.partition]: record.offset + 1 };
      part.committed = { ...part.committed, ...offsets };
      context.send("broker", { type: "commit", generation: part.generation, offsets });
      if (part.isWanted) giveBack(state, part, context);
      else if (part.queue.length > 0) writeFirst(part, context);
      else ask(part, context);
    }
  },
});

function isFor(
  part: Part,
  message: GroupMessage,
): message is Extract<FromBroker, { readonly type: "records" | "revoke" }> {
  return (message.type === "records" || message.type === "revoke") && message.generation === part.generation;
}

function ask({ generation, committed }: Part, context: Reach): void {
  if (Object.keys(committed).length > 0) context.send("broker", { type: "poll", generation, offsets: committed });
}

function writeFirst({ queue }: Part, context: Reach): void {
  context.call("sink", { type: "upsert", records: queue.slice(0, 1) });
}

function giveBack(state: State, { generation }: Part, context: Reach): void {
  state.part = null;
  context.send("broker", { type: "release", generation });
}

/** If a write is on its way, its reply will be late. */
function leave(state: State): void {
  if (state.part !== null && state.part.queue.length > 0) state.lateReplies += 1;
  state.part = null;
}
