/**
 * Right as well: every message says all: which part of how many it is, and of how many splits. The end adds nothing but for a
 * reducer that gets no part. Attempts are filed under one text; a timer looks some time after each message what is complete,
 * and prefers the attempt with the highest number.
 */
import { type Machine, defineMachine } from "@millrace/core";
import { type Aggregate, type Groups, groupRows, mergeGroups } from "@millrace/dataflow/aggregate.ts";
import {
  type Attempt,
  type AttemptId,
  type Closed,
  type Figures,
  type Order,
  type ShuffleOptions,
  hashOf,
} from "@millrace/dataflow/shuffle.orders.ts";

interface Totals {
  readonly n: number;
  readonly sum: bigint;
  readonly last: { readonly at: number; readonly cents: number };
}

export const orderFigures: Aggregate<Order, Totals, Figures> = {
  of: ({ amount, at }) => ({ n: 1, sum: BigInt(amount), last: { at, cents: amount } }),
  combine: (left, right) => ({
    n: left.n + right.n,
    sum: left.sum + right.sum,
    last: [left.last, right.last].reduce((one, other) => (one.at >= other.at ? one : other)),
  }),
  result: ({ n, sum, last }) => ({
    orders: n,
    amount: Number(sum),
    averageAmount: Number(sum) / n,
    lastAmount: last.cents,
  }),
};

interface Message extends AttemptId {
  readonly type: "part" | "end";
  readonly groups: Groups<Totals>;
  /** All the messages of this attempt to this reducer. */
  readonly messages: number;
  readonly splits: number;
}

export function mapper({ reducers, groupsMax }: ShuffleOptions): Machine<object, Message, never, Attempt> {
  return defineMachine<object, Message, never, Attempt>({
    start: () => ({}),
    onInput(_state, { job, split, attempt, splits, orders }, context) {
      const shares = new Map<string, Order[]>(reducers.map((name) => [name, []]));
      for (const order of orders) shares.get(reducers[hashOf(order.customer) % reducers.length] ?? "")?.push(order);
      for (const [to, share] of shares) {
        const groups = [...groupRows(share, { key: ({ customer }) => customer, aggregate: orderFigures })];
        const messages = Math.ceil(groups.length / groupsMax) + 1;
        const common = { job, split, attempt, splits, messages };
        context.send(to, { ...common, type: "end", groups: new Map() });
        for (; groups.length > 0; groups.splice(0, groupsMax)) {
          context.send(to, { ...common, type: "part", groups: new Map(groups.slice(0, groupsMax)) });
        }
      }
    },
  });
}

interface State {
  readonly files: Record<string, Message[]>;
  readonly done: Set<string>;
}

export const reducer: Machine<State, Message, Closed> = defineMachine({
  start: (): State => ({ files: {}, done: new Set() }),

  onMessage({ files, done }, message, _from, context) {
    const { job, split, attempt } = message;
    if (done.has(job)) return;
    (files[JSON.stringify([job, split, attempt])] ??= []).push(message);
    context.setTimer(job, 5);
  },

  onTimer({ files, done }, job, context) {
    const best = new Map<number, Message[]>();
    for (const file of Object.values(files)) {
      const [first] = file;
      if (first === undefined || first.job !== job || file.length < first.messages) continue;
      const chosen = best.get(first.split)?.[0];
      if (chosen === undefined || chosen.attempt < first.attempt) best.set(first.split, file);
    }
    const [some] = [...best.values()].flat();
    if (some === undefined || best.size < some.splits || done.has(job)) return;
    done.add(job);
    for (const [key, [first]] of Object.entries(files)) if (first?.job === job) delete files[key];
    const table: Groups<Totals> = new Map();
    for (const { groups } of [...best.values()].flat()) mergeGroups(table, groups, orderFigures);
    const rows = [...table].map(([customer, totals]) => ({ ...orderFigures.result(totals), customer }));
    context.output({ type: "closed", job, rows: rows.toReversed() });
  },
});
