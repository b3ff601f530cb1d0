import {
  type AnyMachine,
  at,
  type Context,
  createRandom,
  defineMachine,
  defineSystem,
  type Exploration,
  explore,
  type Law,
  type Machine,
  type MachineId,
  sample,
  simulate,
  type System,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { type Counts, fourCounter, type Message } from "./four-counter.ts";
import {
  fourCounterLaws,
  isSaidAfterTwoWaves,
  isSaidWithinThreeWaves,
  oneAnswerEach,
  wavesFollowEachOther,
} from "./four-counter.laws.ts";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isNeverTooEarly, isSaidInTheEnd, terminationLaws } from "./termination.laws.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Task,
  task,
  type Terminated,
  type Workload,
  workTimer,
} from "./workload.ts";

const laws = [...terminationLaws, ...fourCounterLaws];

describe("four counters keep their laws in every order of messages", () => {
  test("for every task of up to four pieces on two machines, of up to two on three", () => {
    for (const [machines, most] of [
      [["root", "a"], 4],
      [["root", "a", "b"], 2],
    ] as const) {
      for (let pieces = 0; pieces <= most; pieces++) {
        for (const load of everyTask({ machines, root: "root", pieces })) {
          expect(outcomeOf(explore(systemOf(fourCounter, machines, load), { laws }))).toBe("proved");
        }
      }
    }
  });

  test("for random tasks of thirty pieces, on six machines", () => {
    const machines = ["root", "a", "b", "c", "d", "e"];
    for (let seed = 0; seed < 5; seed++) {
      const load = randomTask(createRandom(seed), { machines, pieces: 30 });
      expect(outcomeOf(sample(systemOf(fourCounter, machines, load), { laws, runs: 5, seed }))).toBe("sampled");
    }
  });
});

test("a machine that is alone says it after two waves, too, and needs no message", () => {
  const { events } = simulate(systemOf(fourCounter, ["root"], task()));
  expect(events.at(-1)?.outputs).toEqual([{ type: "terminated" }]);
  expect(events.filter(({ kind }) => kind === "timer")).toHaveLength(2);
});

test("a computation that is over when it begins takes two waves: a visit to each other machine in each", () => {
  const { events } = simulate(systemOf(fourCounter, ["root", "a", "b"], task()));
  const visits = events
    .flatMap(({ sends }) => sends)
    .filter(({ message }) => JSON.stringify(message) === '{"type":"visit"}');
  expect(visits.map(({ to }) => to).toSorted()).toEqual(["a", "a", "b", "b"]);
});

describe("a wrong detector breaks", () => {
  const oneWave: Decision = (_before, { sent, received, isPassive: idle }) => idle && sent === received;
  const cases: readonly (readonly [string, Law, AnyMachine, Task])[] = [
    ["safety, if one wave is enough for it", isNeverTooEarly, wrong({ decides: oneWave }), fanOut],
    [
      "safety, if it compares what was sent with what was sent",
      isNeverTooEarly,
      wrong({ decides: (before, { sent, isPassive: idle }) => idle && before?.sent === sent }),
      fanOut,
    ],
    [
      "safety, if it compares what was received with what was received",
      isNeverTooEarly,
      wrong({ decides: (before, { received, isPassive: idle }) => idle && before?.received === received }),
      fanOut,
    ],
    [
      "safety, if it does not ask who is active",
      isNeverTooEarly,
      wrong({ decides: (before, { sent }) => before?.received === sent }),
      fanOut,
    ],
    ["safety, if its waves overlap", isNeverTooEarly, wrong({ overlaps: true }), chain],
    ["the order of waves, if they overlap", wavesFollowEachOther, wrong({ overlaps: true }), chain],
    ["the number of waves, if one is enough for it", isSaidAfterTwoWaves, wrong({ decides: oneWave }), task()],
    ["the order of waves, if it leaves a machine out", wavesFollowEachOther, wrong({ leavesOut: "b" }), fanOut],
    ["the price of a wave, if machines speak unasked", oneAnswerEach, wrong({ speaksUnasked: true }), fanOut],
    ["the price of a wave, if it answers twice", oneAnswerEach, wrong({ answersTwice: true }), fanOut],
    ["liveness, if it gives up", isSaidInTheEnd, wrong({ givesUp: true }), fanOut],
    [
      "the bound on waves, if it wants to be quite sure",
      isSaidWithinThreeWaves,
      wrong({ decides: () => false }),
      fanOut,
    ],
  ];
  test.for(cases)("%s", ([, law, machine, load]) => {
    const system = systemOf(machine, ["root", "a", "b"], load);
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 100_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
  });

  test("and without a flaw it breaks none", () => {
    for (const load of [chain, fanOut])
      expect(outcomeOf(explore(systemOf(wrong({}), ["root", "a", "b"], load), { laws }))).toBe("proved");
  });
});

