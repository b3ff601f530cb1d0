import type { AnyMachine, Choice, Law, Schedule, System } from "@millrace/core";
import {
  leaseLaws,
  schedulerLaws,
  storageLaws,
  writesEachDayOnce,
  writesInTime,
} from "@millrace/delivery/lease.laws.ts";
import { type BackfillOptions, backfillOf, storageThatRejects, writesTo } from "@millrace/delivery/lease.world.ts";
import { check, defineExercise } from "@millrace/grader";

type Work = typeof import("./lease.ts");

export default defineExercise<Work>({
  id: "3.5",
  title: "Lease and fencing token",
  minutes: 20,
  source: "beyond the book: leases, fencing tokens",
  work: "lease.ts",
  checks: [
    // The second scheduler makes the difference: with one token, or one writer, everything is in order. But in the last run
    // there is only one, and its tokens fall.
    check("a write under an older token is refused, whoever sends it and whatever it writes", ({ work, explore }) => {
      explore(writesTo(work.storage, { writers: { old: [1], new: [2] } }), storageLaws, limits);
      explore(writesTo(work.storage, { writers: { old: [1, 1], new: [2], newest: [3] } }), storageLaws, limits);
      explore(writesTo(work.storage, { writers: { again: [1, 3], between: [2] } }), storageLaws, limits);
      explore(writesTo(work.storage, { writers: { only: [2, 1, 2] } }), storageLaws, limits);
    }),
    // Tokens may leave gaps, "10" is more than "9", and no number of bits is enough for all of them.
    check("whoever has the newest token may write as often as it likes", ({ work, explore }) => {
      explore(writesTo(work.storage, { writers: { only: [1, 1, 1] } }), storageLaws, limits);
      explore(writesTo(work.storage, { writers: { only: [9, 9, 12, 100], other: [10, 99] } }), storageLaws, limits);
      explore(
        writesTo(work.storage, { writers: { only: [2, 2 ** 52 + 1], other: [3, 2 ** 32 + 1] } }),
        storageLaws,
        limits,
      );
    }),
    check("a storage that has crashed still knows the highest token", ({ work, explore }) => {
      const faults = { crashes: 1 };
      explore(writesTo(work.storage, { writers: { old: [1], new: [2] }, faults }), storageLaws, limits);
      explore(
        writesTo(work.storage, { writers: { old: [9, 9], new: [10] }, faults: { crashes: 2 } }),
        storageLaws,
        limits,
      );
    }),
    // The other one gets its turn only when the lease is given back: here, the lock service does not take it away. In the last
    // run half of the lease is left when the work is done.
    check("a scheduler works under a lease, day by day, gives it back, and says done", ({ work, explore, follow }) => {
      explore(alone(work, ["mon", "tue"]), schedulerLaws, limits);
      explore(alone(work, []), schedulerLaws, limits);
      explore(together(work, { one: ["mon", "tue"], two: ["mon"] }), schedulerLaws, limits);
      const half = together(work, { one: ["mon"], two: ["mon"] }, { faults: { clockSkewMs: 50 } });
      follow(half, [...oneDay, jumps("one", 50), arrives("storage", "one")], schedulerLaws);
    }),
    // By the storage, and by the lock service; the first time, and again. Then pinned: twelve times, as no number of times is
    // the last; a renewal of the second lease; and one after the lease has ended, where the other waits for the new one.
    check(
      "who is rejected or refused asks for a new lease, and writes the same day again",
      ({ work, explore, follow }) => {
        explore(alone(work, ["mon", "tue"], { storage: storageThatRejects([1]) }), schedulerLaws, limits);
        explore(alone(work, ["mon", "tue"], { storage: storageThatRejects([0, 1, 3]) }), schedulerLaws, limits);
        explore(alone(work, ["mon"], { expirations: 1, faults: { clockSkewMs: 90 } }), schedulerLaws, sooner);
        const twelve = Array.from({ length: 12 }, (_, write) => write);
        follow(alone(work, ["mon"], { storage: storageThatRejects(twelve) }), [], schedulerLaws);
        const faults = { clockSkewMs: 90 };
        const second = alone(work, ["mon", "tue"], { storage: storageThatRejects([0]), faults });
        follow(second, secondIsRenewed, schedulerLaws);
        const ended = together(work, { one: ["mon", "tue"], two: ["mon"] }, { expirations: 1, faults });
        follow(ended, endedUnnoticed, schedulerLaws);
      },
    ),
    // The clock jumps at each moment of a run, forwards as if something had been slow, or backwards. Then the same with a lock
    // service whose clock is ahead. And slow answers one after the other, a renewal's among them, with two margins.
    check("a lease counts from when it was asked for, by the scheduler's own clock", ({ work, follow }) => {
      const system = alone(work, ["mon", "tue"], { faults: { clockSkewMs: 90 } });
      for (const moment of twoDays.keys()) {
        for (const byMs of [90, -90]) {
          const jump: Schedule = [...twoDays.slice(0, moment), jumps("one", byMs), ...twoDays.slice(moment)];
          follow(system, jump, inTime);
          follow(system, [jumps("locks", 90), ...jump], inTime);
        }
      }
      // The lease comes when it is nearly over; or a little less of it is left than the margin.
      for (const { margin, lateMs } of [
        { margin: marginMs, lateMs: 50 },
        { margin: 25, lateMs: 38 },
      ]) {
        const slow = alone(work, ["mon"], { leaseMs: 60, faults: { clockSkewMs: lateMs } }, margin);
        follow(slow, slowGrant(lateMs), [...schedulerLaws, writesInTime(margin)]);
      }
    }),
    check("two schedulers, and a lease that may end at any moment", ({ work, explore }) => {
      explore(together(work, { one: ["mon", "tue"], two: ["mon"] }, { expirations: 1 }), leaseLaws, sooner);
    }),
    check("undisturbed, each day is written once", ({ work, explore }) => {
      const once = [...schedulerLaws, writesEachDayOnce];
      explore(alone(work, ["mon", "tue", "wed"]), once, limits);
      explore(together(work, { one: ["mon"], two: ["mon", "tue"] }), once, limits);
    }),
    check("three schedulers, networks that are cut, and clocks that jump", ({ work, sample }) =>
      sample(busy(work), [...leaseLaws, writesInTime(marginMs)], { runs: 10 }),
    ),
  ],
});

