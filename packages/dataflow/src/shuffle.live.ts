/**
 * Shuffle on real workers: three mappers and two reducers, any of which may be killed and started again, and a scheduler that
 * has lost patience with some splits.
 */
import { type AnyMachine, type Law, type System, at, createRandom, defineSystem, durable } from "@millrace/core";
import { mapper, reducer } from "./shuffle.ts";
import {
  type Jobs,
  answersLikeOneMachine,
  closesWithOneGoodAttempt,
  costsPartsAndEnds,
  messagesStaySmall,
  sendsEachCustomerToOnePlace,
} from "./shuffle.laws.ts";
import type { Order, ShuffleOptions } from "./shuffle.orders.ts";

/**
 * Three mappers and two reducers, with anybody's machines. Durable: a reducer that forgets what has come never closes its
 * job, and a mapper may send its messages later.
 */
export function systemOf(work: Work): System {
  return defineSystem({
    machines: {
      ...Object.fromEntries(mappers.map((name) => [name, durable(work.mapper(options))])),
      ...Object.fromEntries(options.reducers.map((name) => [name, durable(work.reducer)])),
    },
    topology: mappers.flatMap((name) => options.reducers.map((to) => [name, to] as const)),
    channels: "any-order",
    inputs: attempts.map(({ job, split, attempt }, turn) => {
      const splits = jobs[job] ?? [];
      const orders = splits[split] ?? [];
      const list = attempt === 0 ? orders : orders.toReversed();
      const machine = mappers[(split + attempt) % mappers.length] ?? "";
      return at(machine, { job, split, splits: splits.length, attempt, orders: list }, { atMs: turn * 40 });
    }),
  });
}

const mappers = ["east", "north", "west"];

const options: ShuffleOptions = { reducers: ["sums-0", "sums-1"], groupsMax: 3 };

/** The last split is empty. */
const jobs: Jobs = { daily: [orders(40), orders(3), orders(25)], weekly: [orders(60), orders(59), orders(9), []] };

/** Every split once, and some again while the first attempt is under way or long over. */
const attempts = [
  ...["daily", "weekly"].flatMap((job) => (jobs[job] ?? []).map((_orders, split) => ({ job, split, attempt: 0 }))),
  ...[0, 2].map((split) => ({ job: "daily", split, attempt: 1 })),
  ...[1, 3].map((split) => ({ job: "weekly", split, attempt: 1 })),
];

/** Two jobs, with our machines. */
export const system: System = systemOf({ mapper, reducer });

/** What holds in it, whoever is killed. */
export const laws: readonly Law[] = [
  answersLikeOneMachine(jobs),
  closesWithOneGoodAttempt(jobs, options),
  sendsEachCustomerToOnePlace(jobs, options),
  costsPartsAndEnds(jobs, options),
  messagesStaySmall(options),
];

interface Work {
  mapper(options: ShuffleOptions): AnyMachine;
  readonly reducer: AnyMachine;
}

/** So many orders, drawn from a seed, and so always the same. No two of one customer are of the same moment. */
function orders(count: number): Order[] {
  const random = createRandom(count);
  const draw = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, (_, at) => ({
    customer: ["ada", "bob", "cleo", "dan", "eve", "finn", "gus"][draw(7)] ?? "",
    amount: draw(9_000) - 1_000,
    at: at * 100 + (count % 100),
  }));
}
