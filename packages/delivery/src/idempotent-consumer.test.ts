import { type AnyMachine, type Context, createRandom, defineMachine, explore, sample } from "@millrace/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyDatabase, transact } from "./database.ts";
import { effectOf, idempotentConsumer } from "./idempotent-consumer.ts";
import { idempotentLaws } from "./idempotent-consumer.laws.ts";
import {
  type Event,
  type Line,
  type Subscribe,
  type TopicRecord,
  changed,
  deleted,
  inOrder,
  paid,
  randomLog,
  topicOf,
} from "./idempotent-consumer.topic.ts";
import type { Transaction } from "./transaction.ts";

const once = "no payment is counted twice";
const newest = "a customer's row never goes back to an older version";
const inTheEnd = "in the end the tables are as if each event had come once and in order";

const payments = inOrder(paid("p1", "ada", 5), paid("p2", "ada", 5), paid("p1", "ada", 5));
const customer = inOrder(changed("ada", 0, "Ada"), changed("ada", 1, "Ada B."), deleted("ada", 2));

const mixed = inOrder(
  paid("p1", "ada", 5),
  paid("p2", "ada", 5),
  changed("ada", 1, "Ada"),
  changed("bob", 1, "Bob"),
  deleted("bob", 2),
);

describe("f(any delivery of the log) = f(each event once, in order)", () => {
  test.each<[string, readonly Line[], Parameters<typeof topicOf>[1]["faults"]]>([
    ["payments", payments, { crashes: 1 }],
    ["versions", customer, {}],
    ["versions, doubled", customer.slice(1), { duplicates: 1 }],
    ["both, with two crashes", [...payments.slice(0, 1), ...customer.slice(2)], { crashes: 2 }],
  ])("%s, in every order", (_name, log, faults = {}) => {
    expect(explore(topicOf(idempotentConsumer, { log, faults }), { laws: idempotentLaws(log) }).outcome).toBe("proved");
  });

  test.each([
    ["payments", payments.slice(1)],
    ["versions", customer.slice(1)],
  ])("%s, with two consumers at once", (_name, log) => {
    const system = topicOf(idempotentConsumer, { log, consumers: 2 });
    expect(explore(system, { laws: idempotentLaws(log) }).outcome).toBe("proved");
  });

  test("random logs, with crashes and doubled messages", () => {
    for (let seed = 0; seed < 10; seed++) {
      const log = randomLog(createRandom(seed), { events: 12 });
      const system = topicOf(idempotentConsumer, { log, consumers: 2, faults: { crashes: 2, duplicates: 4 } });
      expect(sample(system, { laws: idempotentLaws(log), runs: 5 }).outcome).toBe("sampled");
    }
  });
});

test("any order and any repeats of the effects leave the same rows", () => {
  const log = randomLog(createRandom(5), { events: 8 }).map(([, , event]) => event);
  const rowsAfter = (events: readonly Event[]): unknown => {
    const { rows } = events.reduce((before, event) => transact(before, effectOf(event)).after, emptyDatabase);
    return rows.map(({ table, key, row }) => [table, key, row]);
  };
  const expected = rowsAfter(log);
  fc.assert(
    fc.property(fc.shuffledSubarray([...log, ...log], { minLength: 2 * log.length }), (events) => {
      expect(rowsAfter(events)).toEqual(expected);
    }),
  );
});

describe("the laws see", () => {
  test.each<[string, AnyMachine, string]>([
    ["a payment that is added each time it comes", always("payment"), once],
    ["a version that is put each time it comes", always("changed"), newest],
    ["a consumer that does nothing", consumer(() => undefined), inTheEnd],
    ["a payment that is passed over", without("payment"), inTheEnd],
    ["a change that is passed over", without("changed"), inTheEnd],
    ["a deletion that is passed over", without("deleted"), inTheEnd],
    ["revenue of somebody who never paid", writing({ table: "revenue", key: "eve", add: { total: 5 } }), once],
    ["a customer whom nobody told of", writing({ table: "customers", key: "eve", put: { version: 1 } }), inTheEnd],
    ["a total that is a text", writing({ table: "revenue", key: "ada", put: { total: "5" } }), once],
  ])("%s", (_name, machine, law) => {
    const { counterexample } = explore(topicOf(machine, { log: mixed, isOrdered: true, faults: { crashes: 1 } }), {
      laws: idempotentLaws(mixed),
    });
    expect(counterexample?.law).toBe(law);
  });

  test("a row that goes back for a moment, even if it is right in the end", () => {
    const machine = consumer((message) =>
      message.type === "changed" ? { write: effectOf(message).write ?? [] } : effectOf(message),
    );
    const log = customer.slice(0, 2);
    const replayed = topicOf(machine, { log, isOrdered: true, faults: { crashes: 1 } });
    expect(explore(replayed, { laws: idempotentLaws(log) }).counterexample?.law).toBe(newest);
  });
});

test("a deleted customer may have no row, or one that says so", () => {
  const removing = consumer((message) =>
    message.type === "deleted"
      ? { write: [{ table: "customers", key: message.customer, remove: true }] }
      : effectOf(message),
  );
  const log = customer.slice(1);
  const laws = idempotentLaws(log);
  expect(explore(topicOf(removing, { log, isOrdered: true }), { laws }).outcome).toBe("proved");
  expect(explore(topicOf(removing, { log }), { laws }).counterexample?.law).toBe(inTheEnd);
});

/** Does what `transactionOf` says. */
function consumer(transactionOf: (message: TopicRecord, context: Context) => Transaction | undefined): AnyMachine {
  return defineMachine<object, Subscribe | TopicRecord>({
    ...idempotentConsumer,
    onMessage(_state, message, _from, context) {
      const transaction = message.type === "subscribe" ? undefined : transactionOf(message, context);
      if (transaction !== undefined) context.call("database", transaction);
    },
  });
}

/** No questions asked, for one type of event. */
function always(type: TopicRecord["type"]): AnyMachine {
  return consumer((message) => (message.type === type ? { write: effectOf(message).write ?? [] } : effectOf(message)));
}

function without(type: TopicRecord["type"]): AnyMachine {
  return consumer((message) => (message.type === type ? undefined : effectOf(message)));
}

function writing(write: NonNullable<Transaction["write"]>[number]): AnyMachine {
  return consumer((message) => ({ write: [...(effectOf(message).write ?? []), write] }));
}
