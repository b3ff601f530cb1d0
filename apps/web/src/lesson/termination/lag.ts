/** A topic, one consumer and a warehouse. The consumer says "I have read these" before it has done its work, or after. */
import { type Machine, type System, defineMachine, defineSystem } from "@millrace/core";

/** How many records the reader's button writes to the topic. */
export const recordCount = 8;

/** How long the consumer works on one record. */
const workMs = 500;

const pollMs = 500;

/** What the topic puts out whenever it changes. */
export interface Lag {
  /** How many records have been written. */
  readonly end: number;
  /** How many of them the consumer has called read. */
  readonly committed: number;
}

/** What the warehouse puts out for each row that arrives, a second time as well: the record's offset. */
export interface Loaded {
  readonly offset: number;
}

type Message =
  | { readonly type: "poll"; readonly from: number | undefined }
  | { readonly type: "records"; readonly first: number; readonly end: number }
  | { readonly type: "commit"; readonly end: number }
  | { readonly type: "row"; readonly offset: number };

const topic: Machine<{ end: number; committed: number }, Message, Lag, { readonly records: number }> = defineMachine({
  start: () => ({ end: 0, committed: 0 }),

  onMessage(state, message, from, context) {
    if (message.type === "poll") {
      context.send(from, { type: "records", first: message.from ?? state.committed, end: state.end });
    } else if (message.type === "commit") {
      state.committed = Math.max(state.committed, message.end);
      context.output({ ...state });
    }
  },

  onInput(state, { records }, context) {
    state.end += records;
    context.output({ ...state });
  },
});

/** What a consumer remembers, until it crashes. */
export interface ConsumerState {
  /** The next offset to ask for; undefined: from what was committed. */
  position: number | undefined;
  /** Fetched, and not worked on yet. */
  readonly inHand: number[];
  /** Whether it has asked and waits: an answer to an earlier life is not another one. */
  isPolling: boolean;
}

function consumer(commits: "first" | "last"): Machine<ConsumerState, Message> {
  return defineMachine<ConsumerState, Message>({
    start(context) {
      context.setTimer("poll", pollMs);
      return { position: undefined, inHand: [], isPolling: false };
    },

    onMessage(state, message, _from, context) {
      if (message.type !== "records" || !state.isPolling) return;
      state.isPolling = false;
      const { first, end } = message;
      state.position = end;
      if (first >= end) return context.setTimer("poll", pollMs);
      for (let offset = first; offset < end; offset++) state.inHand.push(offset);
      if (commits === "first") context.send("topic", { type: "commit", end });
      context.setTimer("work", workMs);
    },

    onTimer(state, timer, context) {
      if (timer === "poll") {
        state.isPolling = true;
        return context.send("topic", { type: "poll", from: state.position });
      }
      const offset = state.inHand.shift();
      if (offset !== undefined) context.send("warehouse", { type: "row", offset });
      if (state.inHand.length > 0) return context.setTimer("work", workMs);
      if (commits === "last" && state.position !== undefined)
        context.send("topic", { type: "commit", end: state.position });
      context.setTimer("poll", pollMs);
    },
  });
}

const warehouse: Machine<object, Message, Loaded> = defineMachine<object, Message, Loaded>({
  start: () => ({}),
  onMessage(_state, message, _from, context) {
    if (message.type === "row") context.output({ offset: message.offset });
  },
});

function systemOf(commits: "first" | "last"): System {
  return defineSystem({ machines: { topic, consumer: consumer(commits), warehouse }, channels: "fifo" });
}

export const commitFirst: System = systemOf("first");
export const commitLast: System = systemOf("last");
