import { type Choice, type Schedule, createRandom } from "@millrace/core";
import { idempotentLaws } from "@millrace/delivery/idempotent-consumer.laws.ts";
import {
  type Line,
  changed,
  deleted,
  inOrder,
  paid,
  randomLog,
  replays,
  topicOf,
} from "@millrace/delivery/idempotent-consumer.topic.ts";
import { type Lab, check, defineExercise } from "@millrace/grader";

type Work = typeof import("./idempotent-consumer.ts");

export default defineExercise<Work>({
  id: "3.2",
  title: "Idempotent consumer",
  minutes: 15,
  source: "beyond the book: Helland, Life beyond Distributed Transactions (2007)",
  work: "idempotent-consumer.ts",
  checks: [
    // The plainest run: one payment, a crash after it is done, and the topic tells it again.
    check("a payment that comes again after a crash counts once", ({ work, follow }) => {
      const log = inOrder(paid("p1", "ada", 5));
      follow(topicOf(work.idempotentConsumer, { log, faults: { crashes: 1 } }), replays(log, 1), idempotentLaws(log));
    }),
    // The same payment at two offsets, and with another one between: whoever remembers only the last one is seen.
    check("the same payment at another offset is the same payment", (lab) => {
      everyOrder(lab, inOrder(paid("p1", "ada", 5), paid("p1", "ada", 5)));
      everyOrder(lab, [
        [0, 0, paid("p1", "ada", 5)],
        [0, 1, paid("p2", "ada", 7)],
        [1, 0, paid("p1", "ada", 5)],
      ]);
    }),
    // Alike in all but the id: the same amount, the same customer, the same offset. And "1" is neither "11" nor "01". An id
    // may be a customer's name, too, alone or with a version: whoever has one table for all of them is seen.
    check("two payments that look alike are two payments", (lab) => {
      everyOrder(lab, [
        [0, 0, paid("p1", "ada", 5)],
        [1, 0, paid("P1", "ada", 5)],
      ]);
      everyOrder(lab, [
        [0, 0, paid("1", "ada1", 5)],
        [1, 0, paid("11", "ada", 5)],
        [2, 0, paid("01", "ada", -5)],
      ]);
      everyOrder(lab, inOrder(paid("ada", "eve", 5), changed("ada", 0, "Ada"), paid("ada 0", "eve", 5)));
    }),
    // Two crashes: one may fall between two steps, and the other between those that were to make up for it.
    check("whenever the consumer crashes, no payment is lost and none counts twice", ({ work, explore }) => {
      const one = inOrder(paid("p1", "ada", 5));
      const two = inOrder(paid("p1", "ada", 5), paid("p2", "ada", 5));
      explore(topicOf(work.idempotentConsumer, { log: one, faults: { crashes: 2 } }), idempotentLaws(one), limits);
      explore(
        topicOf(work.idempotentConsumer, { log: two, isOrdered: true, faults: { crashes: 1 } }),
        idempotentLaws(two),
        limits,
      );
    }),
    // Versions begin with 0, and have no end: counted in 8, 16 or 32 bits, the newer of the two long ones is lower. Two
    // customers, as who keeps one version for all is caught by the second. A customer may have no name.
    check("an older version never replaces a newer one", (lab) => {
      everyOrder(lab, inOrder(changed("ada", 0, "Ada"), changed("ada", 1, "Ada B."), changed("ada", 2, "Ada")));
      everyOrder(lab, inOrder(changed("ada", 9, "Ada"), changed("Ada", 2, ""), changed("ada", 10, "Ada B.")));
      everyOrder(lab, inOrder(changed("ada", 2 ** 33 + 2 ** 31 - 1, "Ada"), changed("ada", 3 * 2 ** 32, "Ada B.")));
      const again = inOrder(changed("ada", 0, "Ada"), changed("ada", 1, "Ada B."));
      const { work, explore } = lab;
      const system = topicOf(work.idempotentConsumer, { log: again, isOrdered: true, faults: { crashes: 1 } });
      explore(system, idempotentLaws(again), limits);
    }),
    check("what is deleted stays deleted, until a newer version brings it back", (lab) => {
      everyOrder(lab, inOrder(changed("ada", 0, "Ada"), deleted("ada", 1)));
      everyOrder(lab, inOrder(changed("ada", 1, "Ada"), deleted("ada", 2), changed("ada", 3, "Ada")));
    }),
    // A consumer that was thought dead works on beside the one that took its place. Without a second machine, a disk or a
    // queue would do; and one may be at the first record while the other is at the second. Records that overtake each other
    // are in the checks before this one.
    check("two consumers with the same records do no harm", ({ work, explore, follow }) => {
      for (const log of [
        inOrder(paid("p1", "ada", 5)),
        inOrder(paid("p1", "ada", 5), paid("p2", "ada", 5)),
        inOrder(changed("ada", 1, "Ada"), changed("ada", 2, "Ada B.")),
        inOrder(deleted("ada", 2), changed("ada", 1, "Ada")),
      ]) {
        const system = topicOf(work.idempotentConsumer, { log, consumers: 2, isOrdered: true });
        explore(system, idempotentLaws(log), limits);
      }
      const log = inOrder(paid("p1", "ada", 5));
      const system = topicOf(work.idempotentConsumer, { log, consumers: 2, isOrdered: true, faults: { crashes: 1 } });
      explore(system, idempotentLaws(log), limits);
      const versions = inOrder(changed("ada", 0, "Ada"), changed("ada", 1, "Ada B."), changed("ada", 2, "Ada"));
      follow(topicOf(work.idempotentConsumer, { log: versions, consumers: 2 }), betweenTwo, idempotentLaws(versions));
    }),
    // Who forgets what is old, or all but the last few, is caught when everything comes again.
    check("however late and however much comes again, nothing changes", ({ work, explore, follow }) => {
      const again = inOrder(paid("p1", "ada", 5), paid("p1", "ada", 5));
      explore(
        topicOf(work.idempotentConsumer, { log: again, faults: { clockSkewMs: aYearMs } }),
        idempotentLaws(again),
        limits,
      );
      const log = randomLog(createRandom(7), { events: 16 });
      const system = topicOf(work.idempotentConsumer, { log, isOrdered: true, faults: { crashes: 3 } });
      follow(system, replays(log, 3), idempotentLaws(log));
      const many = Array.from({ length: 105 }, (_, number) => paid(String(number), "ada", 1));
      const long = inOrder(...many, ...many.slice(0, 2), ...many.slice(50, 52));
      // Nobody crashes here: that choice is left out.
      follow(topicOf(work.idempotentConsumer, { log: long, isOrdered: true }), replays(long, 1), idempotentLaws(long));
    }),
    // Four records first: what is plainly wrong is found short.
    check("any log, told in any order and again, comes to the same", ({ work, follow, sample }) => {
      const four = [paid("p1", "ada", 5), paid("p1", "ada", 5), changed("ada", 1, "Ada B."), changed("ada", 0, "Ada")];
      follow(topicOf(work.idempotentConsumer, { log: inOrder(...four) }), [], idempotentLaws(inOrder(...four)));
      for (const seed of [1, 2, 3, 4]) {
        const log = randomLog(createRandom(seed), { events: 8 });
        const faults = { crashes: 2, duplicates: 3 };
        const system = topicOf(work.idempotentConsumer, { log, consumers: 2, faults });
        sample(system, idempotentLaws(log), { runs: 2, steps: 400 });
      }
    }),
  ],
});

/** Right answers need some thousand states at most. */
const limits = { states: 30_000 };

/** Each writes a lower version between what the other one reads and what it writes: version 2 fails at both, if that stops it. */
const betweenTwo: Schedule = [
  told("first", "topic"),
  told("second", "topic"),
  ...reads("first", 2),
  ...reads("second", 0),
  ...writes("second"),
  ...writes("first"),
  ...reads("second", 1),
  ...reads("first", 1),
  ...writes("first"),
  ...writes("second"),
];

const aYearMs = 365 * 24 * 3_600_000;

/** One consumer, without a fault, in every order of these records. */
function everyOrder({ work, explore }: Pick<Lab<Work>, "work" | "explore">, log: readonly Line[]): void {
  explore(topicOf(work.idempotentConsumer, { log }), idempotentLaws(log), limits);
}

/** It takes this one of the records that it has not had, and asks the database about it, or writes at once. */
function reads(consumer: string, nth: number): Schedule {
  return [{ kind: "deliver", from: "topic", to: consumer, nth }, ...writes(consumer)];
}

function writes(consumer: string): Schedule {
  return [told(consumer, "port:database"), told("port:database", consumer)];
}

function told(from: string, to: string): Choice {
  return { kind: "deliver", from, to, nth: 0 };
}
