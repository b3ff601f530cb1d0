import {
  at,
  type Choice,
  createRandom,
  defineSystem,
  type MachineId,
  type MonitorLaw,
  type Schedule,
  type System,
} from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import { randomTask } from "@millrace/termination/tasks-to-try.ts";
import { handsOutItsTasks } from "@millrace/termination/termination.laws.ts";
import {
  isSaidAfterARound,
  isSaidAtLast,
  isSaidByTheHost,
  isSaidWhenAllIsOver,
  isSaidWithinOneRound,
  nothingCostsOneRound,
  vectorCountersLaws,
  visitorGoesRound,
  visitorWaits,
} from "@millrace/termination/vector-counters.laws.ts";
import { type Task, task, workTimer } from "@millrace/termination/workload.ts";

type Work = typeof import("./vector-counters.ts");

/** What machines have to do when they begin; nothing, if they are not listed. */
type Loads = Readonly<Record<MachineId, Task>>;

export default defineExercise<Work>({
  id: "8.10",
  title: "Vector counters",
  minutes: 25,
  source: "K&S ch. 7",
  work: "vector-counters.ts",
  checks: [
    check("nothing to do here, and nobody else has begun: not done", ({ work, follow }) =>
      follow(system(work, two, { east: task({ to: "driver" }) }), onlyTheDriverBegins, safety),
    ),
    // East has received what she has not read as sent; she has read as sent what the driver had not received.
    check("1 for the driver and −1 for east do not make 0: not done", ({ work, follow }) =>
      follow(system(work, two, backTwice), wakesUpBehindHer, safety),
    ),
    // Nobody else there; nothing to do; a piece each way; two that look the same; one that comes back and works on.
    check("two machines, every order: never too early, and in the end", ({ work, explore }) => {
      for (const [ring, loads] of [
        [["driver"], {}],
        [two, {}],
        [two, { driver: task({ to: "east" }), east: task({ to: "driver" }) }],
        [two, { driver: task({ to: "east" }, { to: "east" }) }],
        [two, { east: handedAlong("driver", "east", "driver") }],
        [two, backTwice],
      ] as const)
        explore(system(work, ring, loads), atLast(ring), limits);
    }),
    // Three machines: with two, what the visitor does not know of is at the other one, and she waits there for it.
    check("three machines, every order: never too early, and in the end", ({ work, explore }) => {
      explore(system(work, three, { west: handedAlong("east", "driver", "east") }), atLast(three), limits);
      explore(system(work, three, behind), atLast(three), limits);
      explore(system(work, three, fromWest), atLast(three), limits);
      explore(
        system(work, three, { driver: task({ to: "west" }), west: handedAlong("driver", "east") }),
        atLast(three),
        limits,
      );
    }),
    // The machines are listed in another order than they stand in the ring; names may look like numbers.
    check("the visitor goes along the ring, machine by machine", ({ work, explore }) => {
      explore(system(work, three, behind), [visitorGoesRound(three), isSaidAtLast(three)], limits);
      const ring = ["9", "driver", "10"];
      const loads = { "10": handedAlong("9", "10") };
      explore(system(work, ring, loads), [visitorGoesRound(ring), isSaidAtLast(ring)], limits);
    }),
    check("the visitor waits where there is work, and where she knows that there will be", ({ work, explore }) => {
      explore(system(work, two, { driver: handedAlong("east", "driver") }), [visitorWaits, isSaidAtLast(two)], limits);
      explore(system(work, three, behind), [visitorWaits, isSaidAtLast(three)], limits);
    }),
    // Then six, as she may have been to three or four: the last has not begun, or has sent work back to the first or to its neighbour.
    check("whoever has the visitor says it, and she has been to every machine", ({ work, explore, follow }) => {
      explore(system(work, three, {}), [isSaidAfterARound(three), isSaidAtLast(three)], limits);
      explore(system(work, three, behind), [isSaidAfterARound(three), isSaidAtLast(three)], limits);
      follow(system(work, six, { [last]: task({ to: "driver" }) }), allButTheLastBegin, safety);
      for (const to of ["driver", "south"])
        follow(system(work, six, { [last]: task({ to }) }), theLastSendsBack, safety);
    }),
    check("if there is nothing to do, n machines cost n − 1 hops", ({ work, explore }) => {
      for (const ring of [["driver"], two, three])
        explore(system(work, ring, {}), [nothingCostsOneRound(ring), isSaidAtLast(ring)], limits);
    }),
    check("once all is over, she makes fewer hops than there are machines", ({ work, explore }) => {
      explore(
        system(work, two, { east: handedAlong("driver", "east") }),
        [isSaidWithinOneRound, isSaidAtLast(two)],
        limits,
      );
      explore(system(work, three, behind), [isSaidWithinOneRound, isSaidAtLast(three)], limits);
    }),
    // Whoever loses count, or patience, does so here.
    check("forty pieces on their way at once, and forty hops: not done", ({ work, follow }) => {
      // Who never says it is told so by one piece.
      follow(system(work, two, { driver: task({ to: "east" }) }), [], atLast(two));
      const pieces = task(...Array.from({ length: many }, () => ({ to: "east" })));
      follow(system(work, two, { driver: pieces }), allButOne, atLast(two));
      follow(system(work, two, { driver: onAndOn }), alwaysBehindHer, atLast(two));
    }),
    // By choices instead of delays: the visitor is seldom so slow, and work so fast, that anything happens behind her back.
    check("twenty-four pieces of work on six machines", ({ work, sample }) => {
      for (const seed of [1, 2])
        sample(system(work, six, fourEach(seed)), vectorCountersLaws(six), {
          runs: 1,
          steps: 300,
          strategy: "walk",
          shrinks: false,
        });
    }),
  ],
});

