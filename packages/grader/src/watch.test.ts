import { expect, test } from "vitest";
import { CallBoard } from "./call-board.node.ts";
import { type Limits, loading } from "./protocol.node.ts";
import { type Usage, Watch } from "./watch.node.ts";

const limits: Limits = { callMs: 2000, loadMs: 5000, checkMs: 60_000, callMb: 400, totalMb: 1500 };

/** A watch, and a way to let time pass while one call or many are made. */
function watching(name = "onMessage of a") {
  const board = new CallBoard();
  let now: Usage = { wallMs: 0, cpuMs: 0, memoryMb: 100 };
  const watch = new Watch(board, { limits, nameOf: () => name, now });
  const pass = (wallMs: number, { cpuMs = wallMs, memoryMb = 0, looks = 10 } = {}): unknown => {
    let found: unknown;
    for (let look = 0; look < looks && found === undefined; look++) {
      now = {
        wallMs: now.wallMs + wallMs / looks,
        cpuMs: now.cpuMs + cpuMs / looks,
        memoryMb: now.memoryMb + memoryMb / looks,
      };
      found = watch.look(now);
    }
    return found;
  };
  return { board, watch, pass };
}

test("one call that computes for too long is stopped", () => {
  const { board, pass } = watching();
  board.note(1);
  expect(pass(2500)).toEqual({ type: "stopped", limit: "call", what: "onMessage of a", afterMs: 2000 });
});

test("many calls that take as long together are not", () => {
  const { board, pass } = watching();
  for (let call = 0; call < 20; call++) {
    board.note(1);
    expect(pass(1500)).toBeUndefined();
    board.note(0);
  }
});

test("what a check computes itself is not the learner's", () => {
  const { pass } = watching();
  expect(pass(50_000)).toBeUndefined();
  expect(pass(20_000)).toEqual({ type: "stopped", limit: "check", what: null, afterMs: 60_000 });
});

test("a check that the learner's calls make too long is the learner's", () => {
  const { board, pass } = watching();
  let found: unknown;
  for (let call = 0; call < 100 && found === undefined; call++) {
    board.note(1);
    found = pass(1000);
  }
  expect(found).toEqual({ type: "stopped", limit: "check", what: "onMessage of a", afterMs: 60_000 });
});

test("each check begins anew", () => {
  const { watch, pass } = watching();
  pass(50_000);
  watch.beginCheck();
  expect(pass(50_000)).toBeUndefined();
});

test("a computer that is busy with something else charges nobody, unless the call waits for ever", () => {
  const { board, pass } = watching();
  board.note(1);
  expect(pass(9000, { cpuMs: 100 })).toBeUndefined();
  expect(pass(9000, { cpuMs: 100 })).toMatchObject({ limit: "call" });
});

test("loading may take longer than a call", () => {
  const { board, pass } = watching(loading);
  board.note(1);
  expect(pass(4500)).toBeUndefined();
  expect(pass(1000)).toEqual({ type: "stopped", limit: "load", what: loading, afterMs: 5000 });
});

test("one call that takes up too much memory is stopped; the engine's own memory is not the call's", () => {
  const { board, pass } = watching();
  expect(pass(100, { memoryMb: 600 })).toBeUndefined();
  board.note(1);
  expect(pass(100, { memoryMb: 300 })).toBeUndefined();
  expect(pass(100, { memoryMb: 200 })).toEqual({
    type: "stopped",
    limit: "memory",
    what: "onMessage of a",
    afterMs: 0,
  });
});

test("a loop that fills the memory slowly is told by the memory", () => {
  const { board, pass } = watching();
  board.note(1);
  expect(pass(2500, { memoryMb: 250 })).toMatchObject({ limit: "memory" });
});
