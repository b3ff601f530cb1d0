import {
  type AnyMachine,
  type Exploration,
  type Input,
  type System,
  at,
  defineSystem,
  durable,
  explore,
  sample,
} from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { describe, expect, test } from "vitest";
import * as fifo from "./fifo-delivery.live.ts";
import { deliversInSendingOrder } from "./fifo-delivery.laws.ts";
import * as keyed from "./keyed-partitions.live.ts";
import { beginsAtOnce, processesEverything } from "./keyed-partitions.laws.ts";
import { produce, topic } from "./keyed-partitions.topic.ts";
import { consumer, fifoDelivery, producer } from "./mod.ts";

describe("fifo-delivery", () => {
  const cuts = [
    [["shop"], ["warehouse"]],
    [["warehouse", "billing"], ["shop"]],
  ] as const;

  test("everything is delivered once and in order, whoever is killed, whatever is cut or comes again", () => {
    expect(sample(withFaults(fifo.system, { crashes: 3, cuts }), { laws: fifo.laws, runs: 40 }).outcome).toBe(
      "sampled",
    );
    expect(burst(durable(fifoDelivery)).outcome).toBe("proved");
  });

  test("who forgets its numbers breaks the order", () => {
    expect(burst(fifoDelivery).counterexample?.law).toBe(deliversInSendingOrder.name);
  });

  test("nothing waits but for its turn, if nobody is killed", () => {
    const laws = [...fifo.laws, ...fifo.lawsWithoutCrashes];
    expect(sample(withFaults(fifo.system, { cuts }), { laws, runs: 20 }).outcome).toBe("sampled");
  });
});

describe("keyed-partitions", () => {
  const cuts = [
    [["producer"], ["p0", "p2"]],
    [["p1"], ["consumer"]],
  ] as const;

  test("every record is processed once and in the order of its key, whoever is killed and whatever is cut", () => {
    const troubled = withFaults(keyed.system, { crashes: 3, cuts });
    expect(sample(troubled, { laws: keyed.laws, runs: 40 }).outcome).toBe("sampled");
    const machines = { producer: (partitions: number) => durable(producer(partitions)), consumer: durable(consumer) };
    expect(explore(smallTopic(machines), { laws: keyed.laws }).outcome).toBe("proved");
  });

  test("a consumer that forgets its lines loses records", () => {
    const { counterexample } = explore(smallTopic({ producer, consumer }), { laws: [processesEverything] });
    expect(counterexample?.law).toBe(processesEverything.name);
  });

  test("work begins as soon as it can, if nobody is killed", () => {
    const laws = [...keyed.laws, ...keyed.lawsWithoutCrashes];
    expect(sample(withFaults(keyed.system, { cuts }), { laws, runs: 20 }).outcome).toBe("sampled");
    const { counterexample } = sample(withFaults(keyed.system, { crashes: 3 }), { laws, runs: 20, shrinks: false });
    expect(counterexample?.law).toBe(beginsAtOnce.name);
  });
});

/** Three records of two keys and two crashes. */
function smallTopic(work: Parameters<typeof topic>[0]): System {
  const inputs = [produce("ada", "1"), produce("eve", "2"), produce("ada", "3")];
  return withFaults(topic(work, { partitions: 2, inputs }), { crashes: 2 });
}

/** Two payloads there and one back, one of the messages twice, and two crashes. */
function burst(machine: AnyMachine): Exploration {
  return explore(
    defineSystem({
      machines: { shop: machine, warehouse: machine },
      channels: "any-order",
      inputs: [sent("shop", "warehouse", 1), sent("shop", "warehouse", 2), sent("warehouse", "shop", 3)],
      faults: { crashes: 2, duplicates: 1 },
    }),
    { laws: fifo.laws },
  );
}

function sent(from: string, to: string, payload: number): Input {
  return at(from, { to, payload });
}
