import { type Law, type MonitorLaw, equal, explore, follow, replay, sample } from "@millrace/core";
import { expect, test } from "vitest";
import { copied, copyDay, noBusiness, rollupDay, rounds, tinyDay, zombieDay } from "./chaos-day.corners.ts";
import {
  chaosDayLaws,
  commitsOnlyWhatIsWritten,
  doneIsNeverEarly,
  doneIsSaid,
  effectIsOnce,
  fencesOff,
  givesUpInTheOpen,
  lineHasNoOrphan,
  offsetsNeverGoBack,
  photosAreConsistent,
  retriesWithinBudget,
  rollupIsARecomputation,
  sumsAgree,
  versionsStayInOrder,
  wavesMax,
} from "./chaos-day.laws.ts";
import { type Parts, business, chaosDay, chaosDayOf, makeDays, policy, quietDay, readRow } from "./mod.ts";

const laws = chaosDayLaws(business, policy);

test("on twenty days of chaos, all twelve laws hold", () => {
  const days = makeDays(chaosDayOf(chaosDay), { laws, steps: 1_000 });
  const broken = laws.flatMap(({ name }) => seeds(20).map((seed) => days.brokenOn(seed, name)));
  expect(broken.filter((day) => day !== undefined)).toEqual([]);
});

test("on a quiet day, the same, and fairly to the end", () => {
  expect(follow(quietDay(chaosDay), [], laws, { drainSteps: 2_000 }).violation).toBeUndefined();
});

test("one payment, one worker, one crash: whatever the order, up to 38 steps", () => {
  const kept = [effectIsOnce, commitsOnlyWhatIsWritten, offsetsNeverGoBack, fencesOff];
  const { outcome, states } = explore(tinyDay(chaosDay, { crashes: 1 }), { laws: kept, limits: { depth: 38 } });
  expect({ outcome, isSmall: states < 10_000 }).toEqual({ outcome: "proved", isSmall: true });
});

test("an old write, a new one and a crash: the sink keeps them apart, whatever the order", () => {
  expect(explore(zombieDay(chaosDay), { laws: [fencesOff, effectIsOnce] }).outcome).toBe("proved");
  const forgetful = { ...chaosDay, storage: { ...chaosDay.storage, start: () => ({ highest: 0 }) } };
  const { counterexample } = explore(zombieDay(forgetful), { laws: [fencesOff] });
  expect(counterexample?.execution.events.some(({ kind }) => kind === "crash")).toBe(true);
});

test("a roll-up that goes down with its run is asked again", () => {
  const broken = (parts: Parts): string | undefined => {
    const system = rollupDay(parts);
    const schedule = rounds(system, { count: 10, crashing: "rollup" });
    return judged(system, schedule, doneIsSaid(noBusiness));
  };
  expect(broken(chaosDay)).toBeUndefined();
  const { load, rollup } = chaosDay.dag;
  expect(load).toEqual({ upstream: [], retries: 5 });
  const once = { ...chaosDay, dag: { load: { upstream: [] }, rollup: { upstream: rollup?.upstream ?? [] } } };
  expect(broken(once)).toBe(doneIsSaid(noBusiness).name);
});

test("what is on its way to the topic is not done, whatever the lag", () => {
  const broken = (parts: Parts): string | undefined => {
    const system = copyDay(parts);
    const schedule = rounds(system, { count: 25, heldBack: ["capture", "topic"] });
    return judged(system, schedule, doneIsNeverEarly(copied));
  };
  expect(broken(chaosDay)).toBeUndefined();
  const lag = {
    ...chaosDay,
    mayBeDone: (_first: unknown, { capture, topic }: Parameters<Parts["mayBeDone"]>[1]) =>
      capture.isOver && topic.received === topic.committed,
  };
  expect(broken(lag)).toBe(doneIsNeverEarly(copied).name);
});

test("who is never answered gives up after the eighth time, and says so", () => {
  const broken = (parts: Parts): string | undefined =>
    follow(tinyDay(parts, { isDeaf: true }), [], [retriesWithinBudget(policy), givesUpInTheOpen(policy)], {
      drainSteps: 500,
    }).violation?.law;
  expect(broken(chaosDay)).toBeUndefined();
  expect(broken({ ...chaosDay, decide: () => ({ type: "retry", afterMs: 5 }) })).toBe(retriesWithinBudget(policy).name);
  expect(broken({ ...chaosDay, decide: () => ({ type: "stop", because: "attempts" }) })).toBe(
    givesUpInTheOpen(policy).name,
  );
});

