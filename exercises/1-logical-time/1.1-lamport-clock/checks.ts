import { type Choice, type Input, type System, at, defineSystem, describeValue } from "@millrace/core";
import {
  type CompareStamps,
  type Stamp,
  causesAreStampedLower,
  judgeStampPair,
  judgeStampTriple,
  judgeStrangers,
  judgeTies,
  mergesLogs,
  stampsAreHeights,
  stampsEveryEvent,
  stampsRise,
} from "@millrace/clocks/lamport-clock.laws.ts";
import { judgeLongRun } from "@millrace/clocks/long-run.laws.ts";
import { sendsAsTold } from "@millrace/clocks/sends-as-told.laws.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./lamport-clock.ts");

export default defineExercise<Work>({
  id: "1.1",
  title: "Lamport clock",
  minutes: 10,
  source: "K&S ch. 3",
  work: "lamport-clock.ts",
  checks: [
    check("a machine alone stamps its events 1, 2, 3", ({ work, follow }) => {
      const system = pair(work, [local("extract"), local("extract"), local("extract")]);
      follow(system, takeInputs("extract", 3), [stampsEveryEvent, stampsRise, stampsAreHeights]);
    }),
    check("one message for each send request, and nothing else is sent", ({ work, explore }) => {
      explore(pair(work, [send("extract", "load"), local("load"), send("load", "extract")]), [sendsAsTold], limits);
      explore(relay(work), [sendsAsTold], limits);
    }),
    // The sender is ahead, so that a receiver who does not catch up is seen to be late.
    check("a receipt is stamped later than its sending", ({ work, explore }) =>
      explore(
        pair(work, [local("extract"), send("extract", "load"), local("load")]),
        [sendsAsTold, causesAreStampedLower],
        limits,
      ),
    ),
    check("a message from behind does not turn the clock back", ({ work, explore }) =>
      explore(pair(work, [send("extract", "load"), local("load"), local("load")]), [sendsAsTold, stampsRise], limits),
    ),
    // One run first, so that no law of stamps holds because nothing is sent.
    check("a → b implies C(a) < C(b), in every order of events", ({ work, explore, follow }) => {
      follow(relay(work), [], [sendsAsTold]);
      explore(pair(work, crossing), clock, limits);
      explore(relay(work), clock, limits);
      follow(dozen(work), inTurn, [sendsAsTold, ...clock, stampsAreHeights]);
    }),
    check("a stamp counts the longest chain of events, not all events", ({ work, explore, follow }) => {
      follow(relay(work), [], [sendsAsTold]);
      explore(pair(work, crossing), [stampsAreHeights], limits);
      explore(relay(work), [stampsAreHeights], limits);
    }),
    check("the clock counts on for 66,000 events", ({ work, cases }) =>
      cases(
        [work.lamportClock],
        (clock) => judgeLongRun(clock),
        () => "in one long run",
      ),
    ),
    check("compareStamps gives every two stamps one order: lower counter first, then by machine", ({ work, cases }) => {
      const compare = compareOf(work);
      cases(
        unorderedPairs(stamps),
        (two) => judgeStampPair(compare, two),
        (two) => `compareStamps(${two.map(describeValue).join(", ")})`,
      );
      // Where counters differ, they decide: only equal ones could go round in a circle.
      cases(
        [
          ...counters.flatMap((counter) => triples(stampsOf(counter))),
          ...[names, mixed].flatMap((list) => triples(list.map((name) => stamp(1, name)))),
        ],
        (three) => judgeStampTriple(compare, three),
        (three) => `compareStamps of ${three.map(describeValue).join(", ")}`,
      );
      cases(
        unorderedPairs([...names, ...workers]),
        (two) => judgeTies(compare, two),
        (two) => `compareStamps for equal counters of ${two.map(describeValue).join(" and ")}`,
      );
      cases(
        [strangers],
        (pairs) => judgeStrangers(compare, pairs),
        () => "compareStamps for equal counters",
      );
    }),
    check("the merged log of a night's run shows no effect before its cause", ({ work, sample }) =>
      sample(night(work), [sendsAsTold, ...clock, stampsAreHeights, mergesLogs(compareOf(work))], { runs: 5 }),
    ),
  ],
});

const clock = [stampsEveryEvent, stampsRise, causesAreStampedLower];

/** No schedule of a right answer is longer than 16; one that sends or waits without end stops there. */
const limits = { depth: 16, schedules: 2_000 };

/** Both ways, and two messages that can pass each other: each must carry the clock, not what the one before left out. */
const crossing = [
  local("extract"),
  send("extract", "load"),
  send("load", "extract"),
  local("load"),
  send("extract", "load"),
];

