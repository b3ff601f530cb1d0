import { type Law, type Machine, type MonitorLaw, explore, sample } from "@millrace/core";
import { expect, test } from "vitest";
import { type Capture, captureOf, remove, rowsOf, upsert } from "./cdc-handoff.capture.ts";
import {
  asksForChunks,
  captureLaws,
  isACopyFromThenOn,
  isACopyInTheEnd,
  keepsACopy,
  keepsACopyToTheEnd,
  neverGoesBack,
  putsOutNothingTooOften,
  saysLoadedOnce,
  writesTwoMarksEach,
} from "./cdc-handoff.laws.ts";
import { capturer } from "./cdc-handoff.ts";
import type { SourceAnswer } from "./source-database.ts";

const work = { capturer };

test.each<[string, Capture]>([
  ["an empty table", { rows: [], writes: [upsert(1, "a")], chunkRows: 1 }],
  ["a row that changes twice", { rows: rowsOf(1), writes: [upsert(1, "a"), upsert(1, "b")], chunkRows: 2 }],
  ["a row that is deleted and comes back", { rows: rowsOf(1), writes: [remove(1), upsert(1, "a")], chunkRows: 1 }],
  ["rows in two chunks", { rows: rowsOf(0, 9, 10), writes: [upsert(9, "a"), remove(10)], chunkRows: 2 }],
])("the sink becomes a copy and stays one, in every order: %s", (_name, capture) => {
  const counts = [writesTwoMarksEach, putsOutNothingTooOften(capture)];
  expect(explore(captureOf(work, capture), { laws: [...lawsOf(capture), ...counts] }).outcome).toBe("proved");
});

test("and whenever the capturer or the application crashes", () => {
  const capture = { rows: rowsOf(1, 2), writes: [remove(1)], chunkRows: 1 };
  expect(explore(captureOf(work, capture, { crashes: 1 }), { laws: lawsOf(capture) }).outcome).toBe("proved");
});

test("and if one reply holds one entry of the log, or all", () => {
  const capture = { rows: rowsOf(1), writes: [upsert(1, "a"), upsert(1, "b")], chunkRows: 1 };
  for (const entriesMax of [1, 9])
    expect(explore(captureOf(work, capture, { entriesMax }), { laws: lawsOf(capture) }).outcome).toBe("proved");
});

test("and in long runs with crashes", () => {
  const writes = Array.from({ length: 40 }, (_, turn) =>
    turn % 4 === 3 ? remove(turn % 9) : upsert(turn % 11, `${turn}`),
  );
  const capture = { rows: rowsOf(0, 1, 2, 3, 4, 5, 6), writes, chunkRows: 2 };
  const system = captureOf(work, capture, { everyMs: 11, crashes: 4 });
  expect(sample(system, { laws: lawsOf(capture), runs: 20 }).outcome).toBe("sampled");
});

const two: Capture = { rows: rowsOf(1), writes: [upsert(1, "a"), remove(1)], chunkRows: 2 };

