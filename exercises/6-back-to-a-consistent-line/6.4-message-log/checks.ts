import { type Faults, type Schedule, createRandom } from "@millrace/core";
import { type Lab, check, defineExercise } from "@millrace/grader";
import { officeLaws, writesOnce } from "@millrace/recovery/message-log.laws.ts";
import { type Topics, officeOf, randomTopics } from "@millrace/recovery/message-log.office.ts";

type Work = typeof import("./message-log.ts");

export default defineExercise<Work>({
  id: "6.4",
  title: "Log before you show",
  minutes: 25,
  source: "K&S ch. 13, pessimistic logging",
  work: "message-log.ts",
  checks: [
    // East is served, the office crashes, and West is first after that.
    check("a seat that was shown is not sold again after a crash", ({ work, follow }) => {
      const topics = { east: ["e1"], west: ["w1"] };
      follow(officeOf(work.boxOffice, { topics, faults: { crashes: 1 } }), theOtherFirst, officeLaws(topics));
    }),
    check("without a crash every record has its ticket, whatever comes first", (lab) => {
      everyOrder(lab, { topics: { east: ["e1", "e2"], west: ["w1", "w2"] } });
    }),
    // One topic: there is but one order of receipts, and only the code can be another one. Two crashes: the second may
    // come while the first is made up for.
    check("one order keeps its code, and has its ticket whenever the office crashes", (lab) => {
      everyOrder(lab, { topics: { east: ["e1"] }, faults: { crashes: 2 } });
    }),
    // Two records of one topic: some of an old subscription are still on their way when the new one begins.
    check("no record of a topic is passed over or overtaken", (lab) => {
      everyOrder(lab, { topics: { east: ["e1", "e2"] }, faults: { crashes: 2 } });
      everyOrder(lab, { topics: { east: ["e1", "e2", "e3"] }, faults: { crashes: 1 } });
    }),
    // Two topics: the smallest world in which there is an order to be written down. Then two records of one topic, and the
    // other's before them, between them and after them: an order of offsets is none of receipts. Pinned first, then in every
    // order. Last, records of one order that cross: each topic has first what the other one has second.
    check("two topics: what was first stays first", (lab) => {
      const { work, follow } = lab;
      everyOrder(lab, { topics: { east: ["e1"], west: ["w1"] }, faults: { crashes: 1 } });
      const topics = { east: ["e1", "e2"], west: ["w1"] };
      const system = officeOf(work.boxOffice, { topics, faults: { crashes: 1 } });
      for (const receipts of [
        ["west", "east", "east"],
        ["east", "west", "east"],
        ["east", "east", "west"],
      ]) {
        for (const written of [2, 3]) follow(system, crashWhenWritten(receipts, written), officeLaws(topics));
      }
      everyOrder(lab, { topics, faults: { crashes: 1 } });
      const crossed = { east: ["e1", "w1"], west: ["w1", "e1"] };
      const asksTwice = officeOf(work.boxOffice, { topics: crossed, faults: { crashes: 1 } });
      for (const receipts of [
        ["east", "west", "west", "east"],
        ["west", "west", "east", "east"],
        ["west", "east", "east", "west"],
      ]) {
        for (const written of [2, 4]) follow(asksTwice, crashWhenWritten(receipts, written), officeLaws(crossed));
      }
    }),
    // By the next record, by one after that, and in the other topic.
    check("who asks again is told the same", (lab) => {
      everyOrder(lab, { topics: { east: ["e1", "e1"] }, faults: { crashes: 1 } });
      everyOrder(lab, { topics: { east: ["e1", "e2", "e1"] }, faults: { crashes: 1 } });
      everyOrder(lab, { topics: { east: ["e1"], west: ["e1"] }, faults: { crashes: 1 } });
    }),
    check("one write at most for each record that comes, and one read for each start", ({ work, explore }) => {
      for (const [topics, crashes] of [
        [{ east: ["e1", "e2"] }, 1],
        [{ east: ["e1"], west: ["w1"] }, 0],
      ] as const)
        explore(officeOf(work.boxOffice, { topics, faults: { crashes } }), [writesOnce], limits);
    }),
    // A crash with one order in the log, and with twenty-one. Then one log after four lives; "east" 11 is not "east1" 1.
    check("forty orders and four crashes", ({ work, follow }) => {
      for (const length of [1, 21]) {
        const inOneTopic = { east: Array.from({ length }, (_, place) => `e${place}`) };
        const receipts = inOneTopic.east.map(() => "east");
        const office = officeOf(work.boxOffice, { topics: inOneTopic, faults: { crashes: 1 } });
        follow(office, crashWhenWritten(receipts, length), officeLaws(inOneTopic));
      }
      const topics = randomTopics(createRandom(4), { names: ["east", "east1"], orders: 40 });
      const system = officeOf(work.boxOffice, { topics, faults: { crashes: 4 } });
      follow(system, lives(4, ["east", "east1"]), officeLaws(topics));
    }),
    check("three topics, ten orders, and crashes at any moment", ({ work, sample }) => {
      for (const seed of [1, 2]) {
        const topics = randomTopics(createRandom(seed), { names: ["east", "west", "north"], orders: 10 });
        const system = officeOf(work.boxOffice, { topics, faults: { crashes: 4 } });
        sample(system, officeLaws(topics), { runs: 6, steps: 400, strategy: "walk" });
      }
    }),
  ],
});

