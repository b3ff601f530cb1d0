import { roundsThatCross, roundsWithOneLeftBehind } from "@millrace/clocks/left-behind.ts";
import {
  deletesInTheEnd,
  deletesNothingUnseen,
  deletesWhatAllHaveSeen,
  judgeLongDeletable,
  putsOutDeletable,
} from "@millrace/clocks/matrix-clock.laws.ts";
import { judgeLongVectorRun } from "@millrace/clocks/long-vector-run.laws.ts";
import { sendsAsTold } from "@millrace/clocks/sends-as-told.laws.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "@millrace/clocks/vector-clock.laws.ts";
import { type Choice, type Input, type System, at, defineSystem } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./matrix-clock.ts");

export default defineExercise<Work>({
  id: "8.1",
  title: "Matrix clock",
  minutes: 20,
  source: "K&S ch. 3",
  work: "matrix-clock.ts",
  checks: [
    check("an event is deletable when the answer to it is back, and not before", ({ work, follow }) =>
      follow(two(work, thereAndBack), inTurnOf(thereAndBack), [sendsAsTold, ...deletableLaws]),
    ),
    check("one message for each send request, and nothing else is sent", ({ work, explore }) => {
      explore(two(work, exchange), [sendsAsTold], limits);
      explore(three(work, onceRoundThree), [sendsAsTold], limits);
    }),
    // One run first, here and below: who sends without end hears so, and not that the search comes to none.
    check("the stamps are those of a vector clock, in every order of events", ({ work, explore, follow }) => {
      follow(three(work, round), [], [sendsAsTold]);
      explore(two(work, exchange), vectorLaws, limits);
      explore(three(work, onceRoundThree), vectorLaws, limits);
    }),
    // Two machines, one who asks two, and two of three who talk.
    check("nothing is deletable that some machine is not known to have seen", ({ work, explore, follow }) => {
      follow(two(work, thereAndBack), [], [sendsAsTold]);
      explore(two(work, thereAndBack), [deletesNothingUnseen], limits);
      for (const requests of [askBoth, twoOfThree]) explore(three(work, requests), [deletesNothingUnseen], limits);
    }),
    check(
      "everything is deletable that all machines are known to have seen, in two machines",
      ({ work, explore, follow }) => {
        follow(two(work, thereAndBack), [], [sendsAsTold]);
        explore(two(work, thereAndBack), [deletesWhatAllHaveSeen], limits);
      },
    ),
    // In a circle nobody ever answers: all that is known of the machine before the last came through the last.
    check("what others know of others travels on, in three machines and in four", ({ work, explore, follow }) => {
      follow(three(work, round), [], [sendsAsTold]);
      explore(three(work, round), [...vectorLaws, ...deletableLaws], limits);
      explore(four(work, roundOfFour), deletableLaws, limits);
      follow(three(work, askBoth), inTurnOf(askBoth), deletableLaws);
      // And in twelve: once round, and back.
      follow(systemOf(work, twelve, roundOfTwelve), inTurnOf(roundOfTwelve), [...vectorLaws, ...deletableLaws]);
    }),
    // The second message passes the first, and each must be understood alone: there are no FIFO channels here.
    check("old news takes nothing back, and new news is understood alone", ({ work, explore, follow }) => {
      follow(two(work, passing), [], [sendsAsTold]);
      explore(two(work, passing), [...vectorLaws, ...deletableLaws], limits);
      explore(three(work, overtaking), [...vectorLaws, ...deletableLaws], limits);
      // Then round after round: what is kept of one machine may be wrong only at its third message.
      for (const { inputs, schedule } of rounds)
        follow(systemOf(work, inRounds, inputs), schedule, [...vectorLaws, ...deletableLaws]);
    }),
    check("while one machine is silent, two that talk all day may delete nothing", ({ work, follow }) =>
      follow(three(work, talk), inTurnOf(talk), [sendsAsTold, ...vectorLaws, ...deletableLaws]),
    ),
    // Two rounds: in the first all hear of everything, in the second all hear that all have.
    check("with gossip everything is deletable in the end, everywhere", ({ work, follow }) => {
      const requests = [...names.flatMap((name) => times(12, local(name))), ...gossip, ...gossip];
      const counts = Object.fromEntries(names.map((name) => [name, 12]));
      follow(systemOf(work, names, requests), inTurnOf(requests), [sendsAsTold, deletesInTheEnd(counts)]);
    }),
    check("the clock counts on for 66,000 events", ({ work, follow, cases }) => {
      const requests = [...times(258, local("extract")), ...thereAndBack];
      follow(two(work, requests), inTurnOf(requests), [sendsAsTold, ...vectorLaws, ...deletableLaws]);
      cases(
        [work.matrixClock],
        (clock) => judgeLongVectorRun(clock, { requests: 1_030 }) ?? judgeLongDeletable(clock),
        () => "in one long run",
      );
    }),
    check("a night's run of four machines", ({ work, sample }) =>
      sample(night(work), [sendsAsTold, ...vectorLaws, ...deletableLaws], { runs: 3 }),
    ),
  ],
});

