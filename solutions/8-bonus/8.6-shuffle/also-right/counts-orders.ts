/**
 * Right as well: an end says how many orders there were, not how many parts; the reducer keeps parts as they came and adds
 * up when their orders make that number. A mapper sorts its customers, sends ends first, and one message each millisecond. A
 * customer's place is found by a sum over its letters. Totals are lists.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";
import { type Aggregate, groupRows } from "@millrace/dataflow/aggregate.ts";
import type { Attempt, AttemptId, Closed, Figures, Order, ShuffleOptions } from "@millrace/dataflow/shuffle.orders.ts";

type Totals = readonly [count: number, sum: number, latest: readonly [at: number, amount: number]];

export const orderFigures: Aggregate<Order, Totals, Figures> = {
  of: ({ amount, at }) => [1, amount, [at, amount]],
  combine: (left, right) => [left[0] + right[0], left[1] + right[1], left[2][0] < right[2][0] ? right[2] : left[2]],
  result: ([count, sum, [, lastAmount]]) => ({ lastAmount, averageAmount: sum / count, amount: sum, orders: count }),
};

type Message = AttemptId &
  (
    | { readonly type: "part"; readonly groups: Map<string, Totals> }
    | { readonly type: "end"; readonly orders: number; readonly of: number }
  );

interface Outbox {
  readonly letters: { readonly to: MachineId; readonly message: Message }[];
}

export function mapper({ reducers, groupsMax }: ShuffleOptions): Machine<Outbox, Message, never, Attempt> {
  return defineMachine<Outbox, Message, never, Attempt>({
    start: () => ({ letters: [] }),

    onTimer({ letters }, _timer, context) {
      const letter = letters.shift();
      if (letter === undefined) return;
      context.send(letter.to, letter.message);
      context.setTimer("next", 1);
    },

    onInput({ letters }, { job, split, attempt, splits, orders }, context) {
      const id = { job, split, attempt };
      const all = groupRows(orders, { key: ({ customer }) => customer, aggregate: orderFigures });
      const customers = [...all.keys()].toSorted();
      for (const to of reducers.toReversed()) {
        const own = customers.filter((customer) => placeOf(customer, reducers) === to);
        const total = own.reduce((sum, customer) => sum + (all.get(customer)?.[0] ?? 0), 0);
        letters.push({ to, message: { ...id, type: "end", orders: total, of: splits } });
        while (own.length > 0) {
          const groups = new Map(own.splice(0, groupsMax).flatMap((name) => entryOf(all, name)));
          letters.push({ to, message: { ...id, type: "part", groups } });
        }
      }
      context.setTimer("next", 1);
    },
  });
}

function entryOf(all: ReadonlyMap<string, Totals>, name: string): [string, Totals][] {
  const totals = all.get(name);
  return totals === undefined ? [] : [[name, totals]];
}

function placeOf(customer: string, reducers: readonly MachineId[]): MachineId | undefined {
  const sum = [...customer].reduce((total, letter) => total * 3 + (letter.codePointAt(0) ?? 0), 7);
  return reducers[sum % reducers.length];
}

interface State {
  /** Everything that has come, as it came; of jobs that are closed, nothing. */
  readonly mail: Message[];
  readonly closed: string[];
}

export const reducer: Machine<State, Message, Closed> = defineMachine({
  start: (): State => ({ mail: [], closed: [] }),

  onMessage({ mail, closed }, message, _from, context) {
    if (closed.includes(message.job)) return;
    mail.push(message);
    const own = mail.filter(({ job }) => job === message.job);
    const whole = new Map<number, Map<string, Totals>[]>();
    let splits = Infinity;
    for (const end of own) {
      if (end.type !== "end") continue;
      splits = end.of;
      const parts = own.flatMap((one) =>
        one.type === "part" && one.split === end.split && one.attempt === end.attempt ? [one.groups] : [],
      );
      const orders = parts.flatMap((groups) => [...groups.values()]).reduce((sum, [count]) => sum + count, 0);
      if (orders === end.orders) whole.set(end.split, parts);
    }
    if (whole.size < splits) return;
    closed.push(message.job);
    mail.splice(0, mail.length, ...mail.filter(({ job }) => job !== message.job));
    const entries = [...whole.values()].flat().flatMap((groups) => [...groups]);
    const rows = [...new Set(entries.map(([customer]) => customer))].map((customer) => {
      const totals = entries.flatMap(([name, part]) => (name === customer ? [part] : []));
      return { ...orderFigures.result(totals.reduce((left, right) => orderFigures.combine(left, right))), customer };
    });
    context.output({ rows, job: message.job, type: "closed" });
  },
});
