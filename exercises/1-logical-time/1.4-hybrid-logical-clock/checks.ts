import {
  type CompareHybridStamps,
  type ComparedStamp,
  judgeHybridPair,
  judgeHybridStrangers,
  judgeHybridTies,
  judgeHybridTriple,
  mergesHybridLogs,
} from "@millrace/clocks/compare-hybrid-stamps.laws.ts";
import {
  answersEveryEvent,
  causesAreStampedLower,
  countersCountChains,
  neverBehindItsClock,
  refusesWhatIsTooFarAhead,
  staysNear,
  timesAreShown,
} from "@millrace/clocks/hybrid-logical-clock.laws.ts";
import { sendsAsTold } from "@millrace/clocks/sends-as-told.laws.ts";
import { judgeStandingClock } from "@millrace/clocks/standing-clock.laws.ts";
import { firstMs, startingLater } from "@millrace/clocks/wall-clocks.ts";
import {
  type Choice,
  type Input,
  type System,
  type TimedChoice,
  at,
  defineSystem,
  describeValue,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./hybrid-logical-clock.ts");

export default defineExercise<Work>({
  id: "1.4",
  title: "Hybrid logical clock",
  minutes: 20,
  source: "beyond the book; its neighbours: K&S ch. 3",
  work: "hybrid-logical-clock.ts",
  checks: [
    check(
      "while its clock stands still a machine counts 0, 1, 2, and in a new millisecond it begins again at 0",
      ({ work, follow }) => follow(alone(work, 6), takeRequests([1_000, 1_000, 1_000, 1_007, 1_007, 1_012]), stampLaws),
    ),
    // Back and forth by more than maxAheadMs, too: no machine refuses its own events.
    check("a clock that is turned back turns no stamp back", ({ work, follow }) =>
      follow(alone(work, 7), takeRequests([1_000, 1_000, 400, 400, 1_000, 999, 1_001]), stampLaws),
    ),
    check("one message for each send request, and nothing else is sent", ({ work, explore, follow }) => {
      explore(pair(work, crossing), [sendsAsTold], limits);
      follow(relay(work), passesOn, [sendsAsTold]);
    }),
    // One run first, here and below: who sends without end hears so, and not that the search comes to none.
    check("a → b implies that a is stamped below b, however clocks jump", ({ work, explore, follow }) => {
      follow(pair(work, passing), [], [sendsAsTold]);
      explore(pair(work, passing), [answersEveryEvent, causesAreStampedLower], limits);
      // Then both ways at once, again and again: what is kept of one machine may be wrong only at its second message, or its third.
      follow(pair(work, crossingAgain), crossesAgain, [...stampLaws, refusesWhatIsTooFarAhead(5)]);
    }),
    check(
      "a stamp has the latest time that a clock showed in its past, and no later one",
      ({ work, explore, follow }) => {
        follow(pair(work, crossing), [], [sendsAsTold]);
        explore(pair(work, crossing), [neverBehindItsClock, timesAreShown], limits);
      },
    ),
    // Each side can have counted further than the other, and both further than 0.
    check("the counter counts the longest chain of events with one timeMs", ({ work, explore, follow }) => {
      follow(pair(work, counting), [], [sendsAsTold]);
      explore(pair(work, counting), [countersCountChains], limits);
    }),
    // Two clocks that jump by 5 are 0, 5 or 10 apart, so 5 is just not too far. And with a limit of 0.
    check("what is more than maxAheadMs ahead is refused, and nothing else", ({ work, explore }) => {
      explore(pair(work, passing.slice(1)), [answersEveryEvent, refusesWhatIsTooFarAhead(5)], limits);
      explore(pair(work, passing, 0), [answersEveryEvent, refusesWhatIsTooFarAhead(0)], limits);
    }),
    check("a refused message leaves no trace", ({ work, explore }) => {
      const laws = [timesAreShown, countersCountChains];
      explore(pair(work, [send("extract", "load"), local("load"), send("load", "extract")], 0), laws, limits);
    }),
    // Three machines, as news that travels on needs one in the middle, and two senders need a third to receive.
    check("three machines: news of a later time travels on, and comes from two sides", ({ work, explore }) => {
      const laws = [causesAreStampedLower, timesAreShown, countersCountChains];
      explore(relay(work), laws, limits);
      explore(fromTwoSides(work), [answersEveryEvent, ...laws, refusesWhatIsTooFarAhead(10)], limits);
    }),
    // Once, and then again and again; while another machine is ahead now and then; and with a limit of two days, within which
    // nothing is refused.
    check("a machine whose clock is a day ahead takes nobody along", ({ work, follow }) => {
      follow(dayAhead(work, 500), dayAheadSchedule, [...stampLaws, refusesWhatIsTooFarAhead(500)]);
      follow(insistent(work), insists, [...stampLaws, refusesWhatIsTooFarAhead(500)]);
      follow(twoAhead(work), judgesEach, [...stampLaws, refusesWhatIsTooFarAhead(500)]);
      follow(dayAhead(work, twoDaysMs), dayAheadSchedule, [...stampLaws, refusesWhatIsTooFarAhead(twoDaysMs)]);
    }),
    check("the counter counts on for 66,000 events in one millisecond", ({ work, cases }) =>
      cases(
        [work.hybridLogicalClock({ maxAheadMs: 5 })],
        (clock) => judgeStandingClock(clock),
        () => "in one long run",
      ),
    ),
    check(
      "compareHybridStamps gives every two stamps one order: by time, then by counter, then by machine",
      ({ work, cases }) => {
        const compare = compareOf(work);
        const describe = (stamps: readonly unknown[]): string =>
          `compareHybridStamps of ${stamps.map(describeValue).join(", ")}`;
        cases(unorderedPairs(stamps), (two) => judgeHybridPair(compare, two), describe);
        cases(unorderedPairs(fewStamps), (two) => judgeHybridPair(compare, two), describe);
        // Where times or counters differ, they decide: only equal ones could go round in a circle.
        cases(triples(sameTime), (three) => judgeHybridTriple(compare, three), describe);
        cases(unorderedPairs(names), (two) => judgeHybridTies(compare, two), describe);
        cases(
          [strangers],
          (two) => judgeHybridStrangers(compare, two),
          () => "compareHybridStamps for equal times and counters",
        );
      },
    ),
    // Each clock is off by up to 20 ms and jumps once by as much, so no two are ever more than 80 ms apart.
    check(
      "after a night's run the merged log shows no effect before its cause, and every stamp is near the time of day",
      ({ work, sample }) =>
        sample(night(work), [sendsAsTold, ...stampLaws, staysNear(80), mergesHybridLogs(compareOf(work))], {
          runs: 4,
          shrinks: false,
        }),
    ),
  ],
});

const stampLaws = [answersEveryEvent, causesAreStampedLower, neverBehindItsClock, timesAreShown, countersCountChains];

/** No schedule of a right answer is longer than 12; one that sends or waits without end stops there. */
const limits = { depth: 12, schedules: 2_000, states: 20_000 };

/** Two messages that may pass each other, while clocks jump between them. */
const passing = [send("extract", "load"), send("extract", "load"), local("load")];

const counting = [local("extract"), send("extract", "load"), local("load"), local("load")];

/** Both ways. */
const crossing = [send("extract", "load"), send("load", "extract"), local("load")];

const crossingAgain = [
  send("extract", "load"),
  send("load", "extract"),
  send("extract", "load"),
  local("load"),
  send("load", "extract"),
  send("extract", "load"),
  send("load", "extract"),
  local("load"),
  send("extract", "load"),
  send("load", "extract"),
];

/** Four times each sends before it hears what the other has sent. The third message of `extract` is refused. */
const crossesAgain: readonly TimedChoice[] = [
  shows(1_000, take("extract", 0)),
  shows(1_003, take("load", 1)),
  shows(1_003, deliver("extract", "load")),
  shows(1_000, deliver("load", "extract")),
  // Both have the time of `load` now, which is ahead of either clock, and `load` has counted further.
  shows(1_000, take("extract", 2)),
  shows(1_001, take("load", 3)),
  shows(1_001, take("load", 4)),
  shows(1_001, deliver("load", "extract")),
  shows(1_001, deliver("extract", "load")),
  shows(1_010, take("extract", 5)),
  shows(1_001, take("load", 6)),
  shows(1_001, deliver("extract", "load")),
  shows(1_010, deliver("load", "extract")),
  shows(1_002, take("load", 7)),
  shows(1_009, take("extract", 8)),
  shows(1_004, take("load", 9)),
  shows(1_005, deliver("extract", "load")),
  shows(1_004, deliver("load", "extract")),
];

/** In most worlds clocks stand still, but each may jump once, by so much, either way. */
const jumpMs = 5;

function alone({ hybridLogicalClock }: Work, count: number): System {
  const inputs = Array.from({ length: count }, () => local("extract"));
  return defineSystem({ machines: { extract: startingLater(hybridLogicalClock({ maxAheadMs: 5 })) }, inputs });
}

function pair({ hybridLogicalClock }: Work, inputs: readonly Input[], maxAheadMs = 5): System {
  const clock = startingLater(hybridLogicalClock({ maxAheadMs }));
  return defineSystem({
    machines: { extract: clock, load: clock },
    channels: "any-order",
    inputs,
    faults: { clockSkewMs: jumpMs },
  });
}

function relay(work: Work): System {
  return three(work, [send("extract", "transform"), send("transform", "load")]);
}

const passesOn: readonly Choice[] = [
  take("extract", 0),
  deliver("extract", "transform"),
  take("transform", 1),
  deliver("transform", "load"),
];

function fromTwoSides(work: Work): System {
  return three(work, [send("extract", "load"), send("transform", "load")]);
}

/** No clock is more than 10 ms ahead of another. */
function three({ hybridLogicalClock }: Work, inputs: readonly Input[]): System {
  const clock = startingLater(hybridLogicalClock({ maxAheadMs: 10 }));
  return defineSystem({
    machines: { extract: clock, transform: clock, load: clock },
    channels: "any-order",
    inputs,
    faults: { clockSkewMs: jumpMs },
  });
}

/** `report` tells `extract` of tomorrow, and `extract` goes on with its work, and tells `load`. */
function dayAhead({ hybridLogicalClock }: Work, maxAheadMs: number): System {
  const clock = startingLater(hybridLogicalClock({ maxAheadMs }));
  return defineSystem({
    machines: { extract: clock, load: clock, report: clock },
    channels: "any-order",
    inputs: [
      local("extract"),
      send("report", "extract"),
      local("extract"),
      send("extract", "load"),
      send("load", "report"),
      local("report"),
    ],
  });
}

const todayMs = 1_700_000_000_000;
const tomorrowMs = todayMs + 24 * 60 * 60 * 1_000;

const twoDaysMs = 2 * 24 * 60 * 60 * 1_000;

/** `report` tells `extract` of tomorrow nine times. */
function insistent({ hybridLogicalClock }: Work): System {
  const clock = startingLater(hybridLogicalClock({ maxAheadMs: 500 }));
  return defineSystem({
    machines: { extract: clock, report: clock },
    channels: "any-order",
    inputs: [...Array.from({ length: 9 }, () => send("report", "extract")), local("extract")],
  });
}

const insists: readonly TimedChoice[] = [
  ...Array.from({ length: 9 }, (_, input) => [
    shows(tomorrowMs + input, take("report", input)),
    shows(todayMs + input, deliver("report", "extract")),
  ]).flat(),
  shows(todayMs + 20, take("extract", 9)),
];

/** `report` is a day ahead all the time, and `load` two seconds, later: each message is judged by itself. */
function twoAhead({ hybridLogicalClock }: Work): System {
  const clock = startingLater(hybridLogicalClock({ maxAheadMs: 500 }));
  return defineSystem({
    machines: { extract: clock, load: clock, report: clock },
    channels: "any-order",
    inputs: [
      send("report", "extract"),
      send("load", "extract"),
      send("report", "extract"),
      send("load", "extract"),
      local("extract"),
      send("extract", "report"),
      send("report", "extract"),
      ...Array.from({ length: 4 }, () => send("load", "extract")),
    ],
  });
}

const judgesEach: readonly TimedChoice[] = [
  shows(tomorrowMs, take("report", 0)),
  shows(todayMs, deliver("report", "extract")),
  shows(todayMs + 5, take("load", 1)),
  shows(todayMs, deliver("load", "extract")),
  shows(tomorrowMs + 1, take("report", 2)),
  shows(todayMs + 1, deliver("report", "extract")),
  shows(todayMs + 2_000, take("load", 3)),
  shows(todayMs + 2, deliver("load", "extract")),
  shows(todayMs + 2, take("extract", 4)),
  shows(todayMs + 3, take("extract", 5)),
  shows(tomorrowMs + 2, deliver("extract", "report")),
  shows(tomorrowMs + 2, take("report", 6)),
  shows(todayMs + 3, deliver("report", "extract")),
  ...Array.from({ length: 4 }, (_, turn) => shows(todayMs + 1_990, take("load", 7 + turn))),
  // The second overtakes the first, and is just too far ahead. The first is not, a moment later; nor is the last, which has
  // counted further.
  shows(todayMs + 1_499, deliver("load", "extract", 1)),
  shows(todayMs + 1_500, deliver("load", "extract")),
  shows(todayMs + 1_500, deliver("load", "extract", 1)),
  shows(todayMs + 1_500, deliver("load", "extract")),
];

const dayAheadSchedule: readonly TimedChoice[] = [
  shows(todayMs, take("extract", 0)),
  shows(tomorrowMs, take("report", 1)),
  shows(todayMs, deliver("report", "extract")),
  shows(todayMs, take("extract", 2)),
  shows(todayMs + 2, take("extract", 3)),
  // Half a second is not too far.
  shows(todayMs - 498, deliver("extract", "load")),
  shows(todayMs + 4, take("load", 4)),
  shows(tomorrowMs, deliver("load", "report")),
  shows(tomorrowMs + 1, take("report", 5)),
];

/** Four machines, eight requests each, while messages are on their way. */
function night({ hybridLogicalClock }: Work): System {
  const clock = startingLater(hybridLogicalClock({ maxAheadMs: 80 }));
  const machines = ["extract", "transform", "load", "report"];
  const inputs = machines.flatMap((name) => {
    const once = [local(name), ...machines.filter((other) => other !== name).map((other) => send(name, other))];
    return [...once, ...once].map((request, turn) => ({ ...request, atMs: Math.floor(turn / 2) * 5 }));
  });
  return defineSystem({
    machines: Object.fromEntries(machines.map((name) => [name, clock])),
    channels: "any-order",
    inputs,
    faults: { clockSkewMs: 20 },
  });
}

/** One request after the other, while the clock shows these times. */
function takeRequests(times: readonly number[]): TimedChoice[] {
  return times.map((timeMs, input) => shows(timeMs, take("extract", input)));
}

/** A choice that is made when its machine's clock shows `timeMs`. */
function shows(timeMs: number, choice: Choice): TimedChoice {
  return { ...choice, nowMs: timeMs - firstMs };
}

function take(machine: string, input: number): Choice {
  return { kind: "input", machine, input };
}

function deliver(from: string, to: string, nth = 0): Choice {
  return { kind: "deliver", from, to, nth };
}

function local(machine: string): Input {
  return at(machine, { type: "local" });
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}

/** Numbers where text and number disagree (9, 10), with counters that a fraction (7.1, 7.10) or three digits cannot hold. */
const stamps: readonly ComparedStamp[] = [7, 9, 10, 1_700_000_000_000, 1_700_000_000_001].flatMap((timeMs) =>
  [0, 1, 9, 10, 100, 999, 1_000, 65_536, 4_294_967_296, Number.MAX_SAFE_INTEGER].flatMap((counter) =>
    ["9", "10"].map((machine) => ({ timeMs, counter, machine })),
  ),
);

const fewStamps: readonly ComparedStamp[] = [9, 10].flatMap((timeMs) =>
  [0, 9, 10].flatMap((counter) => ["9", "10", "load-9"].map((machine) => ({ timeMs, counter, machine }))),
);

/** Names that are numbers, that are the same number, or that differ by a capital, a zero or the order of their letters. */
const names = "9 10 010 1e1 extract Extract load-1 load-01 load-10 load-12 load-21 audit"
  .split(" ")
  .concat(["a", "b"].map((last) => `worker-of-the-third-cluster-in-the-north-${last}`))
  .concat(Array.from({ length: 20 }, (_, index) => `worker-${index}`));

const sameTime: readonly ComparedStamp[] = names.slice(0, 10).map((machine) => ({ timeMs: 9, counter: 1, machine }));

const strangers = Array.from({ length: 20 }, (_, index): readonly [string, string] => {
  const two = [`a-${index}`, `b-${index}`] as const;
  return index % 2 === 0 ? two : [two[1], two[0]];
});

/** Called by its name, so that one who exports something else under it is told so. */
function compareOf({ compareHybridStamps }: Work): CompareHybridStamps {
  return (first, second) => compareHybridStamps(first, second);
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
