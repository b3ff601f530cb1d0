/**
 * What a shuffle owes to whoever asks for a GROUP BY, whoever wrote it. Reads inputs, outputs, who sends to whom, and of a
 * message the fields that are agreed on: `type`, `job`, `split`, `attempt`, and the customers that a part's `groups` are about.
 */
import {
  type Broken,
  type MachineId,
  type MonitorLaw,
  broken,
  describeValue,
  eventually,
  monitor,
  never,
} from "@millrace/core";
import type { Attempt, AttemptId, Figures, Order, Row, ShuffleOptions } from "./shuffle.orders.ts";

/** The orders of each job, split by split. */
export type Jobs = Readonly<Record<string, readonly (readonly Order[])[]>>;

/** Safety: what reducers put out are rows of the table that one machine with all the orders would make, each of them once. */
export function answersLikeOneMachine(jobs: Jobs): MonitorLaw<Answered> {
  const truth = new Map(Object.entries(jobs).map(([job, splits]) => [job, rowsOfOneMachine(splits.flat())]));
  return monitor<Answered>("each row is what one machine with all the orders would say, and comes once", {
    start: () => ({ closed: [], said: [] }),
    on: {
      output({ closed, said }, { machine, output }) {
        if (!isClosed(output)) {
          return broken(`${machine} puts out { type: "closed", job, rows }`, describeValue(output));
        }
        const { job, rows } = output;
        const expected = truth.get(job);
        if (expected === undefined) return broken("a job that was asked for", describeValue(output));
        if (!insert(closed, [job, machine])) {
          return broken(`${machine} closes "${job}" once`, `it did so again: ${describeValue(output)}`);
        }
        for (const row of rows) {
          const fault = judgeRow(row, expected);
          if (fault !== undefined) return fault;
          const { customer }: Readonly<Record<string, unknown>> = Object(row);
          if (!insert(said, [job, customer]))
            return broken(`one row in "${job}" for this customer`, `two of ${describeValue(row)}`);
        }
        return undefined;
      },
    },
  });
}

/**
 * Liveness: a reducer closes a job if of each split there is one attempt of which nothing for this reducer was lost, whatever
 * became of the others; and when all have closed it, no customer is missing.
 */
export function closesWithOneGoodAttempt(jobs: Jobs, { reducers }: Pick<ShuffleOptions, "reducers">): MonitorLaw<Fate> {
  const answers = answersLikeOneMachine(jobs);
  const watch: MonitorLaw<Fate> = {
    kind: "monitor",
    name: answers.name,
    start: (machines) => ({ ...answers.start(machines), begun: [], lost: [] }),
    observe(state, seen) {
      if (seen.kind === "input") insert(state.begun, keyOf(seen.input));
      if (seen.kind === "drop") insert(state.lost, [...keyOf(seen.message), seen.machine]);
      return answers.observe(state, seen);
    },
  };
  return eventually("a reducer closes a job when it has had all of one attempt at each split", {
    of: watch,
    holds({ closed, said, begun, lost }) {
      for (const [job, splits] of Object.entries(jobs)) {
        const open = reducers.filter((name) => !has(closed, [job, name]));
        const stuck = open.find((name) =>
          splits.every((_orders, split) =>
            begun.some((key) => {
              const id: readonly unknown[] = JSON.parse(key);
              return id[0] === job && id[1] === split && !has(lost, [...id, name]);
            }),
          ),
        );
        if (stuck !== undefined) {
          return broken(
            `${stuck} closes "${job}", as it has had all of one attempt at each of its splits: ${splits.length}`,
            "it never does, and nothing is left to happen",
          );
        }
        const missing = splits.flat().find(({ customer }) => !has(said, [job, customer]));
        if (open.length === 0 && missing !== undefined) {
          return broken(
            `a row for "${missing.customer}" in "${job}"`,
            "every reducer has closed it, and there is none",
          );
        }
      }
      return undefined;
    },
  });
}

/**
 * What mappers send: parts and ends of an attempt that they were asked to run, each with its id; no customer twice in an
 * attempt, all orders of a customer to one reducer, and no more customers in a part than are allowed.
 */
