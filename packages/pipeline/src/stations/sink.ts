/**
 * Sink: takes one write after the other. The storage of 3.5 looks at its token; then the consumer of 3.2 gives each record
 * its effect in the database; then the payments among them are put where the roll-up finds them; then the worker hears that
 * it is written.
 *
 * All calls go to the resource "database". What was written stands on the disk: how often a record came makes no difference.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";
import type { GroupRecord } from "@millrace/delivery/consumer-group.broker.ts";
import type { Transaction } from "@millrace/delivery/transaction.ts";
import { type Deeds, host, timersAfter } from "../hosted.ts";
import type { Parts } from "../parts.ts";
import type { SourceRow } from "../source-rows.ts";
import { type History, newHistory, takeIn } from "./checkpoints.ts";
import { type Visit, type WriteAnswer, type WriteRequest, amountOf, readValue } from "./messages.ts";
import { type Trouble, drawFate } from "./trouble.ts";

/** The table of the sink's database that the roll-up reads: one row for each payment, by the id of its row in the source. */
export const payments = "payments loaded";

/** What the sink keeps through a crash. */
export interface SinkKept {
  /** All records that are written, each once. */
  readonly history: History;
  /** How many batches have begun to be loaded. */
  batches: number;
  /** By row: the stamp of each payment for the roll-up. Who comes again keeps it: a row that moved could be missed. */
  readonly stamps: Record<string, number>;
}

/** What the sink remembers. */
export interface SinkState {
  /** As on the disk. */
  readonly kept: SinkKept;
  /** The storage's own state. */
  readonly storage: unknown;
  /** The consumer's own state. */
  readonly consumer: unknown;
  /** The writes that wait, the one that is under way first. */
  readonly queue: Batch[];
}

/** A write, and how far it is. */
export interface Batch {
  readonly from: MachineId;
  readonly request: WriteRequest;
  /** Whether the worker will hear of it. */
  readonly isHeard: boolean;
  /** The place of the record in hand; -1 before the first. */
  record: number;
  /** How many calls have no reply yet. */
  calls: number;
  /** The timers that the consumer has set. */
  timers: readonly string[];
}

/** What the outside sees of the sink. */
export type SinkOutput =
  /** A write has passed the storage. */
  | { readonly type: "accepted"; readonly by: MachineId; readonly token: number; readonly generation: number }
  /** A write has not. */
  | { readonly type: "rejected"; readonly by: MachineId; readonly token: number; readonly generation: number }
  /** The record of this row is about to have its effect. */
  | { readonly type: "applying"; readonly row: SourceRow }
  /** These records are written. */
  | {
      readonly type: "wrote";
      readonly by: MachineId;
      readonly records: readonly { readonly partition: string; readonly offset: number }[];
    };

/** How the sink goes about it. */
export interface SinkOptions {
  /** What happens to what workers send. */
  readonly trouble: Trouble;
  /** It keeps a checkpoint after so many records. */
  readonly checkpointEvery: number;
}