/** A right answer needs a few hundred states; one that sends the visitor round for ever should hear so soon. */
const limits = { states: 20_000, depth: 60, drainSteps: 200 };

const six = ["driver", "east", "west", "north", "south", "centre"];
const [two, three] = [six.slice(0, 2), six.slice(0, 3)];

/** In the pinned runs. That it is said in the end is for the searches to show. */
const safety = [handsOutItsTasks, isSaidWhenAllIsOver];

/** With these, no law holds because nothing happens. */
function atLast(ring: readonly MachineId[]): readonly MonitorLaw[] {
  return [handsOutItsTasks, isSaidWhenAllIsOver, isSaidByTheHost(ring), isSaidAtLast(ring)];
}

const onlyTheDriverBegins: Schedule = [begins("driver"), arrives("driver", "east")];

const last = "centre";

/** She goes as far as she can. */
const roundSix: Schedule = six.slice(1).map((to, place) => arrives(six[place] ?? to, to));

const allButTheLastBegin: Schedule = [...six.slice(0, -1).map(begins), ...roundSix];

const theLastSendsBack: Schedule = [...six.map(begins), ...roundSix, worksOn(last)];

const backTwice: Loads = { east: task({ to: "driver", task: task({ to: "east" }, { to: "east" }) }) };

/** She leaves the driver; then it gets a piece from east, and sends one back that overtakes her. */
const wakesUpBehindHer: Schedule = [
  begins("driver"),
  begins("east"),
  worksOn("east"),
  arrives("east", "driver"),
  worksOn("driver"),
  arrives("driver", "east", 1),
  arrives("driver", "east"),
];

/** West wakes the driver up when the visitor has left it. */
const behind: Loads = { west: task({ to: "driver", task: handedAlong("west", "east") }) };

/** West gives the driver work, which gives it on to east before she comes there: nothing is missing at west itself. */
const fromWest: Loads = { west: task({ to: "driver", task: task({ to: "east" }, { to: "east" }) }) };

const many = 40;

/** All of them are sent, and the visitor goes to east; all but one arrive. */
const allButOne: Schedule = [
  begins("driver"),
  begins("east"),
  ...Array.from({ length: many }, () => worksOn("driver")),
  arrives("driver", "east", many),
  ...Array.from({ length: many - 1 }, () => arrives("driver", "east")),
  arrives("east", "driver"),
];

const onAndOn = handedAlong(...Array.from({ length: many }, (_, place) => (place % 2 === 0 ? "east" : "driver")));

/** Whenever she is on her way to a machine, it hands the piece to the one that she has left. */
const alwaysBehindHer: Schedule = [
  begins("driver"),
  begins("east"),
  worksOn("driver"),
  arrives("driver", "east"),
  ...Array.from({ length: many - 1 }, (_, hop) => {
    const [here, there] = hop % 2 === 0 ? ["east", "driver"] : ["driver", "east"];
    return [worksOn(here), arrives(here, there), arrives(there, here)];
  }).flat(),
];

/** A piece that is handed from one to the next. */
function handedAlong(...machines: readonly MachineId[]): Task {
  return machines.reduceRight((below: Task, to) => task({ to, task: below }), task());
}

function fourEach(seed: number): Loads {
  const random = createRandom(seed);
  return Object.fromEntries(
    six.map((name) => {
      const others = six.filter((other) => other !== name);
      return [name, randomTask(random, { machines: [name, ...others], pieces: 4 })];
    }),
  );
}

/** The inputs are in the order of the ring. */
function begins(machine: MachineId): Choice {
  return { kind: "input", machine, input: six.indexOf(machine) };
}

function worksOn(machine: MachineId): Choice {
  return { kind: "timer", machine, timer: workTimer };
}

function arrives(from: MachineId, to: MachineId, nth = 0): Choice {
  return { kind: "deliver", from, to, nth };
}

/** The machines of a ring, listed by name. Untimed, as nobody knows how long a piece takes. */
function system({ vectorCounters }: Work, ring: readonly MachineId[], loads: Loads): System {
  const machines = Object.fromEntries(ring.toSorted().map((name) => [name, vectorCounters(ring)]));
  const inputs = ring.map((name) => at(name, { type: "begin", task: loads[name] ?? task() }));
  return defineSystem({ machines, channels: "any-order", inputs, timers: "untimed" });
}
