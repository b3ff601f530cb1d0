import type { Event } from "@millrace/core";
import { type LiveSystem, spawn } from "@millrace/workers";
import { type Round, batchSystem } from "./batch-system.ts";

/** One round that was measured. All times are milliseconds. */
export interface Measured {
  readonly batchRows: number;
  /** How long a message takes one way, besides what it costs to send and receive it. */
  readonly awayMs: number;
  /** Messages in both directions. */
  readonly messages: number;
  /** From the first send to the last answer. */
  readonly allMs: number;
  /** From the first send to the first answer: how old the first rows are before anybody knows that they are loaded. */
  readonly firstMs: number;
  readonly msPerRow: number;
}

/** How many rows are sent for each point. */
export const rowsPerRound = 200;

/** Starts sender and loader, each on a worker of its own. */
export async function spawnBatches(awayMs: number): Promise<LiveSystem> {
  return spawn(batchSystem, {
    worker: () => new Worker(new URL("./batch.worker.ts", import.meta.url), { type: "module" }),
    name: "batches",
    network: { delayMs: [awayMs, awayMs] },
  });
}

/**
 * Sends the rows in batches of each size, one round after the other, and tells of each round that is measured. The first
 * round is not: its code runs for the first time.
 */
export async function measureBatches(
  live: LiveSystem,
  {
    sizes,
    awayMs,
    tell,
  }: { readonly sizes: readonly number[]; readonly awayMs: number; tell(measured: Measured): void },
): Promise<void> {
  const events = live.events[Symbol.asyncIterator]();
  await measureRound(live, events, { rows: 40, batchRows: 4 });
  for (const batchRows of sizes) {
    const seen = await measureRound(live, events, { rows: rowsPerRound, batchRows });
    if (seen === undefined) return;
    tell({ ...seen, batchRows, awayMs, msPerRow: seen.allMs / rowsPerRound });
  }
}

/** Undefined if the machines were stopped meanwhile. */
async function measureRound(
  live: LiveSystem,
  events: AsyncIterator<Event>,
  round: Round,
): Promise<Pick<Measured, "messages" | "allMs" | "firstMs"> | undefined> {
  await live.input("sender", round);
  let beganMs = 0;
  let firstMs: number | undefined;
  let messages = 0;
  for (let next = await events.next(); next.done !== true; next = await events.next()) {
    const { machine, kind, sends, outputs, atMs = 0 } = next.value;
    messages += sends.length;
    if (kind === "input") beganMs = atMs;
    if (machine !== "sender") continue;
    if (kind === "deliver") firstMs ??= atMs - beganMs;
    if (outputs.length > 0) return { messages, allMs: atMs - beganMs, firstMs: firstMs ?? 0 };
  }
  return undefined;
}
