import { type Choice, type Input, type Schedule, type System, at } from "@millrace/core";
import {
  consumerGroupLaws,
  keepsToTheWords,
  reachesTheEnd,
  writesEachRecordOnce,
} from "@millrace/delivery/consumer-group.laws.ts";
import { type GroupOptions, groupOf } from "@millrace/delivery/consumer-group.world.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./consumer-group.ts");

export default defineExercise<Work>({
  id: "3.3",
  title: "Rebalance and offset commit",
  minutes: 20,
  source: "beyond the book: Kafka's consumer groups",
  work: "consumer-group.ts",
  checks: [
    // Two batches, the second one shorter. The sink replies to nothing until the broker has seen all that it can see.
    check("a record is committed when it is written, and not before", ({ work, follow }) =>
      follow(alone(work, { logs: { "orders-0": ["o1", "o2", "o3"] } }), sinkIsSlow, laws),
    ),
    // Equal ends, different ends, an empty log; both partitions in one batch, and neither.
    check("each partition is committed up to its own next offset, and to its end", ({ work, explore }) => {
      explore(alone(work, { logs: { "orders-0": ["o1", "o2"], "orders-1": ["o3"] }, batchRecords: 3 }), laws, few);
      explore(alone(work, { logs: { "orders-0": ["o1", "o2"], "orders-1": ["o3"] }, batchRecords: 1 }), laws, few);
      explore(alone(work, { logs: { "orders-0": ["o1"], "orders-1": [], "orders-2": ["o2", "o3"] } }), laws, few);
    }),
    check("who crashes loses nothing, at whatever moment", ({ work, explore }) => {
      explore(alone(work, { logs: { "orders-0": ["o1", "o2"] }, faults: { crashes: 1 } }), laws, limits);
      explore(
        alone(work, { logs: { "orders-0": ["o1", "o2"] }, batchRecords: 1, faults: { crashes: 2 } }),
        laws,
        limits,
      );
    }),
    // In the last one somebody comes back to a group in which one member has nothing: it is asked as well, and has to answer.
    // Every order of that is in the next check.
    check(
      "a member that is asked to gives back what it has, and the next one goes on from there",
      ({ work, explore, follow }) => {
        explore(pair(work, { logs: { "orders-0": ["o1"] } }), laws, limits);
        explore(pair(work, { logs: { "orders-0": ["o1", "o2"] }, batchRecords: 1 }), laws, limits);
        explore(pair(work, { logs: { "orders-0": ["o1"], "orders-1": ["o2", "o3"] } }), laws, limits);
        follow(pair(work, { logs: { "orders-0": ["o1"] }, inputs: [expelled("b")] }), askedWithNothing, laws);
        const inTurn = { "orders-0": [], "orders-1": ["o1", "o2", "o3"] };
        follow(pair(work, { logs: inTurn, batchRecords: 1, inputs: [expelled("b")] }), askedTwice, laws);
      },
    ),
    // One that gets the same partition again, with more in it; one that is out twice; and one that has a colleague. Then one
    // that is asked to give back, and out before it has done so.
    check(
      "who has lost its partitions begins anew, and takes no late reply for a new one",
      ({ work, explore, follow }) => {
        const grows = [later("orders-0", "o2"), expelled("a")];
        explore(alone(work, { logs: { "orders-0": ["o1"] }, inputs: grows }), laws, limits);
        const twice = [expelled("a"), expelled("a")];
        explore(alone(work, { logs: { "orders-0": ["o1", "o2"] }, batchRecords: 1, inputs: twice }), laws, limits);
        explore(pair(work, { logs: { "orders-0": ["o1"] }, inputs: [expelled("a")] }), laws, limits);
        const three = { logs: { "orders-0": ["o1", "o2", "o3"] }, batchRecords: 1, inputs: [expelled("a")] };
        follow(pair(work, three), askedAndLost, laws);
      },
    ),
    check("what was meant for an earlier life counts for nothing", ({ work, explore }) => {
      explore(pair(work, { logs: { "orders-0": ["o1"] }, faults: { crashes: 1 } }), laws, limits);
    }),
    check("records that come later are read as well", ({ work, explore }) => {
      explore(alone(work, { logs: { "orders-0": ["o1"] }, inputs: [later("orders-0", "o2")] }), laws, limits);
      explore(
        pair(work, { logs: { "orders-0": ["o1"], "orders-1": [] }, inputs: [later("orders-1", "o2")] }),
        laws,
        limits,
      );
    }),
    // In the last one a batch has records of three partitions.
    check("undisturbed, each record is written once", ({ work, explore }) => {
      const once = [keepsToTheWords, writesEachRecordOnce, reachesTheEnd];
      explore(alone(work, { logs: { "orders-0": ["o1", "o2", "o3"], "orders-1": ["o4"] } }), once, few);
      explore(
        alone(work, { logs: { "orders-0": [] }, inputs: [later("orders-0", "o1"), later("orders-0", "o2")] }),
        once,
        few,
      );
      const three = { "orders-0": ["o1"], "orders-1": ["o2"], "orders-2": ["o3"] };
      explore(alone(work, { logs: three, batchRecords: 3 }), once, few);
    }),
    // Text sorts "10" before "9", and "100" before "20".
    check("twelve records are read in their order, and twelve generations go by", ({ work, follow }) => {
      const logs = { "orders-0": ids(12), "orders-1": ["last"] };
      follow(alone(work, { logs, batchRecords: 5 }), [], [...laws, writesEachRecordOnce]);
      const long = { logs: { "orders-0": ids(120) }, batchRecords: 9 };
      follow(alone(work, long), [], [...laws, writesEachRecordOnce]);
      follow(alone(work, { logs, inputs: ids(12).map(() => expelled("a")) }), outAgainAndAgain, laws);
    }),
    check("three members, four partitions, and no rest", ({ work, sample }) => sample(busy(work), laws, { runs: 6 })),
  ],
});