const chain = task({ to: "a", task: task({ to: "b" }) });
const fanOut = task({ to: "a", task: task({ to: "b" }, { to: "b" }) });

function systemOf(machine: AnyMachine, names: readonly MachineId[], load: Task): System {
  return defineSystem({
    machines: Object.fromEntries(names.map((name) => [name, machine])),
    channels: "any-order",
    inputs: [at("root", { type: "begin", task: load })],
  });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample, reason }: Exploration): string {
  return counterexample === undefined
    ? `${outcome}${reason ?? ""}`
    : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

/** Whether it is over, by what the wave before saw and what this one saw. */
type Decision = (before: Counts | undefined, now: Counts) => boolean;

interface Flaws {
  readonly decides?: Decision;
  /** Sends two waves at a time, without waiting for its answers. */
  readonly overlaps?: boolean;
  /** Stops after one pair of waves. */
  readonly givesUp?: boolean;
  /** A machine that is not visited. */
  readonly leavesOut?: MachineId;
  /** Reports to the root after each piece of work. */
  readonly speaksUnasked?: boolean;
  readonly answersTwice?: boolean;
}

interface Book {
  sent: number;
  received: number;
  workload: Workload;
  /** The answers of each machine, oldest first; they are taken off wave by wave. */
  answers: Record<MachineId, Counts[]>;
  before: Counts | undefined;
  waves: number;
}

/** A right detector but for the flaws: none of them, and it is right. It keeps the answers apart, by machine. */
function wrong(flaws: Flaws): Machine<Book, Message, Terminated, Begin> {
  const decides: Decision = flaws.decides ?? ((before, { sent, isPassive: idle }) => idle && before?.received === sent);
  type Reach = Context<Message, Terminated>;
  const visited = (context: Reach): MachineId[] => context.peers.filter((peer) => peer !== flaws.leavesOut);
  const countsOf = ({ sent, received, workload }: Book): Counts => ({ sent, received, isPassive: isPassive(workload) });
  const visitAll = (book: Book, context: Reach): void => {
    for (let times = flaws.overlaps === true ? 2 : 1; times > 0; times--) {
      for (const peer of visited(context)) context.send(peer, { type: "visit" });
      (book.answers[context.self] ??= []).push(countsOf(book));
    }
  };
  return defineMachine<Book, Message, Terminated, Begin>({
    start: () => ({ sent: 0, received: 0, workload: [], answers: {}, before: undefined, waves: 0 }),
    onMessage(book, message, from, context) {
      if (message.type === "work") {
        book.received += 1;
        takeOn(book.workload, message.task, context);
        if (flaws.speaksUnasked === true && from === "root") context.send(from, { type: "answer", ...countsOf(book) });
      } else if (message.type === "visit") {
        context.send(from, { type: "answer", ...countsOf(book) });
        if (flaws.answersTwice === true) context.send(from, { type: "answer", ...countsOf(book) });
      } else {
        (book.answers[from] ??= []).push({ ...message });
        const lists = [...visited(context), context.self].map((machine) => book.answers[machine] ?? []);
        if (lists.some((list) => list.length === 0)) return;
        const now = lists.flatMap((list) => list.splice(0, 1)).reduce(sum);
        const isOver = decides(book.before, now);
        book.before = { sent: now.sent, received: now.received, isPassive: now.isPassive };
        book.waves = Math.min(2, book.waves + 1);
        if (isOver) context.output({ type: "terminated" });
        else if (lists.every((list) => list.length === 0) && !(flaws.givesUp === true && book.waves === 2))
          context.setTimer("wave", 10);
      }
    },
    onTimer(book, timer, context) {
      if (timer !== workTimer) return visitAll(book, context);
      const { to, task } = nextSpawn(book.workload, context);
      context.send(to, { type: "work", task });
      book.sent += 1;
    },
    onInput(book, { task }, context) {
      takeOn(book.workload, task, context);
      visitAll(book, context);
    },
  });
}

function sum(one: Counts, other: Counts): Counts {
  return {
    sent: one.sent + other.sent,
    received: one.received + other.received,
    isPassive: one.isPassive && other.isPassive,
  };
}
