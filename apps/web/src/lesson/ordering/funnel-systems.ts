/** The shop and its two dashboards, for each order of delivery: all run on the page, and in its workers. */
import { type AnyMachine, type Input, type MachineId, type System, at, defineSystem } from "@millrace/core";
import { causalBroadcast } from "@millrace/ordering/causal-broadcast.ts";
import { fifoDelivery } from "@millrace/ordering/fifo-delivery.ts";
import { groupMember, sequencer } from "@millrace/ordering/sequencer.ts";
import { type Step, type StepEvent, steps, visitors } from "./funnel.ts";
import type { Order, Senders } from "./order.ts";
import { plainDelivery } from "./plain-delivery.ts";
import { type Ask, reporter } from "./reporter.ts";

/** The machines that count. */
export const dashboards = ["marketing", "finance"] as const;

/** The name of a system among {@link systems}. */
export function nameOf(order: Order, senders: Senders): string {
  return `${order}, ${senders}`;
}

const multicast: Ask = (payload) => [{ payload }];

const deliveries: Readonly<Record<Order, { readonly machine: AnyMachine; readonly ask: Ask }>> = {
  none: { machine: plainDelivery, ask: multicast },
  fifo: { machine: fifoDelivery, ask: (payload, peers) => peers.map((to) => ({ to, payload })) },
  causal: { machine: causalBroadcast, ask: multicast },
  total: { machine: groupMember("topic"), ask: multicast },
};

/** The machines that report, and which step each of them adds to what it is told. */
const servicesOf: Readonly<Record<Senders, Readonly<Record<MachineId, Step | undefined>>>> = {
  one: { shop: undefined },
  three: { page: undefined, cart: "add_to_cart", checkout: "purchase" },
};

/** All of them, by name. */
export const systems: Readonly<Record<string, System>> = Object.fromEntries(
  (["none", "fifo", "causal", "total"] as const).flatMap((order) =>
    (["one", "three"] as const).map((senders) => [nameOf(order, senders), systemOf(order, senders)]),
  ),
);

function systemOf(order: Order, senders: Senders): System {
  const { machine, ask } = deliveries[order];
  const services = servicesOf[senders];
  const sources = Object.keys(services);
  const members = [...sources, ...dashboards];
  const pairs = pairsOf(order, { sources, members });
  return defineSystem({
    machines: {
      ...Object.fromEntries(Object.entries(services).map(([name, own]) => [name, reporter(machine, { own, ask })])),
      ...Object.fromEntries(dashboards.map((name) => [name, machine])),
      ...(order === "total" ? { topic: sequencer } : {}),
    },
    topology: pairs,
    channels: {
      default: "any-order",
      // A producer writes to its partition over one connection, which keeps its order.
      pairs: pairs.filter(([, to]) => to === "topic").map(([from, to]) => [from, to, "fifo"]),
    },
    inputs: visits(senders),
  });
}

/** Everybody is told by everybody who reports; in total order, by way of the topic. */
function pairsOf(
  order: Order,
  { sources, members }: { readonly sources: readonly MachineId[]; readonly members: readonly MachineId[] },
): (readonly [MachineId, MachineId])[] {
  if (order === "total")
    return [...sources.map((from) => [from, "topic"] as const), ...members.map((to) => ["topic", to] as const)];
  return sources.flatMap((from) => members.filter((to) => to !== from).map((to) => [from, to] as const));
}

/** One visitor after the other. Where there are three services, the second and the third wait for what they are told. */
function visits(senders: Senders): Input[] {
  return visitors.flatMap((visitor, place) =>
    (senders === "one" ? steps : steps.slice(0, 1)).map((step, nth) =>
      at(senders === "one" ? "shop" : "page", { visitor, step } satisfies StepEvent, { atMs: place * 110 + nth * 10 }),
    ),
  );
}
