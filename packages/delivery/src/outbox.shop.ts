/** What goes into a shop and its billing, the topic between them, and systems to try them in. */
import {
  type AnyMachine,
  type Faults,
  type Resource,
  type System,
  at,
  defineSystem,
  describeValue,
} from "@millrace/core";
import { database } from "./database.ts";
import type { Condition } from "./transaction.ts";

/** What an order goes through, step by step. */
export const statuses = ["placed", "paid", "shipped"] as const;

/** Where an order is: one of {@link statuses}. */
export type Status = (typeof statuses)[number];

/** What a shop is asked: let an order go on to this status. */
export interface OrderRequest {
  /** The name of the order. */
  readonly order: string;
  /** What it is to become. */
  readonly status: Status;
}

/** What the topic tells: an order has come to this status. It may have more fields. */
export interface OrderEvent extends OrderRequest {
  /** Whatever else its publisher has to say: an id, for one. */
  readonly [field: string]: unknown;
}

/** What billing is asked: to see what is new in the topic. */
export interface Look {
  /** The only kind of input. */
  readonly type: "look";
}

/** What the outside sees of billing: the effect of an event. */
export interface Booked extends OrderRequest {
  /** Tells it from other outputs. */
  readonly type: "booked";
}

/** What can be asked of the topic: to keep an event, or to show those from a place on, 0 being the first. */
export type TopicRequest =
  | { readonly type: "publish"; readonly event: OrderEvent }
  | { readonly type: "read"; readonly from: number };

/** What the topic answers. After `failed` the event may be in the topic or not: nobody knows. */
export type TopicReply =
  | { readonly type: "published" }
  | { readonly type: "failed" }
  | { readonly type: "records"; readonly records: readonly OrderEvent[] };

/** How a publish goes: well, or the event is not kept, or it is and only the answer says that it failed. */
export type Trouble = "none" | "not kept" | "kept";

/** What must be so that an order may go on to this status: it is where it has to be before. */
export function mayBecome({ order, status }: OrderRequest): Condition {
  const place = { table: "orders", key: order };
  const before = statuses[statuses.indexOf(status) - 1];
  return before === undefined ? { ...place, is: "absent" } : { ...place, column: "status", equals: before };
}

/** The topic's reply, for `onReply`. Throws an Error if it is none. */
export function asTopicReply(reply: unknown): TopicReply {
  const { type } = Object(reply) as Partial<TopicReply>;
  if (type === "published" || type === "failed" || type === "records") return reply as TopicReply;
  throw new Error(`Cannot read ${describeValue(reply)} as it is no topic's reply. Which port does it come from?`);
}

/** The records of a reply to a read; none in any other reply. */
export function recordsOf(reply: unknown): readonly OrderEvent[] {
  const answer = asTopicReply(reply);
  return answer.type === "records" ? answer.records : [];
}

/** From which place on a read has read. Throws an Error if the request was none. */
export function fromOf(request: unknown): number {
  const asked = checkTopicRequest(request);
  if (asked.type === "read") return asked.from;
  throw new Error(`Cannot tell from where ${describeValue(request)} reads. Look at call.request.`);
}

/** Requests for one order, step by step, up to this status. */
export function steps(order: string, last: Status): OrderRequest[] {
  return statuses.slice(0, statuses.indexOf(last) + 1).map((status) => ({ order, status }));
}

/** Requests that are drawn, for three orders: about half of them fit. `random` gives numbers in [0, 1). */
export function randomRequests(random: () => number, count: number): OrderRequest[] {
  const next: Record<string, number> = {};
  return Array.from({ length: count }, () => {
    const order = `o${Math.floor(random() * 3)}`;
    const place = next[order] ?? 0;
    const fits = random() < 0.5;
    if (fits) next[order] = Math.min(place + 1, statuses.length - 1);
    return { order, status: statuses[fits ? place : Math.floor(random() * statuses.length)] ?? "placed" };
  });
}

/**
 * A shop, a second one with the same database if `branch` has its requests, and billing if it is to look at all, so often.
 * `troubles` are how the first publishes go, one after the other. Timers wait until nothing else is on its way.
 */
export function shopOf(
  work: { readonly shop: AnyMachine; readonly billing: AnyMachine },
  options: {
    readonly requests: readonly OrderRequest[];
    readonly branch?: readonly OrderRequest[];
    readonly looks?: number;
    readonly troubles?: readonly Trouble[];
    readonly faults?: Faults;
    /** How long after the one before it each input comes in a simulation and on real machines, in milliseconds. */
    readonly paceMs?: number;
  },
): System {
  const { shop, billing } = work;
  const { requests, branch, looks, troubles = [], faults = {}, paceMs = 40 } = options;
  const inputsOf = (machine: string, inputs: readonly unknown[]): ReturnType<typeof at>[] =>
    inputs.map((input, turn) => at(machine, input, { atMs: paceMs * turn }));
  return defineSystem({
    machines: {
      shop,
      ...(branch === undefined ? {} : { branch: shop }),
      ...(looks === undefined ? {} : { billing }),
    },
    topology: [],
    resources: { database: database(), topic: topic(troubles) },
    inputs: [
      ...inputsOf("shop", requests),
      ...inputsOf("branch", branch ?? []),
      ...inputsOf(
        "billing",
        Array.from({ length: looks ?? 0 }, (): Look => ({ type: "look" })),
      ),
    ],
    timers: "messages-first",
    faults,
  });
}

/** What a topic keeps. */
export interface Topic {
  /** In the order in which they came, and as often as they came. */
  readonly log: readonly OrderEvent[];
  /** How many of the troubles are over. */
  readonly troubles: number;
}

/** Every answer shows, for laws to look at, the whole log as it is then. */
function topic(troubles: readonly Trouble[]): Resource<Topic> {
  return {
    start: () => ({ log: [], troubles: 0 }),
    onCall(state, request): TopicReply & Pick<Topic, "log"> {
      const asked = checkTopicRequest(request);
      if (asked.type === "read") return { type: "records", records: state.log.slice(asked.from), log: state.log };
      const trouble = troubles[state.troubles] ?? "none";
      const log = trouble === "not kept" ? state.log : [...state.log, asked.event];
      Object.assign(state, { log, troubles: Math.min(state.troubles + 1, troubles.length) });
      return { type: trouble === "none" ? "published" : "failed", log };
    },
  };
}

function checkTopicRequest(request: unknown): TopicRequest {
  const { type, event, from } = Object(request) as Partial<Record<"type" | "event" | "from", unknown>>;
  if (type === "read" && Number.isSafeInteger(from) && Number(from) >= 0) return { type, from: Number(from) };
  if (type === "publish" && isOrderEvent(event)) return { type, event };
  throw new Error(
    `Cannot ask the topic for ${describeValue(request)}. Use { type: "publish", event: { order, status, … } } or { type: "read", from: 0 }.`,
  );
}

/** Whether it says which order has come to which status. */
export function isOrderEvent(value: unknown): value is OrderEvent {
  const { order, status } = Object(value) as Partial<OrderEvent>;
  return typeof order === "string" && statuses.some((known) => known === status);
}
