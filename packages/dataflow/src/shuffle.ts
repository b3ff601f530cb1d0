/**
 * Shuffle: a GROUP BY over data that no machine holds alone. Every key goes to one place, and is added up there.
 *
 * A mapper reads one split of the data, makes one set of totals for each key, and sends each to the reducer that the key's
 * hash names: parts, and then an end that says how many parts there were. A reducer takes a split as read when an end and as
 * many parts as it says are there, all of one attempt; what comes of other attempts at that split is thrown away. When every
 * split has been read, the job is closed. So nothing rests on the order in which messages come, nor on who was the first.
 *
 * State: a mapper has none. A reducer has, for each job, the splits that are read and their totals, and what has come of
 * attempts that are not complete.
 * Messages: for each attempt and reducer, as many parts as its keys need, and one end. With m splits and r reducers, and room
 * for all keys in a part, that is m·r parts and m·r ends. Channels may reorder; a lost message costs its attempt, at that
 * reducer; a doubled one is not noticed, and there must be none.
 *
 * Source: J. Dean, S. Ghemawat, "MapReduce" (2004), with its combiner and its backup tasks. Beyond Kshemkalyani & Singhal,
 * Distributed Computing (2008). There a reducer fetches files that are complete; here parts are sent, and it has to tell.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type Aggregate, type Groups, groupRows, mergeGroups } from "./aggregate.ts";
import {
  type Attempt,
  type AttemptId,
  type Closed,
  type Figures,
  type Order,
  type ShuffleOptions,
  hashOf,
} from "./shuffle.orders.ts";

/** What is known of some orders of one customer. */
export interface Totals {
  /** How many there are: 1 or more. */
  readonly orders: number;
  /** All their amounts. */
  readonly amount: number;
  /** When the last of them was placed. */
  readonly lastAt: number;
  /** The amount of that one. */
  readonly lastAmount: number;
}

/** The figures of orders in two phases. */
export const orderFigures: Aggregate<Order, Totals, Figures> = {
  of: ({ amount, at }) => ({ orders: 1, amount, lastAt: at, lastAmount: amount }),

  combine(left, right) {
    const { lastAt, lastAmount } = left.lastAt > right.lastAt ? left : right;
    return { orders: left.orders + right.orders, amount: left.amount + right.amount, lastAt, lastAmount };
  },

  result: ({ orders, amount, lastAmount }) => ({ orders, amount, averageAmount: amount / orders, lastAmount }),
};

/** Some of the totals that an attempt has for a reducer. */
export interface Part extends AttemptId {
  /** Tells it from an end. */
  readonly type: "part";
  /** By customer. */
  readonly groups: Groups<Totals>;
  /** How many splits the job has. */
  readonly splits: number;
}

/** The end of what an attempt has for a reducer. It may come before the parts. */
export interface End extends AttemptId {
  /** Tells it from a part. */
  readonly type: "end";
  /** How many parts there are: 0 or more. */
  readonly parts: number;
  /** How many splits the job has. */
  readonly splits: number;
}

/** What a mapper sends. */
export type Message = Part | End;

/** What a reducer remembers. */
export interface ReducerState {
  /** By job. */
  readonly jobs: Map<string, JobState>;
}

/** A job at a reducer. */
export interface JobState {
  /** The splits of which one attempt was complete. With all of them the job is closed. */
  readonly read: Set<number>;
  /** What these add up to. */
  readonly groups: Groups<Totals>;
  /** By split, then by attempt: what has come of attempts at splits that are not read. */
  readonly attempts: Map<number, Map<number, Arrived>>;
}

/** What has come of an attempt. */
export interface Arrived {
  /** How many parts. */
  parts: number;
  /** How many there are in all, once the end has come. */
  expected: number | undefined;
  /** What they add up to. */
  readonly groups: Groups<Totals>;
}

/**
 * A machine that runs attempts: it groups the orders of a split and sends every reducer its share.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { mapper, reducer } from "@millrace/dataflow";
 *
 * const orders = [{ customer: "ada", amount: 100, at: 1 }, { customer: "ada", amount: 300, at: 2 }];
 * const system = defineSystem({
 *   machines: { east: mapper({ reducers: ["sums"], groupsMax: 10 }), sums: reducer },
 *   inputs: [at("east", { job: "daily", split: 0, splits: 1, attempt: 0, orders })],
 * });
 * const [closed] = simulate(system).events.flatMap(({ outputs }) => outputs);
 * const rows = [{ customer: "ada", orders: 2, amount: 400, averageAmount: 200, lastAmount: 300 }];
 * assert.deepEqual(closed, { type: "closed", job: "daily", rows });
 * ```
 */
export function mapper({ reducers, groupsMax }: ShuffleOptions): Machine<object, Message, never, Attempt> {
  return defineMachine<object, Message, never, Attempt>({
    start: () => ({}),

    onInput(_state, { job, split, attempt, splits, orders }, context) {
      const groups = [...groupRows(orders, { key: ({ customer }) => customer, aggregate: orderFigures })];
      for (const [place, reducer] of reducers.entries()) {
        const share = groups.filter(([customer]) => hashOf(customer) % reducers.length === place);
        const parts = chunk(share, groupsMax);
        for (const part of parts) {
          context.send(reducer, { type: "part", job, split, attempt, splits, groups: new Map(part) });
        }
        context.send(reducer, { type: "end", job, split, attempt, splits, parts: parts.length });
      }
    },
  });
}

/**
 * A machine that adds up what mappers send it, and puts out its rows when every split of the job has been read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { World, defineSystem } from "@millrace/core";
 * import { reducer } from "@millrace/dataflow";
 *
 * const world = new World(defineSystem({ machines: { sums: reducer } }));
 * assert.deepEqual(world.execution.events.at(-1)?.state, { jobs: new Map() }, "no message, no job");
 * ```
 */
export const reducer: Machine<ReducerState, Message, Closed> = defineMachine({
  start: (): ReducerState => ({ jobs: new Map() }),

  onMessage({ jobs }, message, _from, context) {
    const { job, split, attempt } = message;
    const open = entry(jobs, job, () => ({ read: new Set(), groups: new Map(), attempts: new Map() }));
    if (open.read.has(split)) return;
    const attempts = entry(open.attempts, split, () => new Map());
    const arrived = entry(attempts, attempt, (): Arrived => ({ parts: 0, expected: undefined, groups: new Map() }));
    if (message.type === "end") {
      arrived.expected = message.parts;
    } else {
      arrived.parts += 1;
      mergeGroups(arrived.groups, message.groups, orderFigures);
    }
    if (arrived.parts !== arrived.expected) return;
    open.read.add(split);
    open.attempts.delete(split);
    mergeGroups(open.groups, arrived.groups, orderFigures);
    if (open.read.size < message.splits) return;
    const rows = [...open.groups].map(([customer, totals]) => ({ customer, ...orderFigures.result(totals) }));
    context.output({ type: "closed", job, rows });
    open.groups.clear();
  },
});

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, place) =>
    items.slice(place * size, (place + 1) * size),
  );
}

/** What is in the map under the key; put there first, if nothing is. */
function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
