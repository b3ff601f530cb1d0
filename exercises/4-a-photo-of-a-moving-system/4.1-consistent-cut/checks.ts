import type { Schedule } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  findsTheLatestCut,
  findsWhatIsInTransit,
  keepsToCuts,
  tellsConsistentCuts,
  tellsConsistentPartialCuts,
} from "@millrace/snapshots/cut.laws.ts";
import { warehousesOf } from "@millrace/snapshots/consistent-cut.warehouses.ts";

type Work = typeof import("./consistent-cut.ts");
type Sent = readonly [from: string, to: string];

export default defineExercise<Work>({
  id: "4.1",
  title: "Consistent cut",
  minutes: 15,
  source: "K&S ch. 4",
  work: "consistent-cut.ts",
  checks: [
    check("one shipment: three of its four cuts are consistent", ({ work, follow }) =>
      follow(warehousesOf(pair, [there]), sentAndReceived, [tellsConsistentCuts(work.isConsistent)]),
    ),
    check("two machines: every cut of every execution", ({ work, explore }) => {
      const laws = [tellsConsistentCuts(work.isConsistent)];
      explore(warehousesOf(pair, [there, there]), laws, limits);
      explore(warehousesOf(pair, [there, back, there]), laws, limits);
    }),
    // Three, as what one machine knows of another may come by way of a third. Then one more on the way; and names that
    // an object does not keep in the order in which they came.
    check("three machines and four: news comes by way of others", ({ work, explore }) => {
      const laws = [tellsConsistentCuts(work.isConsistent)];
      explore(warehousesOf(trio, circle), laws, limits);
      explore(warehousesOf(trio, [...circle].reverse()), laws, limits);
      explore(warehousesOf(["10", "9", "b", "a"], along("b", "10", "a", "9")), laws, limits);
    }),
    check("a cut of some machines: what they know through the others counts", ({ work, explore }) => {
      const laws = [tellsConsistentPartialCuts(work.isConsistent)];
      explore(warehousesOf(trio, circle), laws, limits);
      explore(warehousesOf([...trio, "south"], along("east", "west", "north", "south")), laws, limits);
    }),
    // Two that overtake each other and bring the same; two senders that both have a number 1; two receivers of one sender.
    check("in transit is what was sent and not yet received, and nothing else", ({ work, explore }) => {
      const laws = [findsWhatIsInTransit(work.inTransit)];
      explore(warehousesOf(pair, [there, there]), laws, limits);
      explore(warehousesOf(pair, [there, back, there]), laws, limits);
      explore(warehousesOf(trio, [["east", "north"], ["west", "north"], there]), laws, limits);
    }),
    check("one step back may take the next along, down to the beginning", ({ work, follow }) =>
      follow(warehousesOf(pair, [there, back, there, back]), toAndFro, [findsTheLatestCut(work.latestConsistentCut)]),
    ),
    check("the latest consistent cut, whatever checkpoints were taken", ({ work, explore }) => {
      const laws = [findsTheLatestCut(work.latestConsistentCut)];
      explore(warehousesOf(pair, [there, back, there]), laws, limits);
      explore(warehousesOf(trio, circle), laws, limits);
    }),
    check("six machines and forty shipments", ({ work, sample }) =>
      sample(warehousesOf(six, manyShipments), [keepsToCuts(work, 60)], { runs: 2, shrinks: false }),
    ),
  ],
});

/** A dozen schedules are all there are. */
const limits = { schedules: 2_000 };

const pair = ["east", "west"];
const trio = ["east", "west", "north"];
const six = ["east", "west", "north", "south", "10", "9"];

const there: Sent = ["east", "west"];
const back: Sent = ["west", "east"];
const circle = along("east", "west", "north", "east");

/** Each to another one, and in six rounds to five others. */
const manyShipments = Array.from({ length: 40 }, (_, turn): Sent => {
  const from = turn % 6;
  const to = (from + 1 + (Math.floor(turn / 6) % 5)) % 6;
  return [six[from] ?? "east", six[to] ?? "west"];
});

const sentAndReceived: Schedule = [
  { kind: "input", machine: "east", input: 0 },
  { kind: "deliver", from: "east", to: "west", nth: 0 },
];

/** Each of the two answers what it has received. */
const toAndFro: Schedule = [0, 1, 2, 3].flatMap((input) => {
  const [from, to] = input % 2 === 0 ? there : back;
  return [
    { kind: "input", machine: from, input },
    { kind: "deliver", from, to, nth: 0 },
  ] as const;
});

/** A shipment from each to the next. */
function along(...machines: readonly string[]): Sent[] {
  return machines.slice(1).map((to, place) => [machines[place] ?? to, to]);
}