const vectorLaws = [putsOutVectors, vectorsAreHappensBefore, entriesCountEvents];
const deletableLaws = [putsOutDeletable, deletesNothingUnseen, deletesWhatAllHaveSeen];

/** No schedule of a right answer is longer than 12; one that sends or waits without end stops there. */
const limits = { depth: 12, schedules: 2_000, states: 20_000 };

const thereAndBack = [send("extract", "load"), send("load", "extract"), send("extract", "load")];

/** Both ways. */
const exchange = [local("extract"), send("extract", "load"), send("load", "extract")];

/** Once round, and on to the next. */
const round = [
  send("extract", "transform"),
  send("transform", "load"),
  send("load", "extract"),
  send("extract", "transform"),
];

const onceRoundThree = round.slice(0, 3);

const roundOfFour = [
  send("extract", "transform"),
  send("transform", "load"),
  send("load", "report"),
  send("report", "extract"),
];

const twelve = ["a", "a1", "a10", "A", "10", "9", "1", "b", "b-1", "b-01", "load", "loader"];
const onceRound = twelve.map((name, place) => send(name, twelve[(place + 1) % twelve.length] ?? name));
const onceBack = onceRound
  .map(({ machine, input }) => send((input as { readonly to: string }).to, machine))
  .toReversed();
const roundOfTwelve = [...onceRound, ...onceBack];

const askBoth = [
  send("extract", "transform"),
  send("extract", "load"),
  send("transform", "extract"),
  send("load", "extract"),
];

const twoOfThree = [send("extract", "transform"), send("transform", "extract"), send("extract", "transform")];

/** Both ways, twice: messages that can pass each other. */
const passing = [send("load", "extract"), send("extract", "load"), send("extract", "load"), send("load", "extract")];

/** `transform` hears of the others' events first, and then twice tells what it knows. */
const overtaking = [
  send("extract", "transform"),
  send("load", "transform"),
  send("transform", "extract"),
  send("transform", "extract"),
];

const inRounds = ["extract", "transform", "load"] as const;
const rounds = [roundsWithOneLeftBehind(inRounds), roundsThatCross(inRounds)];

const talk = times(8, send("extract", "load"), send("load", "extract"), local("load"));

/** Names that are numbers: as text, and as keys of an object, they stand in other orders. */
const names = ["load", "10", "extract", "9"];

const gossip = names.flatMap((name) => names.filter((other) => other !== name).map((other) => send(name, other)));

function two(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "load"], requests);
}

function three(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "transform", "load"], requests);
}

function four(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "transform", "load", "report"], requests);
}

/** Four machines, eight requests each, while messages are on their way. */
function night(work: Work): System {
  const requests = names.flatMap((name) => {
    const once = [local(name), ...gossip.filter(({ machine }) => machine === name)];
    return [...once, ...once].map((request, turn) => ({ ...request, atMs: turn * 3 }));
  });
  return systemOf(work, names, requests);
}

function systemOf({ matrixClock }: Work, machines: readonly string[], inputs: readonly Input[]): System {
  return defineSystem({
    machines: Object.fromEntries(machines.map((name) => [name, matrixClock])),
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

function times(count: number, ...requests: readonly Input[]): Input[] {
  return Array.from({ length: count }, () => requests).flat();
}
