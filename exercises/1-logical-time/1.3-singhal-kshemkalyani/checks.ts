import { judgeLongVectorRun } from "@millrace/clocks/long-vector-run.laws.ts";
import { sendsAsTold } from "@millrace/clocks/sends-as-told.laws.ts";
import {
  countEntries,
  messageLaws,
  messagesAreEntries,
  tellsAllNews,
  tellsNothingTwice,
} from "@millrace/clocks/singhal-kshemkalyani.laws.ts";
import { entriesCountEvents, putsOutVectors, vectorsAreHappensBefore } from "@millrace/clocks/vector-clock.laws.ts";
import {
  type Broken,
  type Choice,
  type Input,
  type System,
  type SystemOptions,
  at,
  broken,
  defineSystem,
  exactly,
  follow as followByHand,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./singhal-kshemkalyani.ts");

export default defineExercise<Work>({
  id: "1.3",
  title: "Differential vectors",
  minutes: 20,
  source: "K&S ch. 3",
  work: "singhal-kshemkalyani.ts",
  checks: [
    check("what a machine has been told is not told again", ({ work, follow }) =>
      follow(three(work, hearsThenTellsTwice), inTurnOf(hearsThenTellsTwice), [
        sendsAsTold,
        messagesAreEntries,
        tellsNothingTwice,
        tellsAllNews,
      ]),
    ),
    check("one message for each send request, and nothing else is sent", ({ work, explore, follow }) => {
      explore(two(work, crossing), [sendsAsTold], limits);
      explore(three(work, passedOn), [sendsAsTold], limits);
      explore(two(work, crossing.slice(0, 1)), [messagesAreEntries], limits);
      follow(two(work, crossing), inTurnOf(crossing), [messagesAreEntries]);
    }),
    // One run first, here and below: who sends without end hears so, and not that the search comes to none.
    check(
      "two machines: the stamps are those of a vector clock, in every order of events",
      ({ work, explore, follow }) => {
        follow(two(work, crossing), [], [sendsAsTold]);
        explore(two(work, crossing), clockLaws, limits);
      },
    ),
    // The sender hears its news before, between and after its messages to one machine.
    check("news is told with the next message, whenever it came", ({ work, explore, follow }) => {
      follow(three(work, passedOn), [], [sendsAsTold]);
      explore(three(work, hearsThenTellsTwice), clockLaws, limits);
      explore(three(work, passedOn), clockLaws, limits);
    }),
    // Whoever keeps one account for all receivers takes the second to have heard what the first was told.
    check("what one machine has been told, another has not", ({ work, explore, follow }) => {
      follow(three(work, tellsTwoMachines), [], [sendsAsTold]);
      explore(three(work, tellsTwoMachines), clockLaws, limits);
      follow(three(work, tellsTwoMachines), inTurnOf(tellsTwoMachines), messageLaws);
      // And a dozen others, each with an account of its own.
      follow(systemOf(work, dozen, { inputs: askedAll }), inTurnOf(askedAll), [...clockLaws, ...messageLaws]);
    }),
    check("news travels on to machines that its source has no channel to", ({ work, explore }) =>
      explore(oneWay(work), clockLaws, limits),
    ),
    // By the longer way old news comes after newer, and news that is known already.
    check("news that comes by two ways is taken in once, and takes nothing back", ({ work, explore, follow }) => {
      follow(three(work, twoWays), [], [sendsAsTold]);
      explore(three(work, twoWays), [...clockLaws, ...messageLaws], limits);
    }),
    check(
      "a message tells all that has changed and nothing else, in every order of events",
      ({ work, explore, follow }) => {
        follow(three(work, passedOn), [], [sendsAsTold]);
        for (const requests of [hearsThenTellsTwice, passedOn, tellsTwoMachines])
          explore(three(work, requests), messageLaws, limits);
        // Then six messages to each of two machines by turns, with news before each of them; and so that messages cross.
        for (const schedule of [inTurnOf(byTurns), crossedOf(byTurns, 4)])
          follow(three(work, byTurns), schedule, [...clockLaws, ...messageLaws]);
      },
    ),
    check(
      "six machines, of which two talk: 38 entries in 17 messages, where whole vectors have 102",
      ({ work, follow }) => {
        follow(three(work, tellsThrice), inTurnOf(tellsThrice), messageLaws);
        follow(six(work, talk), inTurnOf(talk), [entriesInAll(38), ...clockLaws, ...messageLaws]);
      },
    ),
    check("the clock counts on for 66,000 events", ({ work, follow, cases }) => {
      const requests = [
        ...hearsThenTellsTwice,
        ...times(258, local("extract")),
        ...hearsThenTellsTwice,
        ...times(100, send("extract", "load")),
      ];
      follow(three(work, requests), inTurnOf(requests), [sendsAsTold, ...clockLaws, ...messageLaws]);
      cases(
        [work.singhalKshemkalyani],
        (clock) => judgeLongVectorRun(clock),
        () => "in one long run",
      );
    }),
    check("where messages overtake each other the stamps are wrong: what was left out is missing", ({ work, cases }) =>
      cases(
        [three(work, hearsThenTellsTwice, "any-order")],
        judgeOvertaken,
        () => "the second message of extract to load arrives before the first",
      ),
    ),
    check("a night's run of eight machines", ({ work, follow, sample }) => {
      // Who is wrong from the first messages on need not look for why in sixty.
      follow(three(work, hearsThenTellsTwice), inTurnOf(hearsThenTellsTwice), [...clockLaws, ...messageLaws]);
      sample(night(work), [sendsAsTold, ...clockLaws, ...messageLaws], { runs: 2 });
    }),
  ],
});

const clockLaws = [putsOutVectors, vectorsAreHappensBefore, entriesCountEvents];

/** No schedule of a right answer is longer than 16; one that sends or waits without end stops there. */
const limits = { depth: 16, schedules: 2_000 };

/** Both ways, and twice each way. */
const crossing = [
  send("extract", "load"),
  send("load", "extract"),
  local("load"),
  send("extract", "load"),
  send("load", "extract"),
];

/** Of the second message the first part is known, unless the news came in between. */
const hearsThenTellsTwice = [send("transform", "extract"), send("extract", "load"), send("extract", "load")];

/** Along three machines, back to the first, and along once more; an event of its own is no telling. */
const passedOn = [
  send("extract", "transform"),
  send("transform", "load"),
  send("load", "extract"),
  local("transform"),
  send("transform", "load"),
];

/** There is news before the first message to one machine and before the third, but none before the second. */
const tellsThrice = [
  send("transform", "extract"),
  send("extract", "load"),
  send("extract", "load"),
  send("transform", "extract"),
  send("extract", "load"),
  send("extract", "load"),
];

const tellsTwoMachines = [
  send("transform", "extract"),
  send("extract", "load"),
  send("extract", "transform"),
  send("extract", "load"),
];

const byTurns = times(
  6,
  send("transform", "extract"),
  send("extract", "load"),
  send("extract", "transform"),
  send("load", "extract"),
);

/** `load` hears of `transform` from itself and by way of `extract`, and answers twice. */
const twoWays = [
  send("transform", "extract"),
  send("transform", "load"),
  send("extract", "load"),
  send("load", "extract"),
  send("load", "extract"),
];

/** Four machines tell `extract` of themselves, and one of them again while it talks with `load`, six messages each way. */
const talk = [
  ...["audit", "billing", "report", "transform"].map((machine) => send(machine, "extract")),
  ...times(2, send("extract", "load"), send("load", "extract")),
  send("audit", "extract"),
  ...times(4, send("extract", "load"), send("load", "extract")),
];

/** Each tells the next, and then one tells all others, twice. The names are easy to confuse. */
const dozen = ["a", "a1", "a10", "A", "10", "9", "1", "b", "b-1", "b-01", "load", "loader"];
const askedAll = [
  ...dozen.map((name, place) => send(name, dozen[(place + 1) % dozen.length] ?? name)),
  ...times(2, ...dozen.slice(1).map((name) => send("a", name))),
];

function entriesInAll(count: number): ReturnType<typeof exactly> {
  return exactly(`the messages name ${count} entries in all`, { counts: countEntries, of: count, unit: "entries" });
}

/** Nobody can know what has not arrived: an answer that is right here tells what it should have left out. */
function judgeOvertaken(system: System): Broken | undefined {
  const [tells, hears, first, , second] = inTurnOf(hearsThenTellsTwice);
  const schedule = [tells, hears, first, second, overtaking].filter((choice) => choice !== undefined);
  const { execution, violation } = followByHand(system, schedule, [vectorsAreHappensBefore], { loosely: true });
  if (violation !== undefined) return undefined;
  return execution.schedule.length < schedule.length
    ? broken("extract sends load two messages", "there is no second one")
    : broken(
        "load cannot count the event of transform yet, as only the first message tells of it",
        "it counts it: the second message tells of it once more",
      );
}

const overtaking: Choice = { kind: "deliver", from: "extract", to: "load", nth: 1 };

function two(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "load"], { inputs: requests });
}

