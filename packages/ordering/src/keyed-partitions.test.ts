import {
  type AnyMachine,
  type Exploration,
  type Law,
  type Machine,
  type System,
  broken,
  defineMachine,
  equal,
  explore,
  monitor,
  sample,
} from "@millrace/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  beginsAtOnce,
  finishesInTime,
  judgePartition,
  judgeSpread,
  kafkaVectors,
  keyStaysInItsPartition,
  processesEachKeyInOrder,
  processesEverything,
  spreadsKeyless,
  takesItsTime,
  writesWhereKafkaWould,
} from "./keyed-partitions.laws.ts";
import { grow, produce, topic } from "./keyed-partitions.topic.ts";
import {
  type Key,
  type PartitionRecord,
  type Processed,
  type ProducerInput,
  consumer,
  partitionFor,
  producer,
} from "./keyed-partitions.ts";

const inOrder = [processesEachKeyInOrder, processesEverything];

test("a key goes where Kafka puts it, for any number of partitions", () => {
  for (const vector of kafkaVectors) {
    for (let partitions = 1; partitions <= 100; partitions++) {
      expect(judgePartition(partitionFor(vector.key, partitions), { vector, partitions })).toBeUndefined();
    }
  }
});

test("a partition is a whole number from 0 to the number of partitions, for any key and turn", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.uint8Array(), fc.constant(null)),
      fc.integer({ min: 1, max: 1000 }),
      fc.nat(),
      (key, partitions, turn) => {
        expect(Array.from({ length: partitions }, (_, number) => number)).toContain(
          partitionFor(key, partitions, { turn }),
        );
      },
    ),
  );
});

test("records without a key are spread", () => {
  expect(
    judgeSpread(
      turns(300, (turn) => partitionFor(null, 3, { turn })),
      3,
    ),
  ).toBeUndefined();
  expect(
    judgeSpread(
      turns(300, () => 1),
      3,
    )?.actual,
  ).toBe("0");
  expect(
    judgeSpread(
      turns(300, (turn) => turn - 1),
      3,
    )?.expected,
  ).toBe("a whole number from 0 to 2");
});

test.each([0, -1, 1.5, Number.NaN])("%s partitions are refused", (partitions) => {
  expect(() => partitionFor("ada", partitions)).toThrow("Cannot choose a partition");
});

test("records of one key are processed in the order they were produced, whatever is slow", () => {
  const inputs = [
    produce("ada", "1", { workMs: 50 }),
    produce("ada", "2"),
    produce("eve", "3"),
    produce(null, "4"),
    produce("ada", "5"),
  ];
  expect(
    explore(topic({ producer, consumer }, { partitions: 2, inputs }), {
      laws: [
        ...inOrder,
        keyStaysInItsPartition,
        writesWhereKafkaWould([
          ["ada", "p1"],
          ["eve", "p0"],
        ]),
      ],
    }).outcome,
  ).toBe("proved");
});

test("records of different keys are processed in either order", () => {
  const system = topic({ producer, consumer }, { partitions: 2, inputs: [produce("ada", "1"), produce("eve", "2")] });
  for (const value of ["1", "2"]) {
    const notFirst = monitor<{ count: number }>("it is not the first to be processed", {
      start: () => ({ count: 0 }),
      on: {
        output: (state, { output }) =>
          state.count++ === 0 && equal(output, { key: value === "1" ? "ada" : "eve", value })
            ? broken("another", value)
            : undefined,
      },
    });
    expect(brokenLaw(explore(system, { laws: [notFirst] }))).toBe(notFirst.name);
  }
});

test("a growing topic moves no key", () => {
  expect(growing(producer).outcome).toBe("proved");
});

test("a producer that follows the topic's growth moves a key, and its records are processed out of order", () => {
  const follows = producing((state, key) => partitionFor(key, state.partitions), { grows: true });
  expect(brokenLaw(growing(follows, [keyStaysInItsPartition]))).toBe(keyStaysInItsPartition.name);
  expect(brokenLaw(growing(follows, inOrder))).toBe(processesEachKeyInOrder.name);
});

test("records that take turns whatever their key are processed out of order", () => {
  const takesTurns = producing((state) => state.written % 2, { grows: false });
  const system = topic(
    { producer: takesTurns, consumer },
    { partitions: 2, inputs: [produce("ada", "1"), produce("ada", "2")] },
  );
  expect(brokenLaw(explore(system, { laws: inOrder }))).toBe(processesEachKeyInOrder.name);
  expect(brokenLaw(explore(system, { laws: [writesWhereKafkaWould([["ada", "p1"]])] }))).toBeDefined();
});

test("a consumer that works at two records of a partition at once finishes them out of order", () => {
  const system = topic(
    { producer, consumer: hasty },
    { partitions: 2, inputs: [produce("ada", "1", { workMs: 50 }), produce("ada", "2")] },
  );
  const { counterexample } = explore(system, { laws: inOrder });
  expect(counterexample?.law).toBe(processesEachKeyInOrder.name);
  expect(counterexample?.schedule).toHaveLength(7);
});

