import {
  type CompareVectors,
  type ComparedVector,
  judgeVectorPair,
  tellsWhatCameFirst,
} from "@millrace/clocks/compare-vectors.laws.ts";
import { roundsThatCross, roundsWithOneLeftBehind } from "@millrace/clocks/left-behind.ts";
import { judgeLongVectorRun } from "@millrace/clocks/long-vector-run.laws.ts";
import { sendsAsTold } from "@millrace/clocks/sends-as-told.laws.ts";
import {
  entriesCountEvents,
  nobodyKnowsMore,
  oneEntryIsEnough,
  putsOutVectors,
  sumsCountThePast,
  vectorsAreHappensBefore,
} from "@millrace/clocks/vector-clock.laws.ts";
import { type Choice, type Input, type System, type Topology, at, defineSystem, describeValue } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./vector-clock.ts");

export default defineExercise<Work>({
  id: "1.2",
  title: "Vector clock",
  minutes: 15,
  source: "K&S ch. 3",
  work: "vector-clock.ts",
  checks: [
    check("a machine alone counts 1, 2, 3 in its own entry", ({ work, follow }) => {
      const system = pair(work, [local("extract"), local("extract"), local("extract")]);
      follow(system, takeInputs("extract", 3), [putsOutVectors, entriesCountEvents, nobodyKnowsMore]);
    }),
    check("one message for each send request, and nothing else is sent", ({ work, explore }) => {
      explore(pair(work, [send("extract", "load"), local("load"), send("load", "extract")]), [sendsAsTold], limits);
      explore(relay(work), [sendsAsTold], limits);
    }),
    // The receiver has had two events, so that whoever lets go of what it knew itself is seen to go back.
    check("a receipt knows what its sending knew, and what came before on its own machine", ({ work, explore }) =>
      explore(
        pair(work, [local("extract"), send("extract", "load"), local("load"), local("load")]),
        [sendsAsTold, vectorsAreHappensBefore],
        limits,
      ),
    ),
    // One run first, here and below, so that no law of vectors holds because nothing is sent. Then two messages that may pass
    // each other: the first must take nothing back, and the second must tell all, of the third machine too. Between two
    // machines nobody would see what is left out: the receiver knows its own entry best. And two senders, as each may know
    // what the other does not.
    check(
      "news stays news: an old message takes nothing back, and a new one is understood alone",
      ({ work, explore, follow }) => {
        follow(toldTwice(work), [], [sendsAsTold]);
        const laws = [vectorsAreHappensBefore];
        explore(pair(work, [send("extract", "load"), send("extract", "load"), local("load")]), laws, limits);
        explore(toldTwice(work), laws, limits);
        explore(toldFromTwoSides(work), laws, limits);
        // Then round after round: what is kept of one machine may be wrong only at its third message, or its fourth.
        for (const { inputs, schedule } of rounds)
          follow(systemOf(work, inRounds, { requests: inputs }), schedule, [...laws, entriesCountEvents]);
      },
    ),
    // Three machines, as news that travels needs one in the middle; the second time without a way back, so that a
    // machine's peers are not all machines that it hears of.
    check("news travels through a third machine", ({ work, explore, follow }) => {
      follow(relay(work), [], [sendsAsTold]);
      explore(relay(work), [oneEntryIsEnough], limits);
      explore(oneWay(work), [oneEntryIsEnough], limits);
      // Then through forty: there may be any number of machines.
      follow(systemOf(work, forty, { requests: alongForty }), inTurnOf(alongForty), [sendsAsTold, oneEntryIsEnough]);
    }),
    check("a → b exactly if v(a) < v(b), in every order of events", ({ work, explore, follow }) => {
      follow(relay(work), [], [sendsAsTold]);
      explore(pair(work, crossing), [vectorsAreHappensBefore], limits);
      explore(relay(work), [vectorsAreHappensBefore], limits);
    }),
    check("each entry counts the events of one machine, and all together the past", ({ work, explore, follow }) => {
      follow(relay(work), [], [sendsAsTold]);
      const laws = [entriesCountEvents, sumsCountThePast];
      explore(pair(work, crossing), laws, limits);
      explore(relay(work), laws, limits);
    }),
    check("the clock counts on for 66,000 events", ({ work, cases }) =>
      cases(
        [work.vectorClock],
        (clock) => judgeLongVectorRun(clock),
        () => "in one long run",
      ),
    ),
    check("compareVectors has four answers, and gives the right one", ({ work, cases }) => {
      const compare = compareOf(work);
      const describe = (two: readonly ComparedVector[]): string =>
        `compareVectors(${two.map(describeValue).join(", ")})`;
      for (const vectors of [ofTwo, ofThree, large, wide]) {
        cases(pairs(vectors), (two) => judgeVectorPair(compare, two), describe);
      }
    }),
    check(
      "after a night's run, compareVectors tells of any two events which came first, or that neither did",
      ({ work, sample }) =>
        sample(night(work), [sendsAsTold, nobodyKnowsMore, entriesCountEvents, tellsWhatCameFirst(compareOf(work))], {
          runs: 4,
        }),
    ),
  ],
});