test.each<[string, readonly unknown[], MonitorLaw]>([
  ["never says anything", [], isACopyInTheEnd(two)],
  ["puts out what nobody has written", [upsert(1, "z")], neverGoesBack(two)],
  ["puts out a row that nobody has written", [upsert(7, "z")], neverGoesBack(two)],
  ["goes back", [upsert(1, "a"), upsert(1, "1 at first")], neverGoesBack(two)],
  ["brings a row back", [upsert(1, "a"), remove(1), upsert(1, "a")], neverGoesBack(two)],
  ["puts out something else", ["hello"], neverGoesBack(two)],
  ["writes an id as text", [{ type: "upsert", row: { id: "1", value: "a" } }], neverGoesBack(two)],
  ["says loaded twice", [upsert(1, "a"), { type: "loaded" }, { type: "loaded" }], saysLoadedOnce],
  ["says loaded and has nothing", [{ type: "loaded" }, upsert(1, "a")], isACopyInTheEnd(two)],
  ["stops at an old value", [upsert(1, "a"), { type: "loaded" }], isACopyInTheEnd(two)],
  ["does not say loaded", [upsert(1, "a"), remove(1)], isACopyInTheEnd(two)],
  ["goes back", [upsert(1, "a"), upsert(1, "1 at first")], keepsACopy(two)],
  ["says loaded twice", [upsert(1, "a"), { type: "loaded" }, { type: "loaded" }], keepsACopy(two)],
  ["puts out something else", ["hello"], keepsACopy(two)],
  ["goes back", [upsert(1, "a"), upsert(1, "1 at first")], keepsACopyToTheEnd(two)],
  ["stops at an old value", [upsert(1, "a"), { type: "loaded" }], keepsACopyToTheEnd(two)],
  ["does not say loaded", [upsert(1, "a"), remove(1)], keepsACopyToTheEnd(two)],
  ["puts a row out twice", [upsert(1, "1 at first"), upsert(1, "1 at first")], putsOutNothingTooOften(two)],
  ["puts a change out thrice", [1, 2, 3].map(() => upsert(1, "a")), putsOutNothingTooOften(two)],
])("a capturer that %s breaks the law that is about it", (_name, outputs, law) => {
  expect(brokenBy(says(outputs), [law], two)).toBe(law.name);
});

test("a sink that has one write and lacks an earlier one is no copy", () => {
  const capture: Capture = { rows: rowsOf(1, 2), writes: [upsert(1, "a"), upsert(2, "b")], chunkRows: 2 };
  const torn = says([upsert(1, "1 at first"), upsert(2, "b"), { type: "loaded" }]);
  const whole = says([upsert(1, "a"), upsert(2, "b"), { type: "loaded" }]);
  for (const law of [isACopyFromThenOn(capture), keepsACopy(capture), keepsACopyToTheEnd(capture)]) {
    expect(brokenBy(torn, [law], capture)).toBe(law.name);
    expect(brokenBy(whole, [law, neverGoesBack(capture)], capture)).toBeUndefined();
  }
});

test.each([
  ["asks for more rows than a chunk has", { type: "select", after: null, limit: 3 }],
  ["writes to the table", upsert(1, "mine")],
  ["asks what the source does not understand", { type: "rows" }],
])("a capturer that %s is seen", (_name, request) => {
  expect(brokenBy(asks([request]), [asksForChunks(two)], two)).toBe(asksForChunks(two).name);
});

test("marks are counted against selects", () => {
  const select = { type: "select", after: null, limit: 2 };
  const mark = { type: "mark", text: "" };
  expect(brokenBy(asks([mark, select]), [writesTwoMarksEach], two)).toBe(writesTwoMarksEach.name);
  expect(brokenBy(asks([mark, select, mark]), [writesTwoMarksEach], two)).toBeUndefined();
});

test("a value that was written twice is the newer one, if the sink has gone on meanwhile", () => {
  const capture = { rows: rowsOf(1), writes: [upsert(1, "a"), upsert(1, "1 at first"), upsert(1, "b")], chunkRows: 2 };
  const outputs = [upsert(1, "1 at first"), upsert(1, "a"), upsert(1, "1 at first"), upsert(1, "b")];
  expect(brokenBy(says(outputs), [neverGoesBack(capture), keepsACopy(capture)], capture)).toBeUndefined();
});

function lawsOf(capture: Capture): readonly Law[] {
  return [...captureLaws(capture), isACopyInTheEnd(capture), keepsACopyToTheEnd(capture)];
}

function brokenBy(machine: Machine<object>, laws: readonly Law[], capture: Capture): string | undefined {
  return explore(captureOf({ capturer: () => machine }, capture), { laws }).counterexample?.law;
}

/** Puts these out when it starts, all at once. */
function says(outputs: readonly unknown[]): Machine<object> {
  return {
    start(context) {
      for (const output of outputs) context.output(output);
      return {};
    },
  };
}

/** Asks the source for these when it starts. */
function asks(requests: readonly unknown[]): Machine<object> {
  return {
    start(context) {
      for (const request of requests) context.call("source", request);
      return {};
    },
    onReply(_state, reply) {
      if ((reply as SourceAnswer).type === undefined) throw new Error("that is no answer");
    },
  };
}
