import {
  type AnyMachine,
  type Context,
  type Law,
  type System,
  at,
  createRandom,
  defineMachine,
  defineSystem,
  explore,
  sample,
} from "@millrace/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Batch, type BatchPolicy, type RowInput, loader } from "./batches.ts";
import {
  batchesFit,
  judgeChoice,
  judgeMs,
  leavesInTime,
  leavesNoSooner,
  loadsEverything,
  loadsInOrder,
  takesAllThatWaits,
  trueLongestWaitMs,
  trueMsPerRow,
} from "./granularity.laws.ts";
import { batcher, chooseBatchRows, longestWaitMs, msPerRow } from "./granularity.ts";

const route = fc.record({
  messageMs: fc.nat(300),
  rowMs: fc.nat(200).map((part) => part / 64),
  lossRate: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.5, noNaN: true })),
  everyMs: fc.integer({ min: 1, max: 400 }).map((part) => part / 16),
  latencyMaxMs: fc.nat(1000),
});

test("the price and the longest wait are those that the route says, and no other batch is cheaper and in time", () => {
  fc.assert(
    fc.property(route, fc.integer({ min: 1, max: 500 }), (way, rows) => {
      expect(judgeMs(msPerRow(rows, way), trueMsPerRow(rows, way))).toBeUndefined();
      expect(judgeMs(longestWaitMs(rows, way), trueLongestWaitMs(rows, way))).toBeUndefined();
      expect(judgeChoice(chooseBatchRows(way), way)).toBeUndefined();
    }),
  );
});

test("a batch is sent as often as it takes: 1 / (1 - lossRate)^n times on average", () => {
  const random = createRandom(5);
  const getsThrough = (): boolean => Array.from({ length: 8 }, () => random() >= 0.1).every(Boolean);
  let sends = 0;
  for (let batch = 0; batch < 4000; batch++)
    do sends += 1;
    while (!getsThrough());
  const way = { messageMs: 8, rowMs: 0, lossRate: 0.1, everyMs: 1, latencyMaxMs: 100 };
  expect(sends / 4000 / msPerRow(8, way)).toBeCloseTo(1, 1);
});

test("a choice that is late, dear, no whole number or no number breaks the law; one as cheap does not", () => {
  const way = { messageMs: 90, rowMs: 1, lossRate: 0.01, everyMs: 5, latencyMaxMs: 1000 };
  expect(judgeChoice(60, way)).toBeUndefined();
  for (const wrong of [59, 61, 1, 0, -1, 60.5, NaN, Infinity, "60", undefined])
    expect(judgeChoice(wrong, way)).toBeDefined();
  expect(judgeChoice(153, { ...way, lossRate: 0 })?.actual).toContain("which is too late");
  for (const rows of [1, 2, 17]) expect(judgeChoice(rows, { ...way, messageMs: 0, lossRate: 0 })).toBeUndefined();
  expect(judgeChoice(1, { ...way, latencyMaxMs: 0 })).toBeUndefined();
});

test("a time that is off or no number breaks the law; one that is rounded does not", () => {
  expect(judgeMs(1 / 3 + 1e-15, 1 / 3)).toBeUndefined();
  expect(judgeMs(Infinity, Infinity)).toBeUndefined();
  for (const wrong of [0.3334, NaN, "0.3", undefined]) expect(judgeMs(wrong, 1 / 3)).toBeDefined();
});

describe("a batcher keeps its laws", () => {
  test("in every order of rows and timers, for batches of one to six", () => {
    for (const rowsMax of [1, 2, 3, 6]) {
      const own = { ...policy, rowsMax };
      const laws = [loadsInOrder, loadsEverything, batchesFit(own), takesAllThatWaits(own)];
      expect(explore(untimed(batcher(own), 6), { laws }).outcome).toBe("proved");
    }
  });

  test("by the clock, on seeds", () => {
    for (const own of [policy, { ...policy, rowsMax: 1 }, { ...policy, waitMaxMs: 0 }])
      for (let seed = 0; seed < 10; seed++) expect(timedLaw(batcher(own), uneven(80, seed), own)).toBeUndefined();
  });
});

