import {
  type AnyMachine,
  type Context,
  type Exploration,
  type Input,
  type Law,
  type Machine,
  World,
  at,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import { expect, test } from "vitest";
import { type GroupMessage, brokerOf } from "./consumer-group.broker.ts";
import {
  commitsBeforeItGivesBack,
  commitsOnlyWhatIsWritten,
  consumerGroupLaws as laws,
  holdsEachRecordOnce,
  keepsToTheWords,
  leavesOthersAlone,
  neverGoesBack,
  reachesTheEnd,
  writesEachRecordOnce,
} from "./consumer-group.laws.ts";
import { type Write, readWrite, sink } from "./consumer-group.sink.ts";
import { type ConsumerState, consumer } from "./consumer-group.ts";
import { type GroupOptions, groupOf } from "./consumer-group.world.ts";

const two = { "orders-0": ["o1", "o2"] };

test("committed ≤ written at every instant, and both reach the end: one member, at whatever moment it crashes", () => {
  for (const batchRecords of [1, 2]) {
    expect(tried(consumer, { names: ["a"], logs: two, batchRecords, faults: { crashes: 2 } }).outcome).toBe("proved");
  }
});

test("a member that joins takes over where the other one has committed", () => {
  expect(tried(consumer, { names: ["a", "b"], logs: two, batchRecords: 1 }).outcome).toBe("proved");
  expect(tried(consumer, { names: ["a", "b", "c"], logs: { "orders-0": ["o1"] } }).outcome).toBe("proved");
});

test("who is thought dead and comes back begins anew", () => {
  const inputs = [expelled("a"), appended("o3"), expelled("a")];
  expect(tried(consumer, { names: ["a"], logs: two, inputs }).outcome).toBe("proved");
  const pair = { names: ["a", "b"], logs: { "orders-0": ["o1"], "orders-1": ["o2"] }, inputs: [expelled("a")] };
  expect(tried(consumer, pair).outcome).toBe("proved");
});

test("two members, and a crash of either or of the broker", () => {
  const pair = { names: ["a", "b"], logs: { "orders-0": ["o1"] }, faults: { crashes: 1 } };
  expect(tried(consumer, pair).outcome).toBe("proved");
});

test("four members, five partitions, thirty records, seeded", () => {
  const names = ["a", "b", "c", "d"];
  const partitions = [0, 1, 2, 3, 4].map((number) => `orders-${number}`);
  const logs = Object.fromEntries(
    partitions.map((name) => [name, Array.from({ length: 6 }, (_, id) => `${name}-${id}`)]),
  );
  const inputs = names.map((member, turn) => at("broker", { type: "expel", member }, { atMs: 20 + turn * 20 }));
  const system = groupOf(consumer, { names, logs, inputs, batchRecords: 3, faults: { crashes: 3 } });
  expect(sample(system, { laws, runs: 20 }).outcome).toBe("sampled");
});

test("undisturbed, reading and writing are done once", () => {
  const once = [...laws, writesEachRecordOnce];
  expect(tried(consumer, { names: ["a"], logs: two, inputs: [appended("o3")] }, once).outcome).toBe("proved");
});

test("a commit without a write, or before its reply, is seen", () => {
  const early = altered({
    call: (write) => [write, { type: "commit", generation: write.generation ?? 0, offsets: offsetsAfter(write) }],
  });
  expect(brokenLaw(early)).toBe(commitsOnlyWhatIsWritten.name);
});

test("a commit that goes back is seen", () => {
  const back = altered({
    send: (message) =>
      message.type === "commit"
        ? [message, { ...message, offsets: Object.fromEntries(Object.keys(message.offsets).map((name) => [name, 0])) }]
        : [message],
  });
  expect(brokenLaw(back)).toBe(neverGoesBack.name);
});

test("a second row is seen", () => {
  const inserting = altered({ call: (write) => [{ ...write, type: "insert" }] });
  expect(brokenLaw(inserting, { faults: { crashes: 1 } })).toBe(holdsEachRecordOnce.name);
});

test("a commit of what was given back is seen, and so is a write", () => {
  const release = { type: "release" } as const;
  const late = altered({
    send: (message) =>
      message.type === release.type
        ? [message, { type: "commit", generation: message.generation, offsets: { "orders-0": 0 } }]
        : [message],
  });
  expect(brokenLaw(late, { names: ["a", "b"] })).toBe(leavesOthersAlone.name);
  const first = { partition: "orders-0", offset: 0, id: "o1", value: null };
  const writing = altered({
    send: (message) => (message.type === release.type ? [message, { type: "upsert", records: [first] }] : [message]),
  });
  expect(brokenLaw(writing, { names: ["a", "b"] })).toBe(leavesOthersAlone.name);
});

test("what is written and given back without a commit is seen", () => {
  const silent = altered({ send: (message) => (message.type === "commit" ? [] : [message]) });
  expect(brokenLaw(silent, { names: ["a", "b"] })).toBe(commitsBeforeItGivesBack.name);
});

test("a log that is never finished is seen", () => {
  const silent = altered({ send: (message) => (message.type === "commit" ? [] : [message]) });
  expect(brokenLaw(silent)).toBe(reachesTheEnd.name);
  const mute = altered({ send: () => [] });
  expect(brokenLaw(mute)).toBe(reachesTheEnd.name);
});

test("a record that is written twice for nothing is seen", () => {
  const twice = altered({ call: (write) => [write, write] });
  expect(brokenLaw(twice, {}, [keepsToTheWords, writesEachRecordOnce])).toBe(writesEachRecordOnce.name);
});

test("what broker or sink do not understand is seen", () => {
  const words: readonly unknown[] = [
    null,
    { type: "hello" },
    { type: "poll", generation: 1 },
    { type: "poll", generation: 1, offsets: { "orders-0": Number.NaN } },
    { type: "commit", generation: "1", offsets: {} },
    { type: "commit", generation: 1, offsets: [0] },
    { type: "commit", generation: 1, offsets: { "orders-0": -1 } },
  ];
  for (const word of words) {
    const strange: Machine<object> = {
      start(context) {
        (context as Context).send("broker", word);
        return {};
      },
    };
    expect(brokenLaw(strange)).toBe(keepsToTheWords.name);
  }
  for (const change of [{ id: "other" }, { offset: 1 }, { value: 1 }, { partition: "orders-9" }]) {
    const changed = altered({
      call: (write) => [{ ...write, records: write.records.map((record) => ({ ...record, ...change })) }],
    });
    expect(brokenLaw(changed)).toBe(keepsToTheWords.name);
  }
});

test("a broker answers nothing of an old generation, and judges a commit by nothing else", () => {
  const broker = brokerOf({ logs: two, batchRecords: 2 });
  const mute: Machine<object, GroupMessage, never, GroupMessage> = {
    start: () => ({}),
    onInput: (_state, message, context) => context.send("broker", message),
  };
  const inputs: Input[] = [
    at("a", { type: "join" }),
    at("a", { type: "poll", generation: 0, offsets: { "orders-0": 0 } }),
    at("a", { type: "commit", generation: 2, offsets: { "orders-0": 1 } }),
    at("a", { type: "release", generation: 1 }),
    at("a", { type: "commit", generation: 1, offsets: { "orders-0": 2, "orders-9": 1 } }),
    at("a", { type: "commit", generation: 1, offsets: { "orders-0": 1 } }),
  ];
  const world = new World(defineSystem({ machines: { broker, a: mute }, inputs }));
  const outputs = inputs.flatMap((_input, input) => {
    world.apply({ kind: "input", machine: "a", input });
    return world.apply({ kind: "deliver", from: "a", to: "broker", nth: 0 }).outputs;
  });
  expect(outputs).toEqual([
    { type: "committed", partition: "orders-0", offset: 2 },
    { type: "committed", partition: "orders-0", offset: 1 },
  ]);
  expect(world.contents("broker", "a").map(({ message }) => message)).toEqual([
    { type: "assigned", generation: 1, offsets: { "orders-0": 0 } },
  ]);
});

test("the sink takes a row for an id once by upsert, each time by insert, and nothing else", () => {
  const state = sink.start();
  const record = { partition: "orders-0", offset: 0, id: "o1", value: 1 };
  sink.onCall(state, { type: "upsert", records: [record] }, "a");
  sink.onCall(state, { type: "upsert", records: [{ ...record, value: 2 }] }, "a");
  expect(state.rows).toEqual({ o1: [2] });
  sink.onCall(state, { type: "insert", records: [record] }, "a");
  expect(state.rows).toEqual({ o1: [2, 1] });
  for (const request of [null, {}, { type: "delete", records: [] }, { type: "upsert", records: "o1" }])
    expect(() => readWrite({ request })).toThrow("Cannot write to the sink");
});

interface Alterations {
  /** What is sent or called instead of a message. */
  send?(message: GroupMessage): readonly (GroupMessage | Write)[];
  /** What is called or sent instead of a write. */
  call?(write: Write): readonly (GroupMessage | Write)[];
}

/** Our consumer, but for what it sends and calls. */
function altered({ send = (message) => [message], call = (write) => [write] }: Alterations): AnyMachine {
  const machine: Machine<ConsumerState, GroupMessage> = {
    start: (context) => consumer.start(through(context)),
    onMessage: (state, message, from, context) => consumer.onMessage?.(state, message, from, through(context)),
    onReply: (state, reply, asked, context) => consumer.onReply?.(state, reply, asked, through(context)),
  };
  return machine;

  function through(context: Context<GroupMessage>): Context<GroupMessage> {
    const carryOut = (effects: readonly (GroupMessage | Write)[]): void => {
      for (const effect of effects) {
        if (isWrite(effect)) context.call("sink", effect);
        else context.send("broker", effect);
      }
    };
    return {
      ...context,
      send: (_to, message) => carryOut(send(message)),
      call: (_port, request) => carryOut(call(readWrite({ request }))),
    };
  }
}

function isWrite(effect: GroupMessage | Write): effect is Write {
  return effect.type === "upsert" || effect.type === "insert";
}

function offsetsAfter({ records }: Write): Record<string, number> {
  return Object.fromEntries(records.map(({ partition, offset }) => [partition, offset + 1]));
}

function tried(machine: AnyMachine, options: GroupOptions, by: readonly Law[] = laws): Exploration {
  return explore(groupOf(machine, options), { laws: by });
}

function brokenLaw(
  machine: AnyMachine,
  options: Partial<GroupOptions> = {},
  by: readonly Law[] = laws,
): string | undefined {
  return tried(machine, { names: ["a"], logs: two, ...options }, by).counterexample?.law;
}

function appended(id: string): Input {
  return at("broker", { type: "append", partition: "orders-0", id });
}

function expelled(member: string): Input {
  return at("broker", { type: "expel", member });
}
