import type { Event } from "@millrace/core";
import { type LiveSystem, spawn } from "@millrace/workers";
import { watchToEnd } from "../../live/watch-to-end.ts";
import type { StepEvent } from "./funnel.ts";
import { dashboards, nameOf, systems } from "./funnel-systems.ts";
import type { Order, Senders } from "./order.ts";
import { readDelivered } from "./reporter.ts";

/** What the reader chose. */
export interface Choice {
  readonly order: Order;
  readonly senders: Senders;
  /** How long a message takes at most, in milliseconds. */
  readonly delayMs: number;
}

/** What was delivered at each dashboard so far, and what it cost. */
export interface Deliveries {
  readonly at: Readonly<Record<(typeof dashboards)[number], readonly StepEvent[]>>;
  /** Messages sent between machines. */
  readonly messages: number;
  /** When the last of them was delivered, in milliseconds since the first visitor came. */
  readonly lastMs: number;
}

/** Before anything has happened. */
export const nothing: Deliveries = { at: { marketing: [], finance: [] }, messages: 0, lastMs: 0 };

/** Starts the machines of a choice, each on a worker of its own. The seed decides which message takes how long. */
export async function spawnFunnel({ order, senders, delayMs }: Choice, seed: number): Promise<LiveSystem> {
  const name = nameOf(order, senders);
  const system = systems[name];
  if (system === undefined) throw new Error(`There is no system ${name}.`);
  return spawn(system, {
    worker: () => new Worker(new URL("./funnel.worker.ts", import.meta.url), { type: "module" }),
    name,
    seed,
    network: { delayMs: [0, delayMs] },
  });
}

/** Reads what happens until the machines are at rest, and tells of every delivery. */
export async function watchFunnel(live: LiveSystem, tell: (deliveries: Deliveries) => void): Promise<Deliveries> {
  let firstMs: number | undefined;
  let found = nothing;
  await watchToEnd(live, (event) => {
    if (event.kind === "input") firstMs ??= event.atMs ?? 0;
    const next = addEvent(found, event, firstMs ?? 0);
    if (next !== found) tell(next);
    found = next;
  });
  return found;
}

function addEvent(found: Deliveries, { machine, outputs, sends, atMs = 0 }: Event, firstMs: number): Deliveries {
  const dashboard = dashboards.find((name) => name === machine);
  const arrived = dashboard === undefined ? [] : outputs.map(readDelivered);
  if (arrived.length === 0 && sends.length === 0) return found;
  const at = dashboard === undefined ? found.at : { ...found.at, [dashboard]: [...found.at[dashboard], ...arrived] };
  const lastMs = arrived.length === 0 ? found.lastMs : atMs - firstMs;
  return { at, messages: found.messages + sends.length, lastMs };
}
