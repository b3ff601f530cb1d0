/**
 * Right as well, and it mixes attempts without harm: customers are sorted before they are cut into parts, so the third part
 * of one attempt is the third part of every other, and the reducer collects each by its number from whichever attempt it
 * comes. A job can be closed although no attempt came through whole.
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
  readonly orders: number;
  readonly averageAmount: number;
  readonly last: Order;
}

export const orderFigures: Aggregate<Order, Totals, Figures> = {
  of: (order) => ({ orders: 1, averageAmount: order.amount, last: order }),
  combine(left, right) {
    // An average that knows its weight is as good as a sum.
    const orders = left.orders + right.orders;
    const averageAmount = (left.averageAmount * left.orders + right.averageAmount * right.orders) / orders;
    return { orders, averageAmount, last: right.last.at > left.last.at ? right.last : left.last };
  },
  result: ({ orders, averageAmount, last }) => ({
    orders,
    amount: Math.round(averageAmount * orders),
    averageAmount,
    lastAmount: last.amount,
  }),
};

interface Common extends AttemptId {
  readonly splits: number;
}

type Message = Common &
  (
    | { readonly type: "part"; readonly groups: Groups<Totals>; readonly number: number }
    | { readonly type: "end"; readonly parts: number }
  );

export function mapper({ reducers, groupsMax }: ShuffleOptions): Machine<object, Message, never, Attempt> {
  return defineMachine<object, Message, never, Attempt>({
    start: () => ({}),
    onInput(_state, { job, split, attempt, splits, orders }, context) {
      const id = { job, split, attempt, splits };
      const byPlace: [string, Totals][][] = reducers.map(() => []);
      const groups = groupRows(orders, { key: ({ customer }) => customer, aggregate: orderFigures });
      for (const entry of [...groups].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
        byPlace[(hashOf(job + entry[0]) >>> 3) % reducers.length]?.push(entry);
      }
      for (const [place, to] of reducers.entries()) {
        const own = byPlace[place] ?? [];
        const parts = Math.ceil(own.length / groupsMax);
        for (let number = 0; number < parts; number++) {
          const part = own.slice(number * groupsMax, (number + 1) * groupsMax);
          context.send(to, { ...id, type: "part", number, groups: new Map(part) });
        }
        context.send(to, { ...id, type: "end", parts });
      }
    },
  });
}

interface State {
  /** By job, then by split: undefined once it is closed. */
  readonly jobs: Record<string, Record<number, Split>>;
  readonly closed: Record<string, true>;
}

interface Split {
  /** How many parts, once an end has said so. */
  parts?: number;
  /** By number. */
  readonly groups: Record<number, Groups<Totals>>;
}

export const reducer: Machine<State, Message, Closed> = defineMachine({
  start: (): State => ({ jobs: {}, closed: {} }),

  onMessage({ jobs, closed }, message, _from, context) {
    const { job, split, splits } = message;
    if (closed[job] === true) return;
    const known = ((jobs[job] ??= {})[split] ??= { groups: {} });
    if (message.type === "end") known.parts = message.parts;
    else known.groups[message.number] ??= message.groups;
    const all = Object.values(jobs[job]);
    if (all.length < splits || all.some(({ parts, groups }) => parts !== Object.keys(groups).length)) return;
    const table: Groups<Totals> = new Map();
    for (const { groups } of all) {
      for (const part of Object.values(groups)) mergeGroups(table, part, orderFigures);
    }
    delete jobs[job];
    closed[job] = true;
    const rows = [...table].map(([customer, totals]) => ({ customer, ...orderFigures.result(totals) }));
    context.output({ type: "closed", job, rows });
  },
});