test("each law is broken by a part, or a piece of glue, that does not keep it", () => {
  const { consumer, fifoDelivery, latestConsistentCut, recordOf } = chaosDay;
  const wrong: readonly (readonly [MonitorLaw, Partial<Parts>])[] = [
    [
      sumsAgree(business),
      {
        recordOf: (row, captured) =>
          recordOf(row.kind === "customer" ? { ...row, version: captured.turn } : row, captured),
      },
    ],
    [versionsStayInOrder, { recordOf: (row, captured) => ({ ...recordOf(row, captured), key: null }) }],
    [
      versionsStayInOrder,
      {
        fifoDelivery: {
          ...fifoDelivery,
          onMessage: (_state, message, from, context) =>
            context.output({ type: "delivered", from, payload: Object(message).payload }),
        },
      },
    ],
    [
      effectIsOnce,
      { recordOf: (row, captured) => recordOf(row.kind === "payment" ? { ...row, id: captured.turn } : row, captured) },
    ],
    [
      commitsOnlyWhatIsWritten,
      {
        consumer: {
          ...consumer,
          onMessage(state, message, from, context) {
            const { type, generation, records } = Object(message);
            if (type === "records")
              context.send("broker", {
                type: "commit",
                generation,
                offsets: { [records[0].partition]: records[0].offset + 1 },
              });
            consumer.onMessage?.(state, message, from, context);
          },
        },
      },
    ],
    [
      offsetsNeverGoBack,
      {
        consumer: {
          ...consumer,
          onReply(state, reply, call, context) {
            consumer.onReply?.(state, reply, call, context);
            const { generation } = Object(state);
            const [first] = Object(call.request).records;
            context.send("broker", { type: "commit", generation, offsets: { [first.partition]: first.offset } });
          },
        },
      },
    ],
    [fencesOff, { tokenOf: () => 1 }],
    [photosAreConsistent, { isConsistent: () => true }],
    [photosAreConsistent, { inTransit: () => [] }],
    [photosAreConsistent, { isConsistent: () => false }],
    [doneIsNeverEarly(business), { mayBeDone: (_first, { capture }) => capture.isOver }],
    [doneIsSaid(business), { mayBeDone: () => false }],
    [
      lineHasNoOrphan,
      {
        latestConsistentCut: (histories) =>
          Object.fromEntries(Object.entries(histories).map(([name, list]) => [name, list.length - 1])),
      },
    ],
    [lineHasNoOrphan, { latestConsistentCut: (histories) => ({ ...latestConsistentCut(histories), sink: 0 }) }],
    [rollupIsARecomputation, { stampOf: ({ madeMs }) => madeMs }],
  ];
  for (const [law, change] of wrong) {
    const days = makeDays(chaosDayOf({ ...chaosDay, ...change }), { laws: [law], steps: 1_000 });
    const isBroken = seeds(50).some((seed) => days.brokenOn(seed, law.name) !== undefined);
    expect({ law: law.name, isBroken }).toEqual({ law: law.name, isBroken: true });
  }
});

test("done that is true for longer than so many waves is said too late", () => {
  const law = doneIsSaid(noBusiness);
  const state = law.start([]);
  const observe = (observation: Parameters<MonitorLaw["observe"]>[1]): unknown => law.observe(state, observation);
  observe({ kind: "reply", machine: "capture", port: "source", request: {}, reply: { type: "entries", isOver: true } });
  const wave = { kind: "send", machine: "scheduler", to: "capture", message: { type: "visit", wave: 1 } } as const;
  const judgements = Array.from({ length: wavesMax + 1 }, () => observe(wave) !== undefined);
  expect(judgements.indexOf(true)).toBe(wavesMax);
});

test("a day that breaks a law is the same day when it is followed again", () => {
  const wrong = { ...chaosDay, tokenOf: () => 1 };
  const days = makeDays(chaosDayOf(wrong), { laws: [fencesOff], steps: 1_000 });
  const [day] = seeds(50).flatMap((seed) => days.brokenOn(seed, fencesOff.name) ?? []);
  expect(day && judged(day.system, day.schedule, fencesOff)).toBe(fencesOff.name);
  expect(day && equal(replay(day.system, day.schedule).schedule, day.schedule)).toBe(true);
});

test("a part that is missing, and a graph that no run could end, are faults of a handler that says which", () => {
  const { storage: _storage, ...others } = chaosDay;
  const fault = (parts: unknown): string | undefined =>
    sample(quietDay(parts as Parts), { laws: [], runs: 1 }).counterexample?.actual;
  expect(fault(others)).toContain('the part "storage"');
  expect(fault({ ...chaosDay, dag: { load: { upstream: ["rollup"] }, rollup: { upstream: ["load"] } } })).toContain(
    "in a circle",
  );
});

test("a row that is none of ours is refused", () => {
  expect(() => readRow({ id: 7, value: '{"kind":"order"}' })).toThrow("row 7");
});

function judged(
  system: Parameters<typeof follow>[0],
  schedule: Parameters<typeof follow>[1],
  law: Law,
): string | undefined {
  return follow(system, schedule, [law], { loosely: true, drainSteps: 2_000 }).violation?.law;
}

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
