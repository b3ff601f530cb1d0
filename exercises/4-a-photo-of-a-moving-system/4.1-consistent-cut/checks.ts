import { type Schedule, describeValue } from "@millrace/core";
import { check, defineExercise } from "@millrace/grader";
import {
  findsTheLatestCut,
  findsWhatIsInTransit,
  keepsToCuts,
  tellsConsistentCuts,
  tellsConsistentPartialCuts,
} from "@millrace/snapshots/cut.laws.ts";
import type { Checkpoint, Shipment } from "@millrace/snapshots/checkpoint.ts";
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
    // Then shipment 12 of "1" has come and shipment 2 of "11" has not: put together, both are "112".
    check("in transit is what was sent and not yet received, and nothing else", ({ work, explore, follow }) => {
      const laws = [findsWhatIsInTransit(work.inTransit)];
      explore(warehousesOf(pair, [there, there]), laws, limits);
      explore(warehousesOf(pair, [there, back, there]), laws, limits);
      explore(warehousesOf(trio, [["east", "north"], ["west", "north"], there]), laws, limits);
      follow(warehousesOf(["1", "11", "west"], fourteen), onlyTheTwelfth, laws);
    }),
    // Every selection of four shipments' checkpoints; then each of two hundred, where one step back follows from another.
    check("one step back may take the next along, down to the beginning", ({ work, follow, cases }) => {
      follow(warehousesOf(pair, [there, back, there, back]), toAndFro, [findsTheLatestCut(work.latestConsistentCut)]);
      cases(
        [200],
        (shipments) => {
          const places = work.latestConsistentCut(afterEachReceipt(shipments));
          const isRight = places["east"] === 0 && places["west"] === 0;
          return isRight ? undefined : { expected: "{ east: 0, west: 0 }", actual: describeValue(places) };
        },
        (shipments) => `${shipments} shipments to and fro, a checkpoint after each receipt`,
      );
    }),
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

/** Twelve shipments of "1" and two of "11", all to west. */
const fourteen = Array.from({ length: 14 }, (_, turn): Sent => [turn < 12 ? "1" : "11", "west"]);

const onlyTheTwelfth: Schedule = [
  ...fourteen.map(([machine], input) => ({ kind: "input", machine, input }) as const),
  { kind: "deliver", from: "1", to: "west", nth: 11 },
];

/**
 * East sends to west, west back to east, and on: as soon as one has come, the next is sent. Who takes a checkpoint only when
 * something has come knows of a shipment that is in no checkpoint of the other one, but in the next.
 */
function afterEachReceipt(shipments: number): Record<string, Checkpoint[]> {
  const start: Checkpoint = { vector: {}, takenAtMs: 0, sent: [], received: [] };
  const histories = { east: [start], west: [start] };
  const sent: Record<string, Shipment[]> = { east: [], west: [] };
  const vector = { east: 0, west: 0 };
  for (let turn = 0; turn < shipments; turn++) {
    const [from, to] = turn % 2 === 0 ? (["east", "west"] as const) : (["west", "east"] as const);
    const outgoing = [...(sent[from] ?? []), { from, to, number: 1 + Math.floor(turn / 2), boxes: 10 }];
    sent[from] = outgoing;
    vector[from] += 1;
    vector[to] += 1;
    const checkpoint = { vector: { ...vector }, takenAtMs: turn, sent: sent[to] ?? [], received: outgoing };
    histories[to].push(checkpoint);
  }
  return histories;
}

/** A shipment from each to the next. */
function along(...machines: readonly string[]): Sent[] {
  return machines.slice(1).map((to, place) => [machines[place] ?? to, to]);
}
