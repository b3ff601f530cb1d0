/**
 * Worker: a member of the group as in 3.3. What its consumer writes goes to the sink one write at a time, with a token, and
 * as often as it takes (3.1).
 *
 * A write that the sink rejects says that somebody else has the partitions by now: the worker lets go of everything, and
 * begins anew, as Kafka's clients do when they are fenced.
 */
import { type Call, type Context, type Machine, defineMachine } from "@millrace/core";
import type { RetryPolicy } from "@millrace/delivery/retry.ts";
import { readWrite } from "@millrace/delivery/consumer-group.sink.ts";
import { type Deeds, host } from "../hosted.ts";
import type { Parts } from "../parts.ts";
import { type OpenRequests, requestsTo } from "../requests.ts";
import type { ToWorker, WriteRequest } from "./messages.ts";

/** What a worker remembers, until it crashes. */
export interface WorkerState {
  /** The consumer's own state. */
  consumer: unknown;
  /** By partition, the generation in which its records came last. */
  generations: Record<string, number>;
  /** The writes that were asked for, the one that is under way first. */
  writes: { readonly id: string; readonly call: Call; readonly generation: number }[];
  /** How many writes there were since it started. */
  writeCount: number;
  /** The write that is under way. */
  readonly open: OpenRequests;
}

/** How a worker goes about it. */
export interface WorkerOptions {
  /** How long it tries to write a batch. */
  readonly policy: RetryPolicy;
  /** How long it waits for the sink, in milliseconds. */
  readonly timeoutMs: number;
}

/** A worker. It sends to "topic" and to "sink". */
export function workerStation(parts: Parts, { policy, timeoutMs }: WorkerOptions): Machine<WorkerState, ToWorker> {
  const consumer = host(() => parts.consumer, { name: "consumer", self: "consumer", peers: ["broker"] });
  const writes = requestsTo({
    decide: (failure, situation) => parts.decide(failure, situation),
    policy,
    timeoutMs,
    to: "sink",
  });

  return defineMachine({
    start(context): WorkerState {
      context.disk.write("boots", bootsOf(context) + 1);
      const state: WorkerState = { consumer: undefined, generations: {}, writes: [], writeCount: 0, open: {} };
      restart(state, context);
      return state;
    },

    onMessage(state, message, _from, context) {
      if (message.type === "refused") {
        if (writes.fail(state.open, { id: message.write, status: message.status }, context)) restart(state, context);
      } else if (message.type === "rejected") {
        if (writes.end(state.open, message.write, context)) restart(state, context);
      } else if (message.type === "written") {
        if (!writes.end(state.open, message.write, context)) return;
        const done = state.writes.shift();
        if (done !== undefined)
          take(state, consumer.onReply(state.consumer, { type: "written" }, done.call, context), context);
        if (Object.keys(state.open).length === 0) sendNext(state, context);
      } else {
        if (message.type === "records") {
          for (const { partition } of message.records) state.generations[partition] = message.generation;
        }
        take(state, consumer.onMessage(state.consumer, message, "broker", context), context);
      }
    },

    onTimer(state, timer, context) {
      const { isOurs, hasGivenUp } = writes.onTimer(state.open, timer, context);
      if (hasGivenUp) restart(state, context);
      if (isOurs) return;
      const deeds = consumer.onTimer(state.consumer, timer, context);
      if (deeds !== undefined) take(state, deeds, context);
    },
  });

  /** The consumer begins from nothing, and so it joins. */
  function restart(state: WorkerState, context: Context): void {
    for (const { id } of state.writes) writes.end(state.open, id, context);
    Object.assign(state, { generations: {}, writes: [] });
    const { state: own, ...deeds } = consumer.start(context);
    state.consumer = own;
    take(state, deeds, context);
  }

  function take(state: WorkerState, { sends, calls }: Deeds, context: Context): void {
    for (const { message } of sends) context.send("topic", message);
    for (const call of calls) {
      const { records } = readWrite(call);
      const generation = Math.max(0, ...records.map(({ partition }) => state.generations[partition] ?? 0));
      state.writeCount += 1;
      state.writes.push({ id: `${bootsOf(context)}-${state.writeCount}`, call, generation });
      if (state.writes.length === 1) sendNext(state, context);
    }
  }

  function sendNext({ writes: [next], writeCount, open }: WorkerState, context: Context): void {
    if (next === undefined) return;
    const { id, call, generation } = next;
    const token = parts.tokenOf({ generation, turn: writeCount - 1, nowMs: context.now() });
    const message: WriteRequest = { type: "write", write: id, token, generation, records: readWrite(call).records };
    writes.begin(open, { id, message }, context);
  }
}

function bootsOf({ disk }: Context): number {
  return Number(disk.read("boots") ?? 0);
}
