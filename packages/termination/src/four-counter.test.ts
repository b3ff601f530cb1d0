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
import { fourCounterLaws, isSaidWithinFourWaves, wavesFollowEachOther } from "./four-counter.laws.ts";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isNeverTooEarly, isSaidInTheEnd, terminationLaws } from "./termination.laws.ts";
import { type Begin, type Task, task, type Terminated } from "./workload.ts";

const laws = [...terminationLaws, ...fourCounterLaws];

describe("four counters keep their laws in every order of messages", () => {
  test("for every task of up to three pieces on two machines, of up to two on three", () => {
    for (const [machines, most] of [
      [["root"], 0],
      [["root", "a"], 3],
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

test("a computation that is over before it begins takes two waves: a visit to each other machine in each", () => {
  const { events } = simulate(systemOf(fourCounter, ["root", "a", "b"], task()));
  const visits = events
    .flatMap(({ sends }) => sends)
    .filter(({ message }) => JSON.stringify(message) === '{"type":"visit"}');
  expect(visits.map(({ to }) => to).toSorted()).toEqual(["a", "a", "b", "b"]);
});

describe("a wrong detector breaks", () => {
  const cases: readonly (readonly [string, Law, AnyMachine, Task])[] = [
    [
      "safety, if one wave is enough for it",
      isNeverTooEarly,
      wrong({ decides: (_before, { sent, received }) => sent === received }),
      fanOut,
    ],
    [
      "safety, if it compares what was sent with what was sent",
      isNeverTooEarly,
      wrong({ decides: (before, { sent }) => before?.sent === sent }),
      fanOut,
    ],
    [
      "safety, if it compares what was received with what was received",
      isNeverTooEarly,
      wrong({ decides: (before, { received }) => before?.received === received }),
      fanOut,
    ],
    ["safety, if its waves overlap", isNeverTooEarly, wrong({ overlaps: true }), chain],
    ["the order of waves, if they overlap", wavesFollowEachOther, wrong({ overlaps: true }), chain],
    [
      "the order of waves, if one is enough for it",
      wavesFollowEachOther,
      wrong({ decides: (_before, { sent, received }) => sent === received }),
      fanOut,
    ],
    ["the order of waves, if it leaves a machine out", wavesFollowEachOther, wrong({ leavesOut: "b" }), fanOut],
    ["liveness, if it gives up", isSaidInTheEnd, wrong({ givesUp: true }), fanOut],
    [
      "the bound on waves, if it wants to be quite sure",
      isSaidWithinFourWaves,
      wrong({ decides: () => false }),
      fanOut,
    ],
  ];
  test.for(cases)("%s", ([, law, machine, load]) => {
    const system = systemOf(machine, ["root", "a", "b"], load);
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 100_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
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

interface Flaws {
  /** Whether it is over, by what the wave before saw and what this one saw. */
  readonly decides?: (before: Counts | undefined, now: Counts) => boolean;
  /** Sends the second wave right after the first, without waiting for its answers. */
  readonly overlaps?: boolean;
  /** Stops after one pair of waves. */
  readonly givesUp?: boolean;
  /** A machine that is not visited. */
  readonly leavesOut?: MachineId;
}

interface Book extends Counts {
  /** The answers of each machine, oldest first; they are taken off wave by wave. */
  answers: Record<MachineId, Counts[]>;
  before: Counts | undefined;
  waves: number;
}

/** A right detector but for the flaws: none of them, and it is right. It keeps the answers apart, by machine. */
function wrong(flaws: Flaws): Machine<Book, Message, Terminated, Begin> {
  const decides = flaws.decides ?? ((before, { sent }) => before?.received === sent);
  type Reach = Context<Message, Terminated>;
  const visited = (context: Reach): MachineId[] => context.peers.filter((peer) => peer !== flaws.leavesOut);
  const handOut = (book: Book, { spawns }: Task, context: Reach): void => {
    for (const { to, task } of spawns) context.send(to, { type: "work", task });
    book.sent += spawns.length;
  };
  const visitAll = (book: Book, context: Reach): void => {
    for (const peer of visited(context)) context.send(peer, { type: "visit" });
    (book.answers[context.self] ??= []).push({ sent: book.sent, received: book.received });
  };
  return defineMachine<Book, Message, Terminated, Begin>({
    start: () => ({ sent: 0, received: 0, answers: {}, before: undefined, waves: 0 }),
    onMessage(book, message, from, context) {
      if (message.type === "work") {
        book.received += 1;
        handOut(book, message.task, context);
      } else if (message.type === "visit") {
        context.send(from, { type: "counts", sent: book.sent, received: book.received });
      } else {
        (book.answers[from] ??= []).push({ sent: message.sent, received: message.received });
        const lists = [...visited(context), context.self].map((machine) => book.answers[machine] ?? []);
        if (lists.some((list) => list.length === 0)) return;
        const counts = lists.map((list) => list.shift() ?? { sent: 0, received: 0 });
        const now = {
          sent: counts.reduce((sum, { sent }) => sum + sent, 0),
          received: counts.reduce((sum, { received }) => sum + received, 0),
        };
        const isOver = decides(book.before, now);
        book.before = now;
        book.waves = Math.min(2, book.waves + 1);
        if (isOver) context.output({ type: "terminated" });
        else if (lists.every((list) => list.length === 0) && !(flaws.givesUp === true && book.waves === 2))
          context.setTimer("wave", 1);
      }
    },
    onTimer: (book, _timer, context) => visitAll(book, context),
    onInput(book, { task }, context) {
      handOut(book, task, context);
      visitAll(book, context);
      if (flaws.overlaps === true) visitAll(book, context);
    },
  });
}
