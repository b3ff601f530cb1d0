import { type AnyMachine, type Exploration, defineMachine, explore, sample } from "@millrace/core";
import { withFaults } from "@millrace/core/with-faults.ts";
import { expect, test } from "vitest";
import { effectOf, idempotentConsumer } from "./idempotent-consumer.ts";
import { laws, system, systemOf } from "./idempotent-consumer.live.ts";
import { idempotentLaws } from "./idempotent-consumer.laws.ts";
import { type Subscribe, type TopicRecord, changed, inOrder, paid, topicOf } from "./idempotent-consumer.topic.ts";

const cuts = [
  [["topic"], ["first"]],
  [["second"], ["topic"]],
] as const;

test("the tables come to the same, whoever is killed and whatever is cut or comes again", () => {
  const troubled = withFaults(system, { crashes: 4, duplicates: 3, cuts });
  expect(sample(troubled, { laws, runs: 20 }).outcome).toBe("sampled");
  expect(tried(idempotentConsumer).outcome).toBe("proved");
});

test("a consumer that adds whatever comes is seen, even if nobody is killed", () => {
  const wrong = systemOf({ idempotentConsumer: addingConsumer });
  expect(sample(wrong, { laws, runs: 1, shrinks: false }).outcome).toBe("broken");
  expect(tried(addingConsumer).outcome).toBe("broken");
});

const addingConsumer = defineMachine<object, Subscribe | TopicRecord>({
  ...idempotentConsumer,
  onMessage(_state, message, _from, context) {
    if (message.type !== "subscribe") context.call("database", { write: effectOf(message).write ?? [] });
  },
});

/** A payment, a change, and two crashes. */
function tried(machine: AnyMachine): Exploration {
  const log = inOrder(paid("p1", "ada", 5), changed("ada", 1, "Ada"));
  return explore(topicOf(machine, { log, faults: { crashes: 2 } }), { laws: idempotentLaws(log) });
}