/** The station "sink". */
export function sinkStation(
  parts: Parts,
  { trouble, checkpointEvery }: SinkOptions,
): Machine<SinkState, WriteRequest | Visit, SinkOutput> {
  const storage = host(() => parts.storage, { name: "storage", self: "storage", peers: ["worker"] });
  const consumer = host(() => parts.idempotentConsumer, { name: "consumer", self: "consumer", peers: ["topic"] });

  return defineMachine({
    start(context): SinkState {
      const kept = readKept(context) ?? { history: newHistory(context.now()), batches: 0, stamps: {} };
      return { kept, storage: storage.start(context).state, consumer: consumer.start(context).state, queue: [] };
    },

    onMessage(state, message, from, context) {
      if (message.type === "visit") {
        const { history } = state.kept;
        const counts = { received: history.numbers.length };
        const answer = { type: "counts", wave: message.wave, counts, history, nowMs: context.now() };
        (context as Context).send(from, answer);
        return;
      }
      const { write } = message;
      const fate = drawFate(trouble, context);
      if (fate === "busy") tell(context, from, { type: "refused", write, status: 503 });
      if (fate === "busy" || fate === "lost") return;
      // It may come again while it waits.
      if (state.queue.some((batch) => batch.from === from && batch.request.write === write)) return;
      state.queue.push({ from, request: message, isHeard: fate !== "unheard", record: -1, calls: 0, timers: [] });
      if (state.queue.length === 1) begin(state, context);
    },

    onTimer(state, timer, context) {
      const [batch] = state.queue;
      const deeds = consumer.onTimer(state.consumer, timer, context);
      if (deeds === undefined || batch === undefined) return;
      call(batch, deeds, context);
      goOn(state, batch, context);
    },

    onReply(state, reply, asked, context) {
      const [batch] = state.queue;
      if (batch === undefined) return;
      if (batch.record === batch.request.records.length) {
        finish(state, batch, context);
        return;
      }
      batch.calls -= 1;
      call(batch, consumer.onReply(state.consumer, reply, asked, context), context);
      goOn(state, batch, context);
    },
  });

  /** Asks the storage about the first write that waits. */
  function begin(state: SinkState, context: Context<unknown, SinkOutput>): void {
    const [batch] = state.queue;
    if (batch === undefined) return;
    const { from: by, request } = batch;
    const { write, token, generation } = request;
    const asked = { type: "write", token, day: write };
    const answers = storage
      .onMessage(state.storage, asked, "worker", context)
      .sends.map(({ message }) => Object(message).type as unknown);
    if (answers.includes("written")) {
      state.kept.batches += 1;
      context.disk.write("kept", state.kept);
      context.output({ type: "accepted", by, token, generation });
      goOn(state, batch, context);
      return;
    }
    context.output({ type: "rejected", by, token, generation });
    state.queue.shift();
    if (answers.includes("rejected") && batch.isHeard) tell(context, by, { type: "rejected", write });
    begin(state, context);
  }

  /** The record in hand has had its effect, or there is none in hand yet. */
  function goOn(state: SinkState, batch: Batch, context: Context<unknown, SinkOutput>): void {
    const { records } = batch.request;
    while (batch.calls + batch.timers.length === 0 && batch.record < records.length) {
      batch.record += 1;
      const record = records[batch.record];
      if (record === undefined) {
        context.call("database", loadPayments(state, records));
        context.disk.write("kept", state.kept);
        return;
      }
      const { row, event } = readValue(record);
      context.output({ type: "applying", row });
      const told = { ...event, partition: Number(record.partition.slice("t-".length)), offset: record.offset };
      call(batch, consumer.onMessage(state.consumer, told, "topic", context), context);
    }
  }

  function loadPayments({ kept }: SinkState, records: readonly GroupRecord[]): Transaction {
    const rows = records.flatMap((record) => {
      const { row } = readValue(record);
      if (row.kind !== "payment") return [];
      const { id, customer, amount, madeMs } = row;
      const ts = (kept.stamps[id] ??= parts.stampOf({ madeMs, batch: kept.batches }));
      return [{ table: payments, key: id, put: { id, ts, customer, amount } }];
    });
    return { write: rows };
  }

  /** All of it is in the database: it is noted, and the worker hears of it. */
  function finish(state: SinkState, { from, request, isHeard }: Batch, context: Context<unknown, SinkOutput>): void {
    const { kept, queue } = state;
    for (const record of request.records) {
      const { number, row } = readValue(record);
      if (kept.history.numbers.includes(number)) continue;
      takeIn(kept.history, { number, amount: amountOf(row) }, { every: checkpointEvery, nowMs: context.now() });
    }
    context.disk.write("kept", kept);
    context.output({
      type: "wrote",
      by: from,
      records: request.records.map(({ partition, offset }) => ({ partition, offset })),
    });
    if (isHeard) tell(context, from, { type: "written", write: request.write });
    queue.shift();
    begin(state, context);
  }
}

function call(batch: Batch, deeds: Deeds, context: Context<unknown, SinkOutput>): void {
  for (const { port, request } of deeds.calls) context.call(port, request);
  batch.calls += deeds.calls.length;
  batch.timers = timersAfter(batch.timers, deeds);
}

function tell(context: Context<unknown, SinkOutput>, to: MachineId, answer: WriteAnswer): void {
  context.send(to, answer);
}

function readKept({ disk }: Context<unknown, SinkOutput>): SinkKept | undefined {
  // Nobody else writes under this key.
  return disk.read("kept") as SinkKept | undefined;
}