/** A right answer needs a few thousand states. */
const limits = { states: 30_000 };

/** The disk reads or writes, and says so. Left out where nothing was asked of it. */
const disk: Schedule = [
  { kind: "timer", machine: "office", timer: "log" },
  { kind: "timer", machine: "office", timer: "log" },
];

const crash: Schedule = [
  { kind: "crash", machine: "office" },
  { kind: "restart", machine: "office" },
];

const theOtherFirst: Schedule = [
  ...disk,
  { kind: "deliver", from: "office", to: "east", nth: 0 },
  { kind: "deliver", from: "office", to: "west", nth: 0 },
  { kind: "deliver", from: "east", to: "office", nth: 0 },
  ...disk,
  ...crash,
  ...disk,
  { kind: "deliver", from: "west", to: "office", nth: 0 },
  { kind: "deliver", from: "office", to: "west", nth: 0 },
  { kind: "deliver", from: "west", to: "office", nth: 0 },
];

/** These topics give a record each, in this order. The disk has written so many of them, and not said so of the last, when the office crashes. */
function crashWhenWritten(receipts: readonly string[], written: number): Schedule {
  const topics = [...new Set(receipts)];
  return [
    ...disk,
    ...topics.map((to) => ({ kind: "deliver", from: "office", to, nth: 0 }) as const),
    ...receipts.map((from) => ({ kind: "deliver", from, to: "office", nth: 0 }) as const),
    ...Array.from({ length: written }, () => disk)
      .flat()
      .slice(1),
    ...crash,
    ...disk,
  ];
}

/** In each life the office takes in a few records of each topic, and has the disk write most of them. */
function lives(times: number, topics: readonly string[]): Schedule {
  const asked: Schedule = topics.map((to) => ({ kind: "deliver", from: "office", to, nth: 0 }));
  const received: Schedule = topics.map((from) => ({ kind: "deliver", from, to: "office", nth: 0 }));
  const rounds = Array.from({ length: 12 }, (_, round) => [...received, ...(round % 3 < 2 ? [...disk, ...disk] : [])]);
  return Array.from({ length: times }, () => [...disk, ...asked, ...rounds.flat(), ...crash]).flat();
}

function everyOrder(
  { work, explore }: Pick<Lab<Work>, "work" | "explore">,
  { topics, faults = {} }: { readonly topics: Topics; readonly faults?: Faults },
): void {
  explore(officeOf(work.boxOffice, { topics, faults }), officeLaws(topics), limits);
}