test("a slow record holds up its own partition alone", () => {
  expect(explore(slowAndQuick(consumer), { laws: [...inOrder, beginsAtOnce] }).outcome).toBe("proved");
  expect(brokenLaw(explore(slowAndQuick(oneLine), { laws: [...inOrder, beginsAtOnce] }))).toBe(beginsAtOnce.name);
});

test("each record takes its own time", () => {
  const laws = [...inOrder, takesItsTime];
  expect(explore(slowQuickSlow(consumer), { laws }).outcome).toBe("proved");
  expect(brokenLaw(explore(slowQuickSlow(interrupted), { laws }))).toBe(takesItsTime.name);
});

test("a consumer that forgets records breaks a law", () => {
  const forgets = defineMachine<object, PartitionRecord>({ start: () => ({}) });
  expect(
    brokenLaw(
      explore(topic({ producer, consumer: forgets }, { partitions: 1, inputs: [produce("ada", "1")] }), {
        laws: inOrder,
      }),
    ),
  ).toBe(processesEverything.name);
});

test("records without a key that all go to one partition break a law", () => {
  const inputs = Array.from({ length: 48 }, (_, number) => produce(null, `${number}`));
  const law = spreadsKeyless(3, { records: 48 });
  const laws = [...inOrder, law];
  const sends0 = producing(() => 0, { grows: false });
  expect(sample(topic({ producer, consumer }, { partitions: 3, inputs }), { laws, runs: 2 }).outcome).toBe("sampled");
  expect(brokenLaw(sample(topic({ producer: sends0, consumer }, { partitions: 3, inputs }), { laws, runs: 2 }))).toBe(
    law.name,
  );
});

test("by the clock, a record is done when its work is, whatever else comes or waits", () => {
  const inputs = Array.from({ length: 12 }, (_, turn) => ({
    ...produce(["ada", "eve"][turn % 2] ?? null, `${turn}`, { workMs: 40 - turn }),
    atMs: turn * 10,
  }));
  const law = (of: AnyMachine): string | undefined =>
    brokenLaw(
      sample(topic({ producer, consumer: of }, { partitions: 2, inputs }), {
        laws: [finishesInTime],
        runs: 3,
        shrinks: false,
      }),
    );
  expect(law(consumer)).toBeUndefined();
  expect(law(oneLine)).toBe(finishesInTime.name);
  expect(law(interrupted)).toBe(finishesInTime.name);
  expect(law(hasty), "more at once is right by the clock, and wrong by the order").toBeUndefined();
});

/** Works at everything at once. */
const hasty: Machine<{ inHand: Record<string, PartitionRecord> }, PartitionRecord, Processed> = defineMachine({
  start: (): { inHand: Record<string, PartitionRecord> } => ({ inHand: {} }),
  onMessage(state, record, _from, context) {
    state.inHand[record.value] = record;
    context.setTimer(record.value, record.workMs);
  },
  onTimer(state, name, context) {
    const record = state.inHand[name];
    if (record !== undefined) context.output({ key: record.key, value: record.value });
  },
});

/** Works at one record at a time, whatever its partition. */
const oneLine: AnyMachine = {
  ...consumer,
  onMessage: (state, record, _from, context) =>
    consumer.onMessage?.(state as never, record as never, "all", context as never),
};

/** Begins anew with each record that comes. */
const interrupted: AnyMachine = {
  ...consumer,
  onMessage(state, record, from, context) {
    consumer.onMessage?.(state as never, record as never, from, context as never);
    context.setTimer(from, (record as PartitionRecord).workMs);
  },
};

type State = { partitions: number; written: number };

function producing(
  choose: (state: State, key: Key) => number,
  { grows }: { readonly grows: boolean },
): (partitions: number) => AnyMachine {
  return (partitions) => {
    const machine: Machine<State, PartitionRecord, never, ProducerInput> = {
      start: () => ({ partitions, written: 0 }),
      onInput(state, input, context) {
        if (input.type === "produce") context.send(`p${choose(state, input.record.key)}`, input.record);
        else if (grows) state.partitions = input.partitions;
        state.written += 1;
      },
    };
    return machine;
  };
}

/** "ada" is in partition 1 of 2, and would be in partition 2 of 3. */
function growing(
  of: (partitions: number) => AnyMachine,
  laws: readonly Law[] = [...inOrder, keyStaysInItsPartition],
): Exploration {
  const inputs = [produce("ada", "1"), grow(3), produce("ada", "2"), produce("eve", "3")];
  return explore(topic({ producer: of, consumer }, { partitions: 2, machines: 3, inputs }), { laws });
}

/** "ada" is in partition 1 of 2, "eve" in partition 0. */
function slowAndQuick(of: AnyMachine): System {
  const inputs = [produce("ada", "slow", { workMs: 50 }), produce("eve", "quick", { workMs: 5 })];
  return topic({ producer, consumer: of }, { partitions: 2, inputs });
}

function slowQuickSlow(of: AnyMachine): System {
  const inputs = [50, 10, 70].map((workMs, turn) => produce("ada", `${turn}`, { workMs }));
  return topic({ producer, consumer: of }, { partitions: 1, inputs });
}

function turns(count: number, choose: (turn: number) => number): number[] {
  return Array.from({ length: count }, (_, turn) => choose(turn));
}

function brokenLaw({ counterexample }: Exploration): string | undefined {
  return counterexample?.law;
}