const laws = consumerGroupLaws;

/** A right answer needs a few thousand states; one that never falls silent should hear so soon. */
const limits = { states: 30_000 };

/** One that is undisturbed needs a few hundred. Who reads without end sends more and more, and no search comes to its end. */
const few = { states: 2_000 };

const partitions = ["orders-0", "orders-1", "orders-2", "orders-3"];

const sinkIsSlow: Schedule = [
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("a", "broker"),
  arrives("a", "broker"),
];

/** `a` writes when it is asked to give back, and is expelled before the sink replies. */
const askedAndLost: Schedule = [
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("b", "broker"),
  arrives("broker", "a"),
  { kind: "input", machine: "broker", input: 0 },
  arrives("broker", "a"),
];

/** `a` has the partition until `b` joins. Then `b` is expelled, and `a` is asked to give back what it has: nothing. */
const askedWithNothing: Schedule = [
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("b", "broker"),
  arrives("broker", "a"),
  arrives("a", "broker"),
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("broker", "b"),
  { kind: "input", machine: "broker", input: 0 },
];

/** `a` gives back what it has and gets a part of it again; then `b` is expelled, and `a` is asked once more. */
const askedTwice: Schedule = [
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("b", "broker"),
  arrives("broker", "a"),
  arrives("a", "broker"),
  arrives("a", "broker"),
  arrives("broker", "a"),
  arrives("a", "broker"),
  { kind: "input", machine: "broker", input: 0 },
];

/** Twelve times, `a` is expelled as soon as something is assigned to it. */
const outAgainAndAgain: Schedule = Array.from({ length: 12 }, (_, input): Choice[] => [
  arrives("a", "broker"),
  arrives("a", "broker"),
  { kind: "input", machine: "broker", input },
  arrives("broker", "a"),
  arrives("broker", "a"),
]).flat();

function alone(work: Work, options: Omit<GroupOptions, "names">): System {
  return group(work, ["a"], options);
}

function pair(work: Work, options: Omit<GroupOptions, "names">): System {
  return group(work, ["a", "b"], options);
}

function group(work: Work, names: readonly string[], options: Omit<GroupOptions, "names">): System {
  return groupOf(work.consumer, { names, ...options });
}

/** Records that keep coming, members that are thought dead, and crashes: small, so that what goes wrong can be read. */
function busy(work: Work): System {
  return group(work, ["a", "b", "c"], {
    logs: Object.fromEntries(partitions.map((partition) => [partition, [`first of ${partition}`]])),
    inputs: [
      at("broker", { type: "append", partition: "orders-0", id: "o1" }, { atMs: 20 }),
      at("broker", { type: "expel", member: "a" }, { atMs: 30 }),
      at("broker", { type: "append", partition: "orders-1", id: "o2", value: { amount: 5 } }, { atMs: 40 }),
      at("broker", { type: "expel", member: "b" }, { atMs: 50 }),
      at("broker", { type: "append", partition: "orders-0", id: "o3" }, { atMs: 60 }),
    ],
    faults: { crashes: 2 },
  });
}

/** What a record says is for its reader alone: here it is 0. */
function later(partition: string, id: string): Input {
  return at("broker", { type: "append", partition, id, value: 0 });
}

function expelled(member: string): Input {
  return at("broker", { type: "expel", member });
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `o${index + 1}`);
}

function arrives(from: string, to: string): Choice {
  return { kind: "deliver", from, to, nth: 0 };
}
