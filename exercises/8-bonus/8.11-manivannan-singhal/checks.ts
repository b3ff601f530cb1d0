import {
  type Choice,
  type Faults,
  type Input,
  type Law,
  type MachineId,
  type Schedule,
  type System,
  at,
  createRandom,
  defineSystem,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { type HandOn, type Job, job } from "@millrace/recovery/juang-venkatesan.jobs.ts";
import { randomPeriods } from "@millrace/recovery/manivannan-singhal.jobs-to-try.ts";
import {
  asksNobody,
  everyLineFits,
  goesBackToTheLine,
  handlesWhatCounts,
  manivannanSinghalLaws,
  savesWhatIsNeeded,
} from "@millrace/recovery/manivannan-singhal.laws.ts";

type Work = typeof import("./manivannan-singhal.ts");

export default defineExercise<Work>({
  id: "8.11",
  title: "Manivannan–Singhal",
  minutes: 25,
  source: "K&S ch. 13",
  work: "manivannan-singhal.ts",
  checks: [
    check("what is sent after checkpoint 1 is handled after checkpoint 1", ({ work, follow }) => {
      const inputs = [period("a", 1), asked("a", along("a", "b"))];
      follow(systemOf(work, two, inputs), savedThenSent, manivannanSinghalLaws(inputs));
    }),
    // One ahead by one, by several, and both at the same number; messages from before and after, to and fro.
    check("two machines, every order: checkpoints of one number fit together", ({ work, explore }) => {
      const worlds = [
        [period("a", 1), asked("a", along("a", "b", "a")), period("a", 4)],
        [period("a", 2), asked("a", along("a", "b", "a")), period("b", 1), period("b", 2), period("b", 3)],
        [asked("a", along("a", "b", "a")), period("a", 1), asked("b", along("b", "a", "b"), "b"), period("b", 2)],
      ];
      for (const inputs of worlds) explore(systemOf(work, two, inputs), savingLaws(inputs), limits);
    }),
    // Three machines, as b hands on a number that it has from a; and two senders with different numbers. 9 and 10 are numbers.
    check("three machines: a number is handed on, and comes from two sides", ({ work, explore }) => {
      const worlds = [
        [period("a", 1), asked("a", along("a", "b", "c", "a"))],
        [period("a", 9), asked("a", along("a", "b", "c")), period("c", 10), asked("c", along("c", "b", "a"), "c")],
      ];
      for (const inputs of worlds) explore(systemOf(work, three, inputs), savingLaws(inputs), limits);
    }),
    // b has checkpoints before the line, on it and after it; or after it alone; or only before it; or ten of them, or forty.
    check(
      "after a crash, all go back to the first checkpoint that is not before the line",
      ({ work, explore, follow }) => {
        const worlds = [
          [period("a", 1), asked("a", along("a", "b")), period("b", 1), period("b", 2), period("b", 3)],
          [
            period("a", 2),
            asked("a", along("a", "b", "a")),
            period("b", 1),
            period("b", 3),
            asked("b", along("b"), "b"),
          ],
        ];
        for (const inputs of worlds) explore(systemOf(work, two, inputs, { crashes: 1 }), lineLaws(inputs), limits);
        const ten = numbers(10).map((number) => period("b", number));
        follow(systemOf(work, two, ten, { crashes: 1 }), [...arrive(ten), ...crashed("a")], manivannanSinghalLaws(ten));
        const inputs = [period("a", 2), ...numbers(40).map((number) => period("b", number)), asked("b", along("b"))];
        follow(
          systemOf(work, two, inputs, { crashes: 1 }),
          [...arrive(inputs), ...crashed("a")],
          manivannanSinghalLaws(inputs),
        );
      },
    ),
    // Old messages that count and old ones that do not, new ones that come before the rollback: all in one channel.
    check(
      "messages from before a recovery: what is undone is thrown away, and what is late counts",
      ({ work, explore }) => {
        const inputs = [asked("a", along("a", "b")), period("a", 1), asked("a", along("a", "b"), "later")];
        explore(systemOf(work, two, inputs, { crashes: 1 }), messageLaws(inputs), limits);
        const toAndFro = [period("a", 1), asked("a", along("a", "b", "a")), asked("b", along("b", "a"), "b")];
        explore(systemOf(work, two, toAndFro, { crashes: 1 }), messageLaws(toAndFro), limits);
      },
    ),
    // Whatever is lost: work, or the rollback; then the next piece of work says it.
    check("a message that is lost stops nobody, not even the rollback", ({ work, explore }) => {
      const inputs = [period("a", 1), asked("a", along("a", "b")), asked("a", along("a", "b"), "later")];
      explore(systemOf(work, two, inputs, { crashes: 1, drops: 1 }), manivannanSinghalLaws(inputs), limits);
    }),
    // Three machines, as the third has to go back for what it has at second hand, and may hear of it from one that has gone
    // back further than to the line itself.
    check("three machines, one crash, every order", ({ work, explore }) => {
      const worlds = [
        [asked("a", along("a", "b", "c", "a")), period("b", 1)],
        [period("a", 2), period("b", 3), asked("b", along("b", "c")), period("c", 2)],
      ];
      for (const inputs of worlds) {
        explore(systemOf(work, three, inputs, { crashes: 1 }), lineLaws(inputs), limits);
      }
    }),
    // The second one may be of the same machine or of the other. A message may sleep through both, and the second line is higher.
    // Then two that sleep through three: one counts, and one does not. Last, both crash in turn, six times each, and of what each
    // has sent before and after its checkpoints, all is still on its way.
    check("the second crash is recovered from like the first", ({ work, explore, follow }) => {
      const inputs = [period("a", 1), asked("a", along("a", "b")), period("b", 2)];
      explore(systemOf(work, two, inputs, { crashes: 2 }), messageLaws(inputs), limits);
      const early = [asked("a", along("a", "b")), period("a", 1), asked("a", along("a", "b"), "later")];
      const threeTimes = numbers(3).flatMap(() => [...crashed("a"), deliver("a", "b", 2)]);
      follow(
        systemOf(work, two, early, { crashes: 3 }),
        [...arrive(early), ...threeTimes],
        manivannanSinghalLaws(early),
      );
      follow(systemOf(work, two, inTurn, { crashes: 12 }), sixTimesEach, manivannanSinghalLaws(inTurn));
    }),
    check(
      "nothing is sent besides work, but for one message to each other machine after a crash",
      ({ work, explore }) => {
        const alone = [period("a", 1), asked("a", job("alone"))];
        explore(systemOf(work, ["a"], alone, { crashes: 1 }), [asksNobody, ...manivannanSinghalLaws(alone)], limits);
        const inputs = [period("a", 1), asked("a", along("a", "b", "c"))];
        explore(systemOf(work, three, inputs, { crashes: 1 }), [asksNobody], limits);
      },
    ),
    check("four busy machines, and a crash at any time", ({ work, sample }) => {
      for (const seed of [1, 2]) {
        const inputs = randomPeriods(createRandom(seed), { machines: four, jobs: 8, depth: 3, everyMs: 12 });
        const system = systemOf(work, four, inputs, { crashes: seed, drops: 1 });
        sample(system, manivannanSinghalLaws(inputs), { runs: 3, steps: 300 });
      }
    }),
  ],
});

const two = ["a", "b"];
const three = ["a", "b", "c"];
const four = ["a", "b", "c", "d"];

/** Without a crash. */
function savingLaws(inputs: readonly Input[]): Law[] {
  return [everyLineFits(inputs), savesWhatIsNeeded(inputs), handlesWhatCounts(inputs)];
}

/** Who goes back, and to where; and what becomes of checkpoints. */
function lineLaws(inputs: readonly Input[]): Law[] {
  return [goesBackToTheLine(inputs), savesWhatIsNeeded(inputs), everyLineFits(inputs)];
}

/** Who goes back, and what becomes of messages. */
function messageLaws(inputs: readonly Input[]): Law[] {
  return [goesBackToTheLine(inputs), handlesWhatCounts(inputs)];
}

/** A right answer needs some hundred states; one that never falls silent should hear so soon. */
const limits = { states: 20_000 };

const savedThenSent: Schedule = [input("a", 0), input("a", 1), deliver("a", "b")];

/** In each round both write to each other, a period begins at a, and both write again. */
const inTurn = numbers(6).flatMap((round) => [
  asked("a", along("a", "b"), `${round} early a `),
  asked("b", along("b", "a"), `${round} early b `),
  period("a", round),
  asked("a", along("a", "b"), `${round} late a `),
  asked("b", along("b", "a"), `${round} late b `),
]);

/** All of a round's work is on its way when first a crashes and then b. The other one hears of that at once. */
const sixTimesEach: Schedule = numbers(6).flatMap((round): Schedule => [
  ...numbers(5).map((place) => input(inTurn[5 * round - 6 + place]?.machine ?? "", 5 * round - 6 + place)),
  ...crashed("a"),
  deliver("a", "b", 2 * round),
  ...crashed("b"),
  deliver("b", "a", 2 * round),
]);

function systemOf(
  { manivannanSinghal }: Work,
  names: readonly MachineId[],
  inputs: readonly Input[],
  faults: Faults = {},
): System {
  const machines = Object.fromEntries(names.map((name) => [name, manivannanSinghal]));
  return defineSystem({ machines, channels: "any-order", inputs, faults });
}

/** A job that is handed from one machine to the next. */
function along(...machines: readonly MachineId[]): Job {
  const steps = machines
    .slice(0, -1)
    .map((_machine, place) => ({ to: machines[place + 1] ?? "", name: `${place + 1}` }));
  return steps.reduceRight(
    (next: Job, { to, name }) => job(name, { to, job: next } satisfies HandOn),
    job(`${machines.length}`),
  );
}

/** Names begin with those of nobody else: no two jobs of a system share one. */
function asked(machine: MachineId, what: Job, prefix = ""): Input {
  const rename = ({ name, next }: Job): Job => ({
    name: prefix + name,
    next: next.map(({ to, job: below }) => ({ to, job: rename(below) })),
  });
  return at(machine, { type: "job", job: rename(what) });
}

function period(machine: MachineId, number: number): Input {
  return at(machine, { type: "period", number });
}

/** 1 to `last`. */
function numbers(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** All inputs, in their order. */
function arrive(inputs: readonly Input[]): Schedule {
  return inputs.map(({ machine }, place) => input(machine, place));
}

function input(machine: MachineId, place: number): Choice {
  return { kind: "input", machine, input: place };
}

function deliver(from: MachineId, to: MachineId, nth = 0): Choice {
  return { kind: "deliver", from, to, nth };
}

function crashed(machine: MachineId): Schedule {
  return [
    { kind: "crash", machine },
    { kind: "restart", machine },
  ];
}
