/**
 * Topic: a broker with a log for each partition, and the coordinator of the workers' group (the broker of 3.3). What the
 * capture sends passes through the part that keeps the order (2.1) before it is appended.
 *
 * In Kafka's terms: an idempotent producer's sequence numbers, offsets, generations, commits. The station never forgets.
 */
import { type Context, type Machine, type MachineId, defineMachine, durable } from "@millrace/core";
import {
  type BrokerInput,
  type BrokerState,
  type GroupMessage,
  brokerOf,
} from "@millrace/delivery/consumer-group.broker.ts";
import { type Deeds, host } from "../hosted.ts";
import type { Parts } from "../parts.ts";
import { type History, newHistory, takeIn } from "./checkpoints.ts";
import type { ProducerRecord, ToTopic } from "./messages.ts";
import { type Trouble, drawFate } from "./trouble.ts";

/** What the topic remembers. */
export interface TopicState {
  /** The broker: logs, group, committed offsets. */
  readonly broker: BrokerState;
  /** The state of the part that keeps the order. */
  readonly order: unknown;
  /** All that was appended. */
  readonly history: History;
}

/** How the topic goes about it. */
export interface TopicOptions {
  /** How many partitions it has: "t-0", "t-1" and so on. */
  readonly partitions: number;
  /** How many records it hands out at a time, at most. */
  readonly batchRecords: number;
  /** What happens to what the capture sends. */
  readonly trouble: Trouble;
  /** It keeps a checkpoint after so many records. */
  readonly checkpointEvery: number;
}

/** The station "topic". */
export function topicStation(parts: Parts, options: TopicOptions): Machine<unknown, ToTopic, unknown, BrokerInput> {
  const { partitions, batchRecords, trouble, checkpointEvery } = options;
  const logs = Object.fromEntries(Array.from({ length: partitions }, (_, index) => [nameOf(index), []]));
  const broker = brokerOf({ logs, batchRecords });
  const order = host(() => parts.fifoDelivery, { name: "order", self: "topic", peers: ["capture"] });

  const station = defineMachine<TopicState, ToTopic, unknown, BrokerInput>({
    start: (context) => ({
      broker: broker.start(forBroker(context)),
      order: order.start(context).state,
      history: newHistory(context.now()),
    }),

    onMessage(state, message, from, context) {
      if (message.type === "produce") {
        const fate = drawFate(trouble, context);
        const { frame, body } = message;
        if (fate === "busy") answer(context, from, { type: "refused", frame, status: 503 });
        if (fate === "busy" || fate === "lost") return;
        appendAll(state, order.onMessage(state.order, body, from, context), context);
        if (fate !== "unheard") answer(context, from, { type: "produced", frame });
      } else if (message.type === "visit") {
        const committed = Object.values(state.broker.committed).reduce((sum, offset) => sum + offset, 0);
        const { history } = state;
        const counts = { received: history.numbers.length, committed };
        answer(context, from, { type: "counts", wave: message.wave, counts, history, nowMs: context.now() });
      } else {
        broker.onMessage?.(state.broker, message, from, forBroker(context));
      }
    },

    onTimer(state, timer, context) {
      const deeds = order.onTimer(state.order, timer, context);
      if (deeds !== undefined) appendAll(state, deeds, context);
    },

    onInput(state, input, context) {
      broker.onInput?.(state.broker, input, forBroker(context));
    },
  });
  return durable(station);

  function appendAll(state: TopicState, { outputs }: Deeds, context: Context<ToTopic>): void {
    for (const output of outputs) append(state, Object(output).payload as ProducerRecord, context);
  }

  function append(state: TopicState, record: ProducerRecord, context: Context<ToTopic>): void {
    const { partition, value } = record;
    takeIn(state.history, record, { every: checkpointEvery, nowMs: context.now() });
    const id = `record ${state.history.numbers.length}`;
    broker.onInput?.(state.broker, { type: "append", partition: nameOf(partition), id, value }, forBroker(context));
  }
}

/** The name of a partition. */
function nameOf(partition: number): string {
  return `t-${partition}`;
}

/** The broker and the station share their channels. */
function forBroker(context: Context<ToTopic>): Context<GroupMessage, never> {
  return context as Context<unknown> as Context<GroupMessage, never>;
}

function answer(context: Context<ToTopic>, to: MachineId, message: unknown): void {
  (context as Context<unknown>).send(to, message);
}
