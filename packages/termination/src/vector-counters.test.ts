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
  type MonitorLaw,
  sample,
  simulate,
  type System,
} from "@millrace/core";
import { describe, expect, test } from "vitest";
import { nextInRing } from "./ring.ts";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isWork } from "./termination.laws.ts";
import { type Counts, type Message, type State, type Visitor, vectorCounters } from "./vector-counters.ts";
import {
  isSaidAfterARound,
  isSaidAtLast,
  isSaidByTheHost,
  isSaidWhenAllIsOver,
  isSaidWithinOneRound,
  type LastHops,
  nothingCostsOneRound,
  vectorCountersLaws,
  visitorGoesRound,
  visitorWaits,
} from "./vector-counters.laws.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Task, task, type Terminated } from "./workload.ts";

/** What each machine has to do at the beginning; nothing, if it is not listed. */
type Loads = Readonly<Record<MachineId, Task>>;

describe("vector counters keep their laws in every order of messages", () => {
  test("for every two tasks of up to two pieces on two machines, and of up to one on three", () => {
    for (const [ring, most] of [
      [["a"], 0],
      [["a", "b"], 2],
      [["c", "a", "b"], 1],
    ] as const) {
      for (const loads of everyLoads(ring, most)) {
        expect(outcomeOf(explore(systemOf(vectorCounters, ring, loads), { laws: vectorCountersLaws(ring) }))).toBe(
          "proved",
        );
      }
    }
  });

  test("for every task of up to three pieces on three machines, wherever it begins", () => {
    const ring = ["a", "b", "c"];
    for (const first of ring)
      for (const load of everyTask({ machines: ring, root: first, pieces: 3 })) {
        const found = explore(systemOf(vectorCounters, ring, { [first]: load }), { laws: vectorCountersLaws(ring) });
        expect(outcomeOf(found)).toBe("proved");
      }
  });

  test("for random tasks of forty pieces, on seven machines", () => {
    const ring = ["a", "b", "c", "d", "e", "f", "g"];
    for (let seed = 0; seed < 5; seed++) {
      const loads = randomLoads(ring, seed);
      const options = { laws: vectorCountersLaws(ring), runs: 5, seed };
      expect(outcomeOf(sample(systemOf(vectorCounters, ring, loads), options))).toBe("sampled");
      expect(outcomeOf(sample(systemOf(vectorCounters, ring, loads), { ...options, strategy: "walk" }))).toBe(
        "sampled",
      );
    }
  });
});

test("if nobody has anything to do, the visitor sees each machine once", () => {
  const { events } = simulate(systemOf(vectorCounters, ["a", "b", "c"], {}));
  const hops = events.flatMap(({ machine, sends }) => sends.map(({ to }) => `${machine} ${to}`));
  expect(hops).toEqual(["a b", "b c"]);
  expect(events.filter(({ outputs }) => outputs.length > 0).map(({ machine }) => machine)).toEqual(["c"]);
});

test("once all is over, the visitor makes up to n − 1 hops, and never n", () => {
  for (const [ring, most] of [
    [["a", "b"], 2],
    [["a", "b", "c"], 1],
  ] as const) {
    const isKept = (bound: number): boolean =>
      everyLoads(ring, most).every(
        (loads) => explore(systemOf(vectorCounters, ring, loads), { laws: [withBound(bound)] }).outcome === "proved",
      );
    expect([ring.length - 1, ring.length].map(isKept)).toEqual([false, true]);
  }
});

test("all counts together make the number of work messages on their way, machine by machine", () => {
  const ring = ["a", "b", "c", "d"];
  for (const seed of [1, 2, 3]) {
    const { events } = simulate(systemOf(vectorCounters, ring, randomLoads(ring, seed)), { seed });
    const states = new Map<MachineId, State>();
    const onTheirWay = zeros(ring);
    let carried: Readonly<Counts> = zeros(ring);
    for (const event of events) {
      states.set(event.machine, event.state as State);
      for (const { to, message } of event.sends) {
        if (isWork(message)) addTo(onTheirWay, to, 1);
        else carried = (message as Visitor).counts;
      }
      if (event.kind === "deliver" && isWork(event.message)) addTo(onTheirWay, event.machine, -1);
      if (event.outputs.length > 0) carried = zeros(ring);
      const sum = zeros(ring);
      for (const counts of [carried, ...[...states.values()].map((state) => state.counts)])
        for (const machine of ring) addTo(sum, machine, counts[machine] ?? 0);
      expect(sum).toEqual(onTheirWay);
    }
  }
});