function pair({ lamportClock }: Work, requests: readonly Input[]): System {
  return defineSystem({
    machines: { extract: lamportClock, load: lamportClock },
    channels: "any-order",
    inputs: requests,
  });
}

/** Three machines: what the first knows must reach the third through the second. */
function relay({ lamportClock }: Work): System {
  const requests = [
    local("extract"),
    send("extract", "transform"),
    send("transform", "load"),
    local("load"),
    send("load", "extract"),
  ];
  return defineSystem({
    machines: { extract: lamportClock, transform: lamportClock, load: lamportClock },
    channels: "any-order",
    inputs: requests,
  });
}

/** News goes along a dozen machines and comes back to the first. The names are easy to confuse. */
const passedAlong = ["a", "a1", "a10", "A", "10", "9", "1", "b", "b-1", "b-01", "load", "loader"];
const tellings = passedAlong.map((name, place) => send(name, passedAlong[(place + 1) % passedAlong.length] ?? name));

/** Each message is received before the next is sent. */
const inTurn: readonly Choice[] = tellings.flatMap(({ machine: from }, input): Choice[] => [
  { kind: "input", machine: from, input },
  { kind: "deliver", from, to: passedAlong[(input + 1) % passedAlong.length] ?? from, nth: 0 },
]);

function dozen({ lamportClock }: Work): System {
  return defineSystem({
    machines: Object.fromEntries(passedAlong.map((name) => [name, lamportClock])),
    channels: "any-order",
    inputs: tellings,
  });
}

/** Four machines, eight requests each, while messages are on their way. */
function night({ lamportClock }: Work): System {
  const names = ["extract", "transform", "load", "report"];
  const requests = names.flatMap((name) => {
    const once = [local(name), ...names.filter((other) => other !== name).map((other) => send(name, other))];
    return [...once, ...once];
  });
  const machines = Object.fromEntries(names.map((name) => [name, lamportClock]));
  return defineSystem({
    machines,
    channels: "any-order",
    inputs: requests.map((request, index) => ({ ...request, atMs: (index % 8) * 3 })),
  });
}

function local(machine: string): Input {
  return at(machine, { type: "local" });
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}

function takeInputs(machine: string, count: number): Choice[] {
  return Array.from({ length: count }, (_, input) => ({ kind: "input", machine, input }));
}

/**
 * Counters where text and number disagree (9, 10), where 8, 16 and 32 bits end, and up to the largest that is exact;
 * names where one begins with the other.
 */
const counters = [1, 9, 10, 65_536, 999_999_999, 1_000_000_000, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER];

const stamps: readonly Stamp[] = counters.flatMap(stampsOf);

/** Names that differ by a capital, a zero, the order of their letters or their last letter alone. */
const names = [
  ..."extract Extract transform load-1 load-01 load-12 load-21 audit report".split(" "),
  "audit ",
  ...["a", "b"].map((last) => `worker-of-the-third-cluster-in-the-north-${last}`),
];

/** Whoever compares what is a number in two names, and text otherwise, goes round in a circle. */
const mixed = ["load-12", "report", "stage", "transform", "worker-2", "9", "10", "1a"];

/** So many that two of them share any small hash. */
const workers = Array.from({ length: 40 }, (_, index) => `worker-${index}`);

const strangers = Array.from({ length: 20 }, (_, index): readonly [string, string] => {
  const two = [`a-${index}`, `b-${index}`] as const;
  return index % 2 === 0 ? two : [two[1], two[0]];
});

/** Called by its name, so that one who exports something else under it is told so. */
function compareOf({ compareStamps }: Work): CompareStamps {
  return (first, second) => compareStamps(first, second);
}

function stamp(counter: number, machine: string): Stamp {
  return { counter, machine };
}

function stampsOf(counter: number): Stamp[] {
  return ["extract", "load-1", "load-10"].map((machine) => stamp(counter, machine));
}

function pairs<Item>(items: readonly Item[]): (readonly [Item, Item])[] {
  return items.flatMap((first) => items.map((second) => [first, second] as const));
}

/** For judges that look at a pair from both sides. */
function unorderedPairs<Item>(items: readonly Item[]): (readonly [Item, Item])[] {
  return items.flatMap((first, place) => items.slice(place).map((second) => [first, second] as const));
}

function triples<Item>(items: readonly Item[]): (readonly [Item, Item, Item])[] {
  return pairs(items).flatMap(([first, second]) => items.map((third) => [first, second, third] as const));
}