export function sendsEachCustomerToOnePlace(
  jobs: Jobs,
  { groupsMax }: Pick<ShuffleOptions, "groupsMax">,
): MonitorLaw<Sent> {
  return monitor<Sent, unknown, unknown, Attempt>(
    "an attempt sends each of its customers once, and a customer goes to one reducer, whoever sends",
    {
      start: () => ({ attempts: [], places: {} }),
      on: {
        input: ({ attempts }, { machine, input }) => void attempts.push(open(machine, input)),
        send({ attempts, places }, { machine, to, message }) {
          const kind = kindOf(message);
          if (kind === undefined) {
            return broken(
              'a message { type: "part", job, split, attempt, groups }, or { type: "end", job, split, attempt }',
              `${machine} sent ${to} ${describeValue(message)}`,
            );
          }
          const id = idOf(message);
          const attempt = attempts.find((one) => one.machine === machine && isSameAttempt(one, id));
          if (attempt === undefined) {
            return broken(`${machine} sends what an attempt of its own has`, `it sent ${to} ${describeValue(message)}`);
          }
          const share = (attempt.shares[to] ??= { parts: 0, ends: 0, customers: [] });
          if (kind === "end") {
            share.ends += 1;
            return undefined;
          }
          share.parts += 1;
          const customers = customersOf(message);
          if (customers.length > groupsMax) {
            return broken(
              `at most ${groupsMax} customers in a part`,
              `${machine} sent ${to} ${customers.length} of them`,
            );
          }
          return judgeCustomers(customers, {
            known: new Set(jobs[id.job]?.[id.split]?.map(({ customer }) => customer)),
            sent: Object.values(attempt.shares).flatMap((one) => one.customers),
            places: (places[id.job] ??= {}),
            to,
            share,
          });
        },
      },
    },
  );
}

/** The cost, attempt by attempt: to each reducer one end, and as many parts as its customers need; and nobody is left out. */
export function costsPartsAndEnds(jobs: Jobs, options: ShuffleOptions): MonitorLaw<Sent> {
  const { reducers, groupsMax } = options;
  return eventually("an attempt costs one end for each reducer, and as few parts as hold its customers", {
    of: sendsEachCustomerToOnePlace(jobs, options),
    holds({ attempts }) {
      for (const { job, split, attempt, shares } of attempts) {
        const name = `attempt ${attempt} at split ${split} of "${job}"`;
        for (const reducer of reducers) {
          const { parts, ends, customers } = shares[reducer] ?? { parts: 0, ends: 0, customers: [] };
          const fewest = Math.ceil(customers.length / groupsMax);
          if (parts !== fewest || ends !== 1) {
            return broken(
              `${name} sends ${reducer} ${count(fewest, "part")} for ${count(customers.length, "customer")}, and 1 end`,
              `it sent ${count(parts, "part")} and ${count(ends, "end")}`,
            );
          }
        }
        const sent = Object.values(shares).flatMap(({ customers }) => customers);
        const missing = (jobs[job]?.[split] ?? []).find(({ customer }) => !sent.includes(customer));
        if (missing !== undefined) return broken(`${name} sends what it has of "${missing.customer}"`, "it never does");
      }
      return undefined;
    },
  });
}

/** Orders do not travel: a message grows with the customers in it, not with their orders. */
export function messagesStaySmall({ groupsMax }: Pick<ShuffleOptions, "groupsMax">): MonitorLaw<object> {
  const most = charactersMax(groupsMax);
  return never("a message grows with its customers, not with their orders", (seen) => {
    if (seen.kind !== "send") return undefined;
    const { length } = written(seen.message);
    return length <= most
      ? undefined
      : broken(
          `at most ${most} characters in a message, as a part has room for ${count(groupsMax, "customer")}`,
          `${seen.machine} sent ${seen.to} ${length} characters: ${describeValue(seen.message)}`,
        );
  });
}

/** How long a message may be, written out as JSON, if it holds so many customers. */
export function charactersMax(customers: number): number {
  return 200 + 200 * customers;
}

/** The point of it all: no reducer has more than half of the customers of a job. Of jobs with many customers only. */
export function spreadsTheWork(jobs: Jobs): MonitorLaw<object> {
  return never("no reducer has more than half of the customers", (seen) => {
    if (seen.kind !== "output" || !isClosed(seen.output)) return undefined;
    const { job, rows } = seen.output;
    const customers = new Set((jobs[job] ?? []).flat().map(({ customer }) => customer)).size;
    return rows.length * 2 <= customers
      ? undefined
      : broken(`${seen.machine} has at most half of the ${customers} customers of "${job}"`, `it has ${rows.length}`);
  });
}

/** Whether figures are those of these orders, of which there is one at least. */
export function judgeFigures(actual: unknown, orders: readonly Order[]): Broken | undefined {
  const expected = figuresOf(orders);
  return isNear(actual, expected) ? undefined : broken(describeValue(expected), describeValue(actual));
}

/** What reducers have put out. */
export interface Answered {
  /** Who has closed what: job and reducer, as JSON, sorted. */
  readonly closed: string[];
  /** Which rows there are: job and customer, as JSON, sorted. */
  readonly said: string[];
}

/** What has become of attempts. */
export interface Fate extends Answered {
  /** The attempts that some mapper was asked to run: job, split and attempt, as JSON, sorted. */
  readonly begun: string[];
  /** Of which of them something was lost: job, split, attempt and the reducer that does not get it, as JSON, sorted. */
  readonly lost: string[];
}

/** What mappers have sent. */
export interface Sent {
  /** In the order in which they were asked for. */
  readonly attempts: SentAttempt[];
  /** By job, then by customer: the reducer. */
  readonly places: Record<string, Record<string, MachineId>>;
}

/** What one attempt has sent. */
export interface SentAttempt extends AttemptId {
  /** Who runs it. */
  readonly machine: MachineId;
  /** By reducer. */
  readonly shares: Record<MachineId, Share>;
}