describe("a wrong visitor breaks", () => {
  const ring = ["a", "b", "c"];
  const two = ["a", "b"];
  const piece: Loads = { a: task({ to: "b" }) };
  const backAndForth: Loads = { b: task({ to: "a", task: task({ to: "b", task: task({ to: "a" }) }) }) };
  const backTwice: Loads = { b: task({ to: "a", task: task({ to: "b" }, { to: "b" }) }) };
  const cases: readonly (readonly [string, Law, Flaws, Loads, readonly MachineId[]])[] = [
    ["safety, if she need not have been everywhere", isSaidWhenAllIsOver, { round: 1 }, { b: task({ to: "a" }) }, two],
    ["safety, if one has yet to begin", isSaidWhenAllIsOver, { waitsForBegin: false }, {}, two],
    ["safety, if one number is enough", isSaidWhenAllIsOver, { addsUp: true }, backTwice, two],
    ["safety, if she leaves who is at work", isSaidWhenAllIsOver, { waitsForWork: false }, piece, two],
    ["liveness, if nobody counts anew", isSaidAtLast(two), { countsAnew: false }, backAndForth, two],
    ["the waiting, if she leaves who is at work", visitorWaits, { waitsForWork: false }, piece, two],
    ["the waiting, if she leaves who has not begun", visitorWaits, { waitsForBegin: false }, {}, ring],
    ["the waiting, if she does not wait for work that she knows of", visitorWaits, { waitsForMore: false }, piece, two],
    ["the ring, if a machine is left out", visitorGoesRound(ring), { skips: "b" }, {}, ring],
    ["the ring, if there are two of her", visitorGoesRound(ring), { doubles: true }, {}, ring],
    ["the round, if a machine is left out", isSaidAfterARound(ring), { round: 2 }, {}, ring],
    ["the words, if she is sent on as well", isSaidByTheHost(two), { goesOn: true }, {}, two],
    ["the cost of nothing, if she comes back first", nothingCostsOneRound(ring), { round: 4 }, {}, ring],
    ["the bound on hops, if she comes back first", isSaidWithinOneRound, { round: 4 }, {}, ring],
  ];
  test.for(cases)("%s", ([, law, flaws, loads, of]) => {
    const system = systemOf((names) => wrong(names, flaws), of, loads);
    const { outcome, counterexample } = explore(system, { laws: [law], limits: { states: 20_000 } });
    expect(outcome).toBe("broken");
    expect(counterexample?.law).toBe(law.name);
  });

  test("and without a flaw she breaks none", () => {
    for (const loads of [{}, piece, backTwice]) {
      const system = systemOf((names) => wrong(names, {}), ring, loads);
      expect(outcomeOf(explore(system, { laws: vectorCountersLaws(ring) }))).toBe("proved");
    }
  });
});

function zeros(ring: readonly MachineId[]): Counts {
  return Object.fromEntries(ring.map((machine) => [machine, 0]));
}

function addTo(counts: Counts, machine: MachineId, count: number): void {
  counts[machine] = (counts[machine] ?? 0) + count;
}

/** The bound, but for another number of hops. */
function withBound(bound: number): MonitorLaw<LastHops> {
  const start = (machines: readonly MachineId[]): LastHops => ({ ...isSaidWithinOneRound.start(machines), bound });
  return { ...isSaidWithinOneRound, start };
}

