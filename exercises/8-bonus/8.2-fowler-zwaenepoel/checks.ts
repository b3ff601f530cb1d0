import {
  type ClosureCase,
  type VectorTimeOf,
  closuresAreVectorTime,
  dependenciesAreDirect,
  judgeClosure,
  loggedStamp,
  logsEveryEvent,
  messagesAreOneNumber,
} from "@millrace/clocks/fowler-zwaenepoel.laws.ts";
import { roundsWithOneLeftBehind } from "@millrace/clocks/left-behind.ts";
import { judgeLongVectorRun } from "@millrace/clocks/long-vector-run.laws.ts";
import { sendsAsTold } from "@millrace/clocks/sends-as-told.laws.ts";
import { casesOf } from "@millrace/clocks/written-logs.ts";
import { type Choice, type Input, type System, at, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./fowler-zwaenepoel.ts");

export default defineExercise<Work>({
  id: "8.2",
  title: "Fowler–Zwaenepoel",
  minutes: 20,
  source: "K&S ch. 3",
  work: "fowler-zwaenepoel.ts",
  checks: [
    check("a receipt logs which event sent the message", ({ work, follow }) =>
      follow(two(work, thereAndBack), inTurnOf(thereAndBack), [sendsAsTold, ...logLaws]),
    ),
    check(
      "one message for each send request, with one number in it, and nothing else is sent",
      ({ work, explore, follow }) => {
        explore(two(work, crossing), [sendsAsTold], limits);
        explore(three(work, passedOn), [sendsAsTold], limits);
        for (const requests of [crossing.slice(1, 2), crossing.slice(0, 2)])
          explore(two(work, requests), [messagesAreOneNumber], limits);
        for (const requests of [crossing, passedOn])
          follow(three(work, requests), inTurnOf(requests), [messagesAreOneNumber]);
        // Then round after round: seven messages to one machine, some of which are overtaken.
        follow(three(work, rounds.inputs), rounds.schedule, [messagesAreOneNumber]);
      },
    ),
    // Three machines, as what is heard by way of another needs one in the middle.
    check(
      "a log names what was heard of directly, and nothing else, in every order of events",
      ({ work, explore, follow }) => {
        // First one run: who sends without end hears so, and not that the search comes to none.
        follow(three(work, passedOn), [], [sendsAsTold]);
        explore(two(work, crossing), logLaws, limits);
        explore(three(work, passedOn), logLaws, limits);
        explore(three(work, fromTwoSides), logLaws, limits);
        // From eleven sides, twice: there may be many machines.
        follow(systemOf(work, dozen, toldByAll), inTurnOf(toldByAll), logLaws);
      },
    ),
    check("an old message takes nothing back", ({ work, explore, follow }) => {
      explore(two(work, passing), logLaws, limits);
      follow(three(work, rounds.inputs), rounds.schedule, [...logLaws, closuresAreVectorTime(closureOf(work))]);
    }),
    check("ancestors are the parents, and theirs, and so on", ({ work, cases }) =>
      cases(
        [
          ...casesOf(along),
          ...casesOf(twoParents),
          ...casesOf(handedOn(40)).slice(-1),
          ...casesOf(manyParents(20)).slice(-1),
        ],
        judgeBy(work),
        describe,
      ),
    ),
    // What a machine heard after its event is no ancestor of those who heard of that event.
    check("a parent is the event that is named, not the latest of its machine", ({ work, cases }) =>
      cases([...casesOf(hearsLater), ...casesOf(overtaken)], judgeBy(work), describe),
    ),
    check(
      "of two ways to one machine the one to the later event counts, and all that was heard before it",
      ({ work, cases }) => cases([...casesOf(longAgo), ...casesOf(twoAges)], judgeBy(work), describe),
    ),
    check("shared ancestors are worked out once", ({ work, cases }) => {
      cases(casesOf(everybodyTellsEverybody(16)).slice(-3), judgeBy(work), describe);
      cases(casesOf(pingPong(300)).slice(-2), judgeBy(work), describe);
    }),
    check("closure(e) = v(e), in every order of events", ({ work, explore }) => {
      const laws = [logsEveryEvent, closuresAreVectorTime(closureOf(work))];
      explore(two(work, crossing), laws, limits);
      explore(three(work, passedOn), laws, limits);
      explore(three(work, fromTwoSides), laws, limits);
    }),
    check("the log goes on for 66,000 events", ({ work, cases }) =>
      cases(
        [work.fowlerZwaenepoel],
        (machine) => judgeLongVectorRun(machine, { stamp: loggedStamp }),
        () => "in one long run",
      ),
    ),
    check("after a night’s run the vector time of every event is worked out from the logs", ({ work, sample }) =>
      sample(night(work), [sendsAsTold, messagesAreOneNumber, ...logLaws, closuresAreVectorTime(closureOf(work))], {
        runs: 2,
      }),
    ),
  ],
});

const logLaws = [logsEveryEvent, dependenciesAreDirect];

/** No schedule of a right answer is longer than 12; one that sends or waits without end stops there. */
const limits = { depth: 12, schedules: 2_000, states: 20_000 };

const thereAndBack = [send("extract", "load"), local("load"), send("load", "extract"), send("extract", "load")];

/** Both ways, and two messages that can pass each other. */
const crossing = [
  local("extract"),
  send("extract", "load"),
  send("load", "extract"),
  send("extract", "load"),
  local("load"),
];

/** What the first knows reaches the third through the second, and then the first again. */
const passedOn = [
  local("extract"),
  send("extract", "transform"),
  send("transform", "load"),
  local("load"),
  send("load", "extract"),
];

const fromTwoSides = [send("extract", "load"), send("transform", "load"), send("extract", "transform")];

/** Names that are easy to confuse. */
const dozen = ["a", "a1", "a10", "A", "10", "9", "1", "b", "b-1", "b-01", "load", "loader"];
const toldByAll = [...dozen.slice(1), ...dozen.slice(1)].map((name) => send(name, "a"));

const passing = [send("extract", "load"), send("extract", "load"), local("load"), send("extract", "load")];

const rounds = roundsWithOneLeftBehind(["extract", "transform", "load"]);

// Runs that are written down: "a!1" sends the message 1, "b?1" receives it, and "a" is an event of a's own.

const along = "extract!1 stage?1 stage!2 clean?2 clean clean!3 report?3 report";

const twoParents = "orders orders!1 customers!2 join?1 join?2 join!3 customers!4 report?3 report?4";

/** `stage` tells `report` first, and hears of `extract` afterwards. */
const hearsLater = "stage!1 extract!2 stage?2 stage report?1 report report!3 chart?3";

/** The first message of `stage` comes last: its sender had not heard of `extract` when it sent it, but knew its own past. */
const overtaken = "stage stage!1 extract!2 stage?2 stage!3 report?3 report report?1 other!4 chart?4 stage?4";

/**
 * `clean` has heard from an older event of `stage`, and `join` from a newer one, which has heard of `extract`. `report` hears
 * from both, and `chart` too, in the other order.
 */
const twoAges =
  "stage!1 clean?1 extract!2 stage?2 stage!3 join?3 clean!4 join!5 report?4 report?5 clean!6 join!7 chart?7 chart?6";

/** `10` has heard of `9` and of `8` long before it tells. The names are numbers, which stand in another order as text. */
const longAgo = "9!1 9!2 10?1 8!3 10 10?3 10 10 10!4 7?4 7!5 6?5 6?2";

/** Each machine hears of all before it by way of the one before it. */
function handedOn(machines: number): string {
  return Array.from({ length: machines }, (_, index) => `m${index}!${index} m${index + 1}?${index}`).join(" ");
}

/** One machine hears of many others, each of which has heard of one more. */
function manyParents(machines: number): string {
  return Array.from(
    { length: machines },
    (_, index) => `far${index}!f${index} m${index}?f${index} m${index}!${index} hub?${index}`,
  ).join(" ");
}

/**
 * In each round each of three machines tells both others: from one event, 2 to the power of so many ways lead back. Only one
 * of them has heard of `z` directly.
 */
function everybodyTellsEverybody(rounds: number): string {
  const round = (turn: number): string =>
    `a!ab${turn} a!ac${turn} b!ba${turn} b!bc${turn} c!ca${turn} c!cb${turn} ` +
    `a?ba${turn} a?ca${turn} b?ab${turn} b?cb${turn} c?ac${turn} c?bc${turn}`;
  return ["z!z a?z", ...Array.from({ length: rounds }, (_, turn) => round(turn))].join(" ");
}

function pingPong(turns: number): string {
  const turnOf = (turn: number): string => (turn % 2 === 0 ? `a!${turn} b?${turn}` : `b!${turn} a?${turn}`);
  return ["z!z a?z", ...Array.from({ length: turns }, (_, turn) => turnOf(turn))].join(" ");
}

function judgeBy(work: Work): (item: ClosureCase) => ReturnType<typeof judgeClosure> {
  return (item) => judgeClosure(closureOf(work), item);
}

/** Only short logs are shown whole. */
function describe({ logs, event }: ClosureCase): string {
  const count = Object.values(logs).flat().length;
  const entries = Object.entries(logs).map(([machine, log]) => `${machine}: ${log.map(describeEntry).join(" ")}`);
  const shown = count > 20 ? `have ${count} entries` : `are ${entries.join("; ")}`;
  return `event ${event.count} of ${event.machine}, where the logs ${shown}`;
}

function describeEntry(entry: Readonly<Record<string, number>>): string {
  return `{ ${Object.entries(entry)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")} }`;
}

/** Called by its name, so that one who exports something else under it is told so. */
function closureOf({ vectorTimeOf }: Work): VectorTimeOf {
  return (logs, event) => vectorTimeOf(logs, event);
}

function two(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "load"], requests);
}

function three(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "transform", "load"], requests);
}

/** Four machines, eight requests each, while messages are on their way. Two names are numbers. */
function night(work: Work): System {
  const names = ["extract", "10", "9", "load"];
  const requests = names.flatMap((name) => {
    const once = [local(name), ...names.filter((other) => other !== name).map((other) => send(name, other))];
    return [...once, ...once].map((request, turn) => ({ ...request, atMs: turn * 3 }));
  });
  return systemOf(work, names, requests);
}

function systemOf({ fowlerZwaenepoel }: Work, names: readonly string[], inputs: readonly Input[]): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, fowlerZwaenepoel])),
    channels: "any-order",
    inputs,
  });
}

/** One request after the other, and each message received at once. */
function inTurnOf(requests: readonly Input[]): Choice[] {
  return requests.flatMap(({ machine, input }, index): Choice[] => {
    const request: Choice = { kind: "input", machine, input: index };
    const { to } = input as { readonly to?: string };
    return to === undefined ? [request] : [request, { kind: "deliver", from: machine, to, nth: 0 }];
  });
}

function local(machine: string): Input {
  return at(machine, { type: "local" });
}

function send(machine: string, to: string): Input {
  return at(machine, { type: "send", to });
}