describe("a wrong batcher breaks", () => {
  const rows = [10, 60, 70, 90];
  const timed: readonly (readonly [string, Law, AnyMachine, readonly number[]])[] = [
    ["the longest wait, if each row puts it off", leavesInTime(policy0()), wrong({ putsOff: true }), [10, 80]],
    ["the longest wait, if it takes twice as long", leavesInTime(policy0()), wrong({ waitMs: 200 }), [10]],
    ["the shortest, if each row goes alone", leavesNoSooner(policy0()), wrong({ rowsMax: 1 }), [10]],
    ["the shortest, if it waits for half the time", leavesNoSooner(policy0()), wrong({ waitMs: 50 }), [10]],
    ["the shortest, if a timer outlives its batch", leavesNoSooner(policy0()), wrong({ keepsTimer: true }), rows],
  ];
  test.for(timed)("%s", ([, law, machine, cameMs]) => {
    expect(timedLaw(machine, cameMs, policy)).toBe(law.name);
    expect(timedLaw(wrong({}), cameMs, policy)).toBeUndefined();
  });

  const untimedCases: readonly (readonly [string, Law, AnyMachine])[] = [
    ["the order, if the newest goes first", loadsInOrder, wrong({ newestFirst: true })],
    ["the order, if rows go twice", loadsInOrder, wrong({ sendsTwice: true })],
    ["the order, if the source itself says loaded", loadsInOrder, wrong({ says: { type: "loaded", rows: ["row 1"] } })],
    ["liveness, if no timer is set", loadsEverything, wrong({ setsNoTimer: true })],
    ["the size, if there is one row too many", batchesFit(policy0()), wrong({ rowsMax: 4 })],
    ["the size, if an empty batch goes out", batchesFit(policy0()), wrong({ sendsEmpty: true })],
    ["the size, if a message is no batch", batchesFit(policy0()), wrong({ sends: "rows" })],
    ["the departure, if a full batch waits", takesAllThatWaits(policy0()), wrong({ rowsMax: 4 })],
    ["the departure, if rows are left behind", takesAllThatWaits(policy0()), wrong({ takes: 1 })],
  ];
  test.for(untimedCases)("%s", ([, law, machine]) => {
    expect(explore(untimed(machine, 5), { laws: [law], limits: { states: 5_000 } }).counterexample?.law).toBe(law.name);
    expect(explore(untimed(wrong({}), 5), { laws: [law] }).outcome).toBe("proved");
  });
});

test("what leaves at the fair end of a run, where no clock is shown, is neither too late nor too soon", () => {
  const system = timed(batcher(policy), [10, 20]);
  const laws = [leavesInTime(policy), leavesNoSooner(policy)];
  expect(sample(system, { laws, runs: 1, steps: 2, shrinks: false }).outcome).toBe("sampled");
});

const policy: BatchPolicy = policy0();

function policy0(): BatchPolicy {
  return { to: "loader", rowsMax: 3, waitMaxMs: 100 };
}

function untimed(source: AnyMachine, count: number): System {
  return timed(
    source,
    Array.from({ length: count }, () => 1),
  );
}

function timed(source: AnyMachine, cameMs: readonly number[]): System {
  return defineSystem({
    machines: { source, loader },
    topology: [["source", "loader"]],
    inputs: cameMs.map((atMs, place) => at("source", { row: `row ${place + 1}` }, { atMs })),
  });
}

/** The law about time that one run breaks. */
function timedLaw(source: AnyMachine, cameMs: readonly number[], own: BatchPolicy): string | undefined {
  const laws = [leavesInTime(own), leavesNoSooner(own), loadsEverything];
  return sample(timed(source, cameMs), { laws, runs: 1, shrinks: false }).counterexample?.law;
}

function uneven(count: number, seed: number): number[] {
  const random = createRandom(seed);
  let nowMs = 1;
  return Array.from({ length: count }, () => (nowMs += Math.floor(random() ** 3 * 70)));
}

interface Flaws {
  readonly rowsMax?: number;
  readonly waitMs?: number;
  readonly putsOff?: boolean;
  readonly keepsTimer?: boolean;
  readonly setsNoTimer?: boolean;
  readonly newestFirst?: boolean;
  readonly sendsTwice?: boolean;
  readonly sendsEmpty?: boolean;
  readonly takes?: number;
  readonly sends?: unknown;
  readonly says?: unknown;
}

/** A right batcher but for the flaws. */
function wrong(flaws: Flaws): AnyMachine {
  const { rowsMax = 3, waitMs = 100 } = flaws;
  return defineMachine<{ waiting: unknown[]; isSet: boolean }, unknown, unknown, RowInput>({
    start: () => ({ waiting: [], isSet: false }),
    onTimer(state, _timer, context) {
      state.isSet = false;
      if (state.waiting.length > 0) leave(state, context);
    },
    onInput(state, { row }, context) {
      if (flaws.newestFirst === true) state.waiting.unshift(row);
      else state.waiting.push(row);
      if (flaws.says !== undefined) context.output(flaws.says);
      if (flaws.sendsEmpty === true) context.send("loader", { type: "batch", rows: [] });
      if (flaws.setsNoTimer !== true && (!state.isSet || flaws.putsOff === true)) {
        state.isSet = true;
        context.setTimer("leave", waitMs);
      }
      if (state.waiting.length >= rowsMax) leave(state, context);
    },
  });

  function leave(state: { readonly waiting: unknown[]; isSet: boolean }, context: Context<unknown>): void {
    const batch: Batch = { type: "batch", rows: state.waiting.splice(0, flaws.takes ?? state.waiting.length) };
    if (flaws.keepsTimer !== true) {
      context.clearTimer("leave");
      state.isSet = false;
    }
    context.send("loader", flaws.sends ?? batch);
    if (flaws.sendsTwice === true) context.send("loader", batch);
  }
}