const marginMs = 20;

const inTime: readonly Law[] = [...schedulerLaws, writesInTime(marginMs)];

/** Right answers need a thousand states. One that renews by a timer goes on for ever, and is searched up to a depth. */
const limits = { states: 30_000, depth: 16 };

/** Where the clock or the lock service may come between at any moment, it goes on in more ways than need be seen. */
const sooner = { states: 30_000, depth: 14 };

/** What it asks of the lock service, and the answer. */
const granted: Schedule = [arrives("one", "locks"), arrives("locks", "one")];

/** Up to where the storage has answered. */
const oneDay: Schedule = [{ kind: "input", machine: "one", input: 0 }, ...granted, arrives("one", "storage")];

/** One scheduler, two days, and nothing that is slow. */
const twoDays: Schedule = [...oneDay, arrives("storage", "one"), arrives("one", "storage"), arrives("storage", "one")];

/** The first write is rejected; the second lease is nearly over when the day is written. */
const secondIsRenewed: Schedule = [
  ...oneDay,
  arrives("storage", "one"),
  ...granted,
  arrives("one", "storage"),
  jumps("one", 90),
  arrives("storage", "one"),
];

/** The lease ends while a write is on its way. By its own clock, the scheduler has to renew it, and the other one asks. */
const endedUnnoticed: Schedule = [
  ...oneDay,
  { kind: "input", machine: "locks", input: 2 },
  jumps("one", 90),
  arrives("storage", "one"),
  ...granted,
  ...granted,
  { kind: "input", machine: "two", input: 1 },
  arrives("two", "locks"),
];

/** The grant is on its way for so long. */
function slowGrant(lateMs: number): Schedule {
  return [
    { kind: "input", machine: "one", input: 0 },
    arrives("one", "locks"),
    jumps("one", lateMs),
    arrives("locks", "one"),
  ];
}

function alone(
  work: Work,
  days: readonly string[],
  options: Partial<BackfillOptions> = {},
  margin: number = marginMs,
): System {
  const one = { machine: work.scheduler({ marginMs: margin }), days };
  return backfillOf({ storage: storageThatRejects([]), expirations: 0, ...options, schedulers: { one } });
}

function together(
  work: Work,
  jobs: Readonly<Record<string, readonly string[]>>,
  options: Partial<BackfillOptions> = {},
): System {
  return backfillOf({ storage: work.storage, expirations: 0, ...options, schedulers: schedulersOf(work, jobs) });
}

function schedulersOf(work: Work, jobs: Readonly<Record<string, readonly string[]>>): BackfillOptions["schedulers"] {
  const machine: AnyMachine = work.scheduler({ marginMs });
  return Object.fromEntries(Object.entries(jobs).map(([name, days]) => [name, { machine, days }]));
}

/** Leases so short that each is renewed, and cuts so long that some are lost. */
function busy(work: Work): System {
  const days = ["mon", "tue", "wed", "thu"];
  return backfillOf({
    schedulers: schedulersOf(work, { one: days, two: days, three: days }),
    storage: work.storage,
    leaseMs: 45,
    faults: {
      clockSkewMs: 30,
      cuts: [
        [["one"], ["storage"]],
        [["two"], ["storage"]],
        [["storage"], ["one", "three"]],
        [["locks"], ["two"]],
      ],
    },
  });
}

function jumps(machine: string, byMs: number): Choice {
  return { kind: "skew", machine, byMs };
}

function arrives(from: string, to: string): Choice {
  return { kind: "deliver", from, to, nth: 0 };
}
