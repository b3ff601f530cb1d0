/**
 * Right as well: commits now and then, all that has been written since, and when it gives back what it has. Writes the
 * records of a batch one by one, all at the same time. Answers `revoke` at once, and hears of late replies by the number of
 * its assignment, which is not the broker's.
 */
import { type Context, type Machine, defineMachine } from "@millrace/core";
import type { GroupMessage, Partition } from "@millrace/delivery/consumer-group.broker.ts";
import { readWrite } from "@millrace/delivery/consumer-group.sink.ts";

interface State {
  /** How often something was assigned. */
  round: number;
  generation: number | null;
  partitions: Record<Partition, Progress>;
  /** Records of the batch that are not written. */
  open: number;
}

interface Progress {
  written: number;
  committed: number;
}

type Reach = Context<GroupMessage>;

export const consumer: Machine<State, GroupMessage> = defineMachine({
  start(context): State {
    context.send("broker", { type: "join" });
    return { round: 0, generation: null, partitions: {}, open: 0 };
  },

  onMessage(state, message, _from, context) {
    if (message.type === "assigned") {
      state.round += 1;
      state.generation = message.generation;
      state.open = 0;
      state.partitions = Object.fromEntries(
        Object.entries(message.offsets).map(([partition, offset]) => [
          partition,
          { written: offset, committed: offset },
        ]),
      );
      ask(state, context);
    } else if (message.type === "lost") {
      forget(state, context);
      context.send("broker", { type: "join" });
    } else if (message.type === "revoke" && message.generation === state.generation) {
      commit(state, context);
      context.send("broker", { type: "release", generation: message.generation });
      forget(state, context);
    } else if (message.type === "records" && message.generation === state.generation) {
      state.open = message.records.length;
      for (const record of message.records)
        context.call("sink", { type: "upsert", records: [record], generation: state.round });
    }
  },

  onTimer(state, _timer, context) {
    commit(state, context);
  },

  onReply(state, _reply, call, context) {
    const { records, generation: round } = readWrite(call);
    if (state.generation === null || round !== state.round) return;
    for (const { partition, offset } of records) {
      const progress = state.partitions[partition];
      if (progress !== undefined) progress.written = offset + 1;
    }
    context.setTimer("commit", 100);
    state.open -= 1;
    if (state.open === 0) ask(state, context);
  },
});

function ask({ generation, partitions }: State, context: Reach): void {
  const offsets = Object.fromEntries(
    Object.entries(partitions).map(([partition, { written }]) => [partition, written]),
  );
  if (generation !== null) context.send("broker", { type: "poll", generation, offsets });
}

function commit({ generation, partitions }: State, context: Reach): void {
  const news = Object.entries(partitions).filter(([, { written, committed }]) => written > committed);
  if (generation === null || news.length === 0) return;
  for (const [, progress] of news) progress.committed = progress.written;
  const offsets = Object.fromEntries(news.map(([partition, { written }]) => [partition, written]));
  context.send("broker", { type: "commit", generation, offsets });
}

function forget(state: State, context: Reach): void {
  state.generation = null;
  state.partitions = {};
  state.open = 0;
  context.clearTimer("commit");
}