/** What one attempt has sent to one reducer. */
export interface Share {
  /** How many parts. */
  parts: number;
  /** How many ends. */
  ends: number;
  /** The customers in the parts. */
  readonly customers: string[];
}

function open(machine: MachineId, input: Attempt): SentAttempt {
  return { ...idOf(input), machine, shares: {} };
}

function judgeCustomers(
  customers: readonly unknown[],
  {
    known,
    sent,
    places,
    to,
    share,
  }: {
    readonly known: ReadonlySet<string>;
    readonly sent: readonly string[];
    readonly places: Record<string, MachineId>;
    readonly to: MachineId;
    readonly share: Share;
  },
): Broken | undefined {
  for (const customer of customers) {
    if (typeof customer !== "string" || !known.has(customer)) {
      return broken("customers of the split", describeValue(customer));
    }
    if (sent.includes(customer)) {
      return broken(`an attempt sends "${customer}" once, with all its orders`, `${to} gets a second one`);
    }
    const place = Object.hasOwn(places, customer) ? places[customer] : to;
    if (place !== to) return broken(`all there is of "${customer}" goes to ${place}`, `some of it goes to ${to}`);
    places[customer] = to;
    share.customers.push(customer);
  }
  return undefined;
}

function kindOf(message: unknown): "part" | "end" | undefined {
  const { type, job, split, attempt, groups }: Readonly<Record<string, unknown>> = Object(message);
  if (typeof job !== "string" || typeof split !== "number" || typeof attempt !== "number") return undefined;
  if (type === "part") return groups instanceof Map ? "part" : undefined;
  return type === "end" ? "end" : undefined;
}

function customersOf(message: unknown): unknown[] {
  const { groups }: Readonly<Record<string, unknown>> = Object(message);
  return groups instanceof Map ? [...groups.keys()] : [];
}

function idOf(of: unknown): AttemptId {
  const { job, split, attempt }: Readonly<Record<string, unknown>> = Object(of);
  return { job: String(job), split: Number(split), attempt: Number(attempt) };
}

function isSameAttempt(left: AttemptId, right: AttemptId): boolean {
  return left.job === right.job && left.split === right.split && left.attempt === right.attempt;
}

function keyOf(of: unknown): unknown[] {
  const { job, split, attempt } = idOf(of);
  return [job, split, attempt];
}

function has(set: readonly string[], item: readonly unknown[]): boolean {
  return set.includes(JSON.stringify(item));
}

/** Puts an item into a sorted list that has each once; false if it is there. Sorted, so that it tells no order of events. */
function insert(set: string[], item: readonly unknown[]): boolean {
  if (has(set, item)) return false;
  set.push(JSON.stringify(item));
  set.sort();
  return true;
}

function judgeRow(row: unknown, expected: readonly Row[]): Broken | undefined {
  const { customer }: Readonly<Record<string, unknown>> = Object(row);
  const right = expected.find((one) => one.customer === customer);
  if (right === undefined) return broken("a row for a customer that has orders", describeValue(row));
  return isNear(row, right) ? undefined : broken(`the row ${describeValue(right)}`, describeValue(row));
}

/** The truth: all the orders in one place. */
function rowsOfOneMachine(orders: readonly Order[]): Row[] {
  const customers = new Set(orders.map(({ customer }) => customer));
  return [...customers].map((customer) => ({
    customer,
    ...figuresOf(orders.filter((order) => order.customer === customer)),
  }));
}

function figuresOf(orders: readonly Order[]): Figures {
  const amount = orders.reduce((sum, order) => sum + order.amount, 0);
  const lastAt = Math.max(...orders.map(({ at }) => at));
  const lastAmount = orders.find(({ at }) => at === lastAt)?.amount ?? 0;
  return { orders: orders.length, amount, averageAmount: amount / orders.length, lastAmount };
}

/** Fields and values are the same; a number may be off by a rounding. */
function isNear(actual: unknown, expected: Figures | Row): boolean {
  const found: Readonly<Record<string, unknown>> = Object(actual);
  return (
    Object.keys(found).length === Object.keys(expected).length &&
    Object.entries(expected).every(([key, value]) => {
      const other = found[key];
      if (typeof other !== "number" || typeof value !== "number") return other === value;
      return Math.abs(other - value) <= 1e-9 * Math.max(1, Math.abs(value));
    })
  );
}

function isClosed(output: unknown): output is { readonly job: string; readonly rows: readonly unknown[] } {
  const { type, job, rows }: Readonly<Record<string, unknown>> = Object(output);
  return (
    type === "closed" && typeof job === "string" && Array.isArray(rows) && Object.keys(Object(output)).length === 3
  );
}

/** As JSON, whatever is in it. */
function written(message: unknown): string {
  const text = JSON.stringify(message, (_key, value: unknown) => {
    if (value instanceof Map || value instanceof Set) return [...value];
    return typeof value === "bigint" ? String(value) : value;
  });
  return text ?? "";
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
