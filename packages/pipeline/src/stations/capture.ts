/**
 * Capture: follows the source as the capturer of 4.2 does, and writes what that puts out to the topic, each row to the
 * partition of its key (2.2), in order (2.1), as often as it takes (3.1).
 *
 * In Debezium's terms a connector and its producer; the LSN up to which it has read is the part's own affair. What is
 * captured and not acknowledged stands on the disk, written in the handler that captured it.
 */
import { type Context, type Machine, defineMachine, durable } from "@millrace/core";
import type { Captured as CapturedChange } from "@millrace/snapshots/cdc-handoff.ts";
import type { RetryPolicy } from "@millrace/delivery/retry.ts";
import { type Deeds, host } from "../hosted.ts";
import type { Parts } from "../parts.ts";
import { type OpenRequests, requestsTo } from "../requests.ts";
import { type SourceRow, readRow } from "../source-rows.ts";
import { type History, newHistory, takeIn } from "./checkpoints.ts";
import { type ProduceAnswer, type ProducerRecord, type RecordValue, type Visit, amountOf } from "./messages.ts";

/** What the capture keeps through a crash. */
export interface CaptureKept {
  /** All that was captured. */
  readonly history: History;
  /** By number: the frames that are not acknowledged. */
  frames: Record<string, unknown>;
  /** How many frames there were. */
  frameCount: number;
  /** Whether the capturer has said that the table is copied. */
  isLoaded: boolean;
  /** Whether it has seen the end of the log after that. */
  isOver: boolean;
}

/** What the capture remembers. */
export interface CaptureState {
  /** As on the disk. */
  readonly kept: CaptureKept;
  /** The capturer's own state. */
  capturer: unknown;
  /** The state of the part that keeps the order. A crash takes nothing from it. */
  readonly order: unknown;
  /** The frames that are under way. */
  readonly open: OpenRequests;
}

/** What the outside sees: a row is captured. */
export interface RowCaptured {
  readonly type: "captured";
  /** Its number, from 1. */
  readonly number: number;
  /** As it was captured. */
  readonly row: SourceRow;
}

/** How the capture goes about it. */
export interface CaptureOptions {
  /** How many partitions the topic has. */
  readonly partitions: number;
  /** How many rows it reads from the table at a time. */
  readonly chunkRows: number;
  /** How long it tries to get rid of a frame. */
  readonly policy: RetryPolicy;
  /** How long it waits for an acknowledgement, in milliseconds. */
  readonly timeoutMs: number;
  /** It keeps a checkpoint after so many rows. */
  readonly checkpointEvery: number;
}

/** The station "capture". It calls "source" and sends to "topic". */
export function captureStation(parts: Parts, options: CaptureOptions): Machine<CaptureState, ProduceAnswer | Visit> {
  const { partitions, chunkRows, policy, timeoutMs, checkpointEvery } = options;
  const capturer = host(() => parts.capturer({ chunkRows }), { name: "capturer", self: "capturer", peers: [] });
  const order = host(() => durable(parts.fifoDelivery), { name: "order", self: "capture", peers: ["topic"] });
  const frames = requestsTo({
    decide: (failure, situation) => parts.decide(failure, situation),
    policy,
    timeoutMs,
    to: "topic",
  });

  return defineMachine({
    start(context): CaptureState {
      const kept = readKept(context) ?? {
        history: newHistory(context.now()),
        frames: {},
        frameCount: 0,
        isLoaded: false,
        isOver: false,
      };
      const { state: own, ...deeds } = capturer.start(context);
      const { state: numbering, sends } = order.start(context);
      const state: CaptureState = { kept, capturer: own, order: numbering, open: {} };
      for (const [frame, body] of Object.entries(kept.frames)) sendFrame(state, { frame, body }, context);
      if (sends.length > 0) sendFrames(state, sends, context);
      take(state, deeds, context);
      return state;
    },

    onMessage(state, message, from, context) {
      const { kept, open } = state;
      if (message.type === "visit") {
        const { history, isOver } = kept;
        const counts = { sent: history.numbers.length, isOver };
        const answer = { type: "counts", wave: message.wave, counts, history, nowMs: context.now() };
        (context as Context).send(from, answer);
      } else if (message.type === "refused") {
        frames.fail(open, { id: String(message.frame), status: message.status }, context);
      } else if (frames.end(open, String(message.frame), context)) {
        delete kept.frames[String(message.frame)];
        context.disk.write("kept", kept);
      }
    },

    onTimer(state, timer, context) {
      if (frames.onTimer(state.open, timer, context).isOurs) return;
      const ordered = order.onTimer(state.order, timer, context);
      if (ordered !== undefined) sendFrames(state, ordered.sends, context);
      const deeds = capturer.onTimer(state.capturer, timer, context);
      if (deeds !== undefined) take(state, deeds, context);
    },

    onReply(state, reply, call, context) {
      const deeds = capturer.onReply(state.capturer, reply, call, context);
      const { type, isOver } = Object(reply) as { readonly type?: unknown; readonly isOver?: unknown };
      take(state, deeds, context);
      if (type !== "entries" || isOver !== true || !state.kept.isLoaded || state.kept.isOver) return;
      state.kept.isOver = true;
      context.disk.write("kept", state.kept);
    },
  });

  function take(state: CaptureState, { calls, outputs }: Deeds, context: Context): void {
    for (const { port, request } of calls) context.call(port, request);
    for (const output of outputs) {
      const change = output as CapturedChange;
      if (change.type === "loaded") state.kept.isLoaded = true;
      else if (change.type === "upsert") produce(state, readRow(change.row), context);
    }
    if (outputs.length > 0) context.disk.write("kept", state.kept);
  }

  function produce(state: CaptureState, row: SourceRow, context: Context): void {
    const { kept } = state;
    const turn = kept.history.numbers.length;
    const { key, event } = parts.recordOf(row, { turn });
    const partition = parts.partitionFor(key, partitions, { turn });
    if (!Number.isInteger(partition) || partition < 0 || partition >= partitions) {
      throw new Error(
        `Cannot write to partition ${partition} as there are ${partitions}, from 0. See partitionFor (2.2).`,
      );
    }
    const number = turn + 1;
    const amount = amountOf(row);
    takeIn(kept.history, { number, amount }, { every: checkpointEvery, nowMs: context.now() });
    context.output({ type: "captured", number, row } satisfies RowCaptured);
    const value = JSON.stringify({ number, row, event } satisfies RecordValue);
    const payload: ProducerRecord = { partition, number, amount, value };
    sendFrames(state, order.onInput(state.order, { to: "topic", payload }, context).sends, context);
  }

  function sendFrames(state: CaptureState, sends: Deeds["sends"], context: Context): void {
    const { kept } = state;
    for (const { message } of sends) {
      kept.frameCount += 1;
      kept.frames[String(kept.frameCount)] = message;
      sendFrame(state, { frame: String(kept.frameCount), body: message }, context);
    }
    context.disk.write("kept", kept);
  }

  function sendFrame(
    { open }: CaptureState,
    { frame, body }: { readonly frame: string; readonly body: unknown },
    context: Context,
  ): void {
    frames.begin(open, { id: frame, message: { type: "produce", frame: Number(frame), body } }, context);
  }
}

function readKept({ disk }: Context): CaptureKept | undefined {
  // Nobody else writes under this key.
  return disk.read("kept") as CaptureKept | undefined;
}
