/**
 * Shuffle: a GROUP BY over data that no machine holds alone. Every key goes to one place, and is added up there.
 *
 * Edit `Totals` and `orderFigures`, then what parts and ends carry, the mapper, and the reducer. What goes in and what comes
 * out is fixed, and so are the fields of messages that stand in `AttemptId`, `type`, and `groups`.
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

/** What is known of some orders of one customer. Yours: plain data, no larger for many orders than for one. */
export interface Totals {
  // TODO(learner): which numbers of two splits make the numbers of both?
  readonly orders: number;
  readonly averageAmount: number;
  readonly lastAmount: number;
}

/** The figures of orders, in two phases. `of`, `combine` and `result` are fixed, and what `result` returns. */
export const orderFigures: Aggregate<Order, Totals, Figures> = {
  of: ({ amount }) => ({ orders: 1, averageAmount: amount, lastAmount: amount }),

  combine: (left, right) => ({
    orders: left.orders + right.orders,
    // TODO(learner): an average of averages; and is what came last what was ordered last?
    averageAmount: (left.averageAmount + right.averageAmount) / 2,
    lastAmount: right.lastAmount,
  }),

  result: ({ orders, averageAmount, lastAmount }) => ({
    orders,
    amount: orders * averageAmount,
    averageAmount,
    lastAmount,
  }),
};

/** Some of the totals that an attempt has for a reducer. You may add fields. */
export interface Part extends AttemptId {
  readonly type: "part";
  readonly groups: Groups<Totals>;
}

/** The end of what an attempt has for a reducer. You may add fields. */
export interface End extends AttemptId {
  readonly type: "end";
  // TODO(learner): it may come before the parts. What must the reducer learn from it?
}

/** What a mapper sends. */
export type Message = Part | End;

/** What a reducer remembers. Yours: plain data, in an object. */
export interface ReducerState {
  // TODO(learner): there are several jobs, several splits of each, and several attempts at a split.
  readonly groups: Groups<Totals>;
}

/** A machine that runs attempts: it groups the orders of a split and sends every reducer its share. */
export function mapper({ reducers, groupsMax }: ShuffleOptions): Machine<object, Message, never, Attempt> {
  return defineMachine<object, Message, never, Attempt>({
    start: () => ({}),

    onInput(_state, { job, split, attempt, orders }, context) {
      const groups = [...groupRows(orders, { key: ({ customer }) => customer, aggregate: orderFigures })];
      for (const reducer of reducers) {
        // TODO(learner): every reducer gets all the customers. `hashOf(customer)` is the same number at every mapper.
        const share = groups;
        for (const part of chunk(share, groupsMax)) {
          context.send(reducer, { type: "part", job, split, attempt, groups: new Map(part) });
        }
        context.send(reducer, { type: "end", job, split, attempt });
      }
    },
  });
}

/** A machine that adds up what mappers send it, and puts out its rows when every split of the job has been read. */
export const reducer: Machine<ReducerState, Message, Closed> = defineMachine({
  start: (): ReducerState => ({ groups: new Map() }),

  onMessage({ groups }, message, _from, context) {
    if (message.type === "part") {
      mergeGroups(groups, message.groups, orderFigures);
      return;
    }
    // TODO(learner): this closes the job with the first end that comes. Which parts are missing? Which splits?
    const rows = [...groups].map(([customer, totals]) => ({ customer, ...orderFigures.result(totals) }));
    context.output({ type: "closed", job: message.job, rows });
  },
});

/** A list cut into lists of so many items, the last one shorter if need be; of nothing, none. */
function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, place) =>
    items.slice(place * size, (place + 1) * size),
  );
}