/** No schedule of a right answer is longer than 16; one that sends or waits without end stops there. */
const limits = { depth: 16, schedules: 2_000 };

/** Both ways, and two messages that can pass each other. */
const crossing = [
  local("extract"),
  send("extract", "load"),
  send("load", "extract"),
  local("load"),
  send("extract", "load"),
];

/** What the first knows must reach the third through the second; the third answers the first. */
const passedOn = [
  local("extract"),
  send("extract", "transform"),
  send("transform", "load"),
  local("load"),
  send("load", "extract"),
];

/** Each tells the next, and the last the first. */
const forty = ["a", "a1", "a10", ...Array.from({ length: 37 }, (_, index) => `${index}`)];
const alongForty = forty.map((name, place) => send(name, forty[(place + 1) % forty.length] ?? name));

const inRounds = ["extract", "transform", "load"] as const;
const rounds = [roundsWithOneLeftBehind(inRounds), roundsThatCross(inRounds)];

function pair(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "load"], { requests });
}

function relay(work: Work): System {
  return systemOf(work, ["extract", "transform", "load"], { requests: passedOn });
}

/** The second message may have no news of `extract`, and arrive first. */
function toldTwice(work: Work): System {
  const requests = [send("extract", "transform"), send("transform", "load"), send("transform", "load")];
  return systemOf(work, ["extract", "transform", "load"], { requests });
}

function toldFromTwoSides(work: Work): System {
  const requests = [send("extract", "load"), send("transform", "load"), send("extract", "transform")];
  return systemOf(work, ["extract", "transform", "load"], { requests });
}

/** A channel to the next machine only: `extract` is no peer of `transform`, and nobody is one of `load`. */
function oneWay(work: Work): System {
  return systemOf(work, ["extract", "transform", "load"], {
    requests: passedOn.slice(0, 4),
    topology: [
      ["extract", "transform"],
      ["transform", "load"],
    ],
  });
}

/** Four machines, eight requests each, while messages are on their way. */
function night(work: Work): System {
  const names = ["extract", "transform", "load", "report"];
  const requests = names.flatMap((name) => {
    const once = [local(name), ...names.filter((other) => other !== name).map((other) => send(name, other))];
    return [...once, ...once].map((request, turn) => ({ ...request, atMs: turn * 3 }));
  });
  return systemOf(work, names, { requests });
}

function systemOf(
  { vectorClock }: Work,
  names: readonly string[],
  { requests, topology = "complete" }: { readonly requests: readonly Input[]; readonly topology?: Topology },
): System {
  const machines = Object.fromEntries(names.map((name) => [name, vectorClock]));
  return defineSystem({ machines, channels: "any-order", inputs: requests, topology });
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

/** One request after the other, and each message received at once. */
function inTurnOf(requests: readonly Input[]): Choice[] {
  return requests.flatMap(({ machine, input }, index): Choice[] => {
    const request: Choice = { kind: "input", machine, input: index };
    const { to } = input as { readonly to?: string };
    return to === undefined ? [request] : [request, { kind: "deliver", from: machine, to, nth: 0 }];
  });
}

/** Entries that are missing, 0, or disagree as text and number (9, 10), in either order of names. */
const ofTwo: readonly ComparedVector[] = [undefined, 0, 1, 2, 9, 10].flatMap((extract) =>
  [undefined, 0, 1, 2, 10].flatMap((load) => {
    const entries = Object.entries({ extract, load }).filter(
      (entry): entry is [string, number] => entry[1] !== undefined,
    );
    return [Object.fromEntries(entries), Object.fromEntries(entries.toReversed())];
  }),
);

const ofThree: readonly ComparedVector[] = [0, 1, 2].flatMap((first) =>
  [0, 1, 2].flatMap((second) => [0, 1, 2].map((third) => ({ "load-1": first, "load-10": second, "load-2": third }))),
);

/** Where 8, 16 and 32 bits end, and up to the largest that is exact. */
const large: readonly ComparedVector[] = [
  1,
  255,
  256,
  65_536,
  2_147_483_648,
  3_000_000_000,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MAX_SAFE_INTEGER,
].flatMap((count) => [
  { extract: count, load: 1 },
  { extract: 1, load: count },
]);

/** Seventy machines, more than a number has bits to mark them with; two of the vectors differ at each of some places. */
const wide: readonly ComparedVector[] = [-1, 0, 1, 31, 32, 39, 64, 69].map((place) =>
  Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`worker-${index}`, index === place ? 2 : 1])),
);

/** Called by its name, so that one who exports something else under it is told so. */
function compareOf({ compareVectors }: Work): CompareVectors {
  return (first, second) => compareVectors(first, second);
}

function pairs<Item>(items: readonly Item[]): (readonly [Item, Item])[] {
  return items.flatMap((first) => items.map((second) => [first, second] as const));
}
