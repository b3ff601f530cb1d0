/**
 * Right as well: asks for the next batch while the last one is being written. Where it reads and where it has written
 * are two things. Asked to give back what it has, it does so at once and drops all that is under way.
 */
import { type Machine, defineMachine } from "@millrace/core";
import type { GroupMessage, GroupRecord, Offsets, Partition } from "@millrace/delivery/consumer-group.broker.ts";
import { readWrite } from "@millrace/delivery/consumer-group.sink.ts";

interface State {
  generation: number;
  /** Where to read on. */
  readonly reads: Map<Partition, number>;
  /** Read, and waiting for the write before it. */
  waiting: GroupRecord[];
  isWriting: boolean;
}

const none = -1;

export const consumer: Machine<State, GroupMessage> = defineMachine({
  start(context): State {
    context.send("broker", { type: "join" });
    return { generation: none, reads: new Map(), waiting: [], isWriting: false };
  },

  onMessage(state, message, _from, context) {
    const drop = (): void => {
      state.generation = none;
      state.reads.clear();
      state.waiting = [];
      state.isWriting = false;
    };
    const write = (records: readonly GroupRecord[]): void => {
      context.call("sink", { type: "upsert", records, generation: state.generation });
      state.isWriting = true;
    };
    const ask = (): void =>
      context.send("broker", { type: "poll", generation: state.generation, offsets: Object.fromEntries(state.reads) });

    switch (message.type) {
      case "assigned":
        drop();
        state.generation = message.generation;
        for (const [partition, offset] of Object.entries(message.offsets)) state.reads.set(partition, offset);
        ask();
        break;
      case "records":
        if (message.generation !== state.generation) return;
        for (const { partition, offset } of message.records) state.reads.set(partition, offset + 1);
        if (state.isWriting) state.waiting.push(...message.records);
        else write(message.records);
        ask();
        break;
      case "revoke":
        drop();
        context.send("broker", { type: "release", generation: message.generation });
        break;
      case "lost":
        drop();
        context.send("broker", { type: "join" });
        break;
      default:
    }
  },

  onReply(state, _reply, call, context) {
    const { records, generation } = readWrite(call);
    if (generation !== state.generation || generation === none) return;
    const offsets: Offsets = Object.fromEntries(records.map(({ partition, offset }) => [partition, offset + 1]));
    context.send("broker", { type: "commit", generation, offsets });
    state.isWriting = state.waiting.length > 0;
    if (state.isWriting) context.call("sink", { type: "upsert", records: state.waiting, generation });
    state.waiting = [];
  },
});