function three(work: Work, requests: readonly Input[], channels: "fifo" | "any-order" = "fifo"): System {
  return systemOf(work, ["extract", "transform", "load"], { inputs: requests, channels });
}

/** A channel to the next machine only: `extract` is no peer of `transform`, and nobody is one of `load`. */
function oneWay(work: Work): System {
  return systemOf(work, ["extract", "transform", "load"], {
    inputs: [...passedOn.slice(0, 2), local("load"), send("transform", "load")],
    topology: [
      ["extract", "transform"],
      ["transform", "load"],
    ],
  });
}

function six(work: Work, requests: readonly Input[]): System {
  return systemOf(work, ["extract", "load", "audit", "billing", "report", "transform"], { inputs: requests });
}

/** Eight requests each, while messages are on their way; each machine writes to three others, more than once to each. */
function night(work: Work): System {
  const names = Array.from({ length: 8 }, (_, index) => `worker-${index + 3}`);
  const inputs = names.flatMap((name, place) =>
    [1, 3, 4, 1, 0, 1, 3, 4].map((step, turn) => {
      const to = names[(place + step) % names.length] ?? name;
      return { ...(step === 0 ? local(name) : send(name, to)), atMs: turn * 4 };
    }),
  );
  return systemOf(work, names, { inputs });
}

function systemOf(
  { singhalKshemkalyani }: Work,
  names: readonly string[],
  options: Pick<SystemOptions, "inputs" | "channels" | "topology">,
): System {
  const machines = Object.fromEntries(names.map((name) => [name, singhalKshemkalyani]));
  return defineSystem({ machines, channels: "fifo", ...options });
}

/** One request after the other, and each message received at once. */
function inTurnOf(requests: readonly Input[]): Choice[] {
  return requests.flatMap(({ machine, input }, index): Choice[] => {
    const request: Choice = { kind: "input", machine, input: index };
    const { to } = input as { readonly to?: string };
    return to === undefined ? [request] : [request, { kind: "deliver", from: machine, to, nth: 0 }];
  });
}

/** So many requests, then what they sent, and so on. */
function crossedOf(requests: readonly Input[], count: number): Choice[] {
  const events = inTurnOf(requests);
  return requests.flatMap((_, index) => {
    if (index % count > 0) return [];
    const round = events.slice(2 * index, 2 * (index + count));
    return [...round.filter(({ kind }) => kind === "input"), ...round.filter(({ kind }) => kind === "deliver")];
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