function everyLoads(ring: readonly MachineId[], most: number): Loads[] {
  const upTo = (root: MachineId): Task[] =>
    Array.from({ length: most + 1 }, (_, pieces) => everyTask({ machines: ring, root, pieces })).flat();
  return ring.reduce(
    (all: Loads[], machine) => all.flatMap((loads) => upTo(machine).map((load) => ({ ...loads, [machine]: load }))),
    [{}],
  );
}

function randomLoads(ring: readonly MachineId[], seed: number): Loads {
  const random = createRandom(seed);
  return Object.fromEntries(
    ring.map((machine) => [
      machine,
      randomTask(random, { machines: [machine, ...ring.filter((other) => other !== machine)], pieces: 6 }),
    ]),
  );
}

function systemOf(of: (ring: readonly MachineId[]) => AnyMachine, ring: readonly MachineId[], loads: Loads): System {
  return defineSystem({
    machines: Object.fromEntries(ring.map((name) => [name, of(ring)])),
    channels: "any-order",
    inputs: ring.map((name) => at(name, { type: "begin", task: loads[name] ?? task() })),
  });
}

/** The outcome, and if it is not the one hoped for, why. */
function outcomeOf({ outcome, counterexample, reason }: Exploration): string {
  return counterexample === undefined
    ? `${outcome}${reason ?? ""}`
    : `${outcome}: ${counterexample.law}: ${counterexample.actual}`;
}

interface Flaws {
  /** How many machines she must have been to, one that she comes to again included: all, if left out. */
  readonly round?: number;
  readonly waitsForBegin?: boolean;
  readonly waitsForWork?: boolean;
  readonly waitsForMore?: boolean;
  readonly countsAnew?: boolean;
  /** Whether the sum of the counts is looked at. */
  readonly addsUp?: boolean;
  readonly skips?: MachineId;
  readonly doubles?: boolean;
  /** Whether the end is said after she has gone on. */
  readonly goesOn?: boolean;
}

/** A right answer but for the flaws: none of them, and it is right. */
function wrong(ring: readonly MachineId[], flaws: Flaws): Machine<State, Message, Terminated, Begin> {
  const way = ring.filter((machine) => machine !== flaws.skips);
  const look = (state: State, context: Context<Message, Terminated>): void => {
    const { visitor } = state;
    if (visitor === undefined) return;
    if (flaws.waitsForBegin !== false && !state.hasBegun) return;
    if (flaws.waitsForWork !== false && !isPassive(state.workload)) return;
    const counts = zeros(ring);
    for (const machine of ring) addTo(counts, machine, (visitor.counts[machine] ?? 0) + (state.counts[machine] ?? 0));
    if (flaws.waitsForMore !== false && (counts[context.self] ?? 0) > 0) return;
    const unvisited = Math.max(0, visitor.unvisited - 1);
    const all = Object.values(counts);
    const isZero =
      flaws.addsUp === true ? all.reduce((sum, count) => sum + count, 0) === 0 : all.every((count) => count === 0);
    const isOver = unvisited === 0 && isZero;
    state.visitor = undefined;
    if (flaws.countsAnew !== false) state.counts = zeros(ring);
    if (!isOver || flaws.goesOn === true) {
      const next = nextInRing(way, context.self);
      for (let count = 0; count < (flaws.doubles === true ? 2 : 1); count++)
        context.send(next, { type: "visitor", counts, unvisited });
    }
    if (isOver) context.output({ type: "terminated" });
  };
  return defineMachine<State, Message, Terminated, Begin>({
    start: ({ self }) => ({
      counts: zeros(ring),
      workload: [],
      hasBegun: false,
      visitor:
        self === ring[0] ? { type: "visitor", counts: zeros(ring), unvisited: flaws.round ?? ring.length } : undefined,
    }),
    onMessage(state, message, _from, context) {
      if (message.type === "work") {
        addTo(state.counts, context.self, -1);
        takeOn(state.workload, message.task, context);
      } else {
        state.visitor = message;
      }
      look(state, context);
    },
    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      addTo(state.counts, to, 1);
      look(state, context);
    },
    onInput(state, { task }, context) {
      state.hasBegun = true;
      takeOn(state.workload, task, context);
      look(state, context);
    },
  });
}
