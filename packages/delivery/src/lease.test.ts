import {
  type AnyMachine,
  type Exploration,
  type Law,
  type Machine,
  type Schedule,
  type System,
  explore,
  follow,
  sample,
} from "@millrace/core";
import { expect, test } from "vitest";
import {
  answersEachWriteAtOnce,
  asksOneThingAtATime,
  finishes,
  keepsToTheWords,
  leaseLaws,
  schedulerLaws,
  storageLaws,
  tokensNeverFall,
  writesDaysInTurn,
  writesEachDayOnce,
  writesInTime,
  writesUnderItsLease,
} from "./lease.laws.ts";
import type { Backfill, LeaseMessage, SchedulerOutput, StorageOutput } from "./lease.locks.ts";
import { scheduler, storage } from "./lease.ts";
import { type BackfillOptions, backfillOf, storageThatRejects, writesTo } from "./lease.world.ts";

const marginMs = 20;
const obliging = storageThatRejects([]);

test("the tokens of accepted writes never fall, in whatever order writes arrive and whenever the storage crashes", () => {
  for (const crashes of [0, 1]) {
    const system = writesTo(storage, { writers: { a: [1, 1, 3], b: [2] }, faults: { crashes } });
    expect(explore(system, { laws: storageLaws }).outcome).toBe("proved");
  }
});

test("two schedulers whose lease may end at any moment: nobody who is overtaken writes, and both are done", () => {
  const jobs = { one: ["mon", "tue"], two: ["mon"] };
  expect(tried(jobs, { storage, expirations: 2 }, leaseLaws).outcome).toBe("proved");
});

test("whatever the clocks do, a scheduler writes only while its margin is left, by its own clock", () => {
  const jobs = { one: ["mon", "tue"] };
  const laws = [...schedulerLaws, writesInTime(marginMs)];
  expect(tried(jobs, { faults: { clockSkewMs: 90 } }, laws).outcome).toBe("proved");
});

test("four schedulers, leases by the clock, cuts and skewed clocks, seeded", () => {
  const jobs = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, ["mon", "tue", "wed"]]));
  const faults = {
    clockSkewMs: 40,
    cuts: [
      [["a", "b"], ["storage"]],
      [["locks"], ["c"]],
    ],
  } as const;
  const system = systemOf(scheduler({ marginMs: 15 }), jobs, { storage, leaseMs: 40, faults });
  expect(sample(system, { laws: [...leaseLaws, writesInTime(15)], runs: 20 }).outcome).toBe("sampled");
});

test("undisturbed, each day is written once; a backfill of nothing is done at once", () => {
  expect(tried({ one: ["mon", "tue"] }, {}, [...schedulerLaws, writesEachDayOnce]).outcome).toBe("proved");
  expect(tried({ one: [] }, {}, [...schedulerLaws, writesEachDayOnce]).outcome).toBe("proved");
});

test("a storage that lets everybody in, refuses too much, or is silent is seen", () => {
  const deciding = (accepts: (token: number, highest: number) => boolean, answers = true): AnyMachine => {
    const machine: Machine<{ highest: number }, LeaseMessage, StorageOutput> = {
      start: () => ({ highest: 0 }),
      onMessage(state, message, from, context) {
        if (message.type !== "write") return;
        const { token, day } = message;
        const isAccepted = accepts(token, state.highest);
        state.highest = Math.max(state.highest, token);
        if (isAccepted) context.output({ type: "written", day, token, by: from });
        if (answers) context.send(from, { type: isAccepted ? "written" : "rejected", day });
      },
    };
    return machine;
  };
  const broken = (machine: AnyMachine, laws: readonly Law[]): string | undefined =>
    explore(writesTo(machine, { writers: { a: [1, 1], b: [2] } }), { laws }).counterexample?.law;
  expect(
    broken(
      deciding(() => true),
      [tokensNeverFall],
    ),
  ).toBe(tokensNeverFall.name);
  const wrong = [
    deciding(() => true),
    deciding(() => false),
    deciding((token, highest) => token > highest),
    deciding((token, highest) => token >= highest, false),
  ];
  for (const machine of wrong) expect(broken(machine, [answersEachWriteAtOnce])).toBe(answersEachWriteAtOnce.name);
  expect(
    broken(
      deciding((token, highest) => token >= highest),
      storageLaws,
    ),
  ).toBeUndefined();
});

test("a scheduler that does not keep to a rule breaks the law that is about it", () => {
  const acquire = { type: "acquire" } as const;
  const write = { type: "write", token: 1, day: "mon" } as const;
  expect(brokenBy([{ type: "write", day: "mon" }])).toBe(keepsToTheWords.name);
  expect(brokenBy([{ type: "renew" }])).toBe(keepsToTheWords.name);
  expect(brokenBy([write])).toBe(writesUnderItsLease.name);
  expect(brokenBy([acquire, [{ ...write, token: 2 }]])).toBe(writesUnderItsLease.name);
  expect(brokenBy([acquire, [{ type: "release", token: 1 }, write]])).toBe(writesUnderItsLease.name);
  expect(brokenBy([acquire, [write, write]])).toBe(writesDaysInTurn.name);
  expect(brokenBy([acquire, [{ ...write, day: "tue" }]])).toBe(writesDaysInTurn.name);
  expect(brokenBy([acquire, "done"])).toBe(writesDaysInTurn.name);
  expect(brokenBy([acquire, write, ["done", "done"]], ["mon"])).toBe(writesDaysInTurn.name);
  expect(brokenBy([[acquire, acquire]])).toBe(asksOneThingAtATime.name);
  expect(brokenBy([acquire, write])).toBe(finishes.name);
  expect(brokenBy([acquire, write, "done"], ["mon"])).toBeUndefined();
});

test("a scheduler that counts its lease from the answer is seen when the answer is slow", () => {
  const late: Schedule = [
    { kind: "input", machine: "one", input: 0 },
    { kind: "deliver", from: "one", to: "locks", nth: 0 },
    { kind: "skew", machine: "one", byMs: 90 },
    { kind: "deliver", from: "locks", to: "one", nth: 0 },
  ];
  const told = (steps: readonly Step[]): System =>
    systemOf(telling(steps), { one: ["mon"] }, { faults: { clockSkewMs: 90 } });
  const write = { type: "write", token: 1, day: "mon" } as const;
  const judged = (steps: readonly Step[]): string | undefined =>
    follow(told(steps), late, [writesInTime(marginMs)]).violation?.law;
  expect(judged([{ type: "acquire" }, write])).toBe(writesInTime(marginMs).name);
  expect(judged([{ type: "acquire" }, { type: "renew", token: 1 }, write])).toBeUndefined();
});

test("a day that is written twice for nothing is seen", () => {
  const write = { type: "write", token: 1, day: "mon" } as const;
  const system = systemOf(telling([{ type: "acquire" }, write, write]), { one: ["mon"] });
  expect(explore(system, { laws: [writesEachDayOnce] }).counterexample?.law).toBe(writesEachDayOnce.name);
});

/** What is sent, or put out, in one handler. */
type Step = object | "done" | readonly (object | "done")[];

/** One that does the next thing of a list whenever something happens to it, whatever that is. */
function telling(steps: readonly Step[]): AnyMachine {
  const machine: Machine<{ step: number }, unknown, SchedulerOutput, Backfill> = {
    start: () => ({ step: 0 }),
    onInput: (state, _backfill, context) => act(state, context),
    onMessage: (state, _message, _from, context) => act(state, context),
  };
  return machine as AnyMachine;

  function act(
    state: { step: number },
    context: { send(to: string, message: unknown): void; output(value: SchedulerOutput): void },
  ): void {
    const step = steps[state.step] ?? [];
    state.step += 1;
    for (const each of Array.isArray(step) ? (step as readonly (object | "done")[]) : [step]) {
      if (each === "done") context.output({ type: "done" });
      else context.send("day" in each ? "storage" : "locks", each);
    }
  }
}

function brokenBy(steps: readonly Step[], days: readonly string[] = ["mon", "tue"]): string | undefined {
  return explore(systemOf(telling(steps), { one: days }), { laws: schedulerLaws }).counterexample?.law;
}

function tried(
  jobs: Readonly<Record<string, readonly string[]>>,
  options: Partial<BackfillOptions>,
  laws: readonly Law[],
): Exploration {
  return explore(systemOf(scheduler({ marginMs }), jobs, options), { laws });
}

function systemOf(
  machine: AnyMachine,
  jobs: Readonly<Record<string, readonly string[]>>,
  options: Partial<BackfillOptions> = {},
): System {
  const schedulers = Object.fromEntries(Object.entries(jobs).map(([name, days]) => [name, { machine, days }]));
  const isTimed = options.leaseMs !== undefined;
  return backfillOf({ storage: obliging, ...(isTimed ? {} : { expirations: 0 }), ...options, schedulers });
}
