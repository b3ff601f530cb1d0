import { expect, test } from "vitest";
import { type SourceAnswer, type SourceState, readAnswer, readRequest, sourceDatabase } from "./source-database.ts";

test("a select gives rows by rising id, behind the one that is named, and no more than asked for", () => {
  const { ask } = open([10, 0, 9]);
  expect(ids(ask({ type: "select", after: null, limit: 2 }))).toEqual([0, 9]);
  expect(ids(ask({ type: "select", after: 0, limit: 5 }))).toEqual([9, 10]);
  expect(ids(ask({ type: "select", after: 10, limit: 5 }))).toEqual([]);
});

test("the log has every change and every mark, in order, at LSNs that rise with gaps", () => {
  const { ask } = open([1]);
  ask({ type: "upsert", row: { id: 1, value: "b" } });
  const marked = ask({ type: "mark", text: "here" });
  ask({ type: "delete", id: 1 });
  expect(marked).toEqual({ type: "marked", text: "here", lsn: 100 });
  expect(ask({ type: "read", after: 0 })).toEqual({
    type: "entries",
    entries: [
      { lsn: 90, type: "upsert", row: { id: 1, value: "b" } },
      { lsn: 100, type: "mark", text: "here" },
    ],
    isOver: false,
  });
  expect(ask({ type: "read", after: 100 })).toMatchObject({ entries: [{ lsn: 110, type: "delete", id: 1 }] });
  expect(ask({ type: "read", after: 110 })).toMatchObject({ entries: [] });
});

test("to delete what is not there leaves no entry", () => {
  const { ask } = open([1]);
  expect(ask({ type: "delete", id: 2 })).toEqual({ type: "written" });
  expect(ask({ type: "read", after: 0 })).toMatchObject({ entries: [] });
});

test("the log is over when the last write has been made and read", () => {
  const { ask } = open([], 3);
  for (const value of ["a", "b"]) ask({ type: "upsert", row: { id: 1, value } });
  expect(ask({ type: "read", after: 0 })).toMatchObject({ isOver: false });
  ask({ type: "delete", id: 7 });
  expect(ask({ type: "read", after: 0 })).toMatchObject({ isOver: true });
  ask({ type: "mark", text: "more" });
  expect(ask({ type: "read", after: 0 })).toMatchObject({ isOver: false });
  expect(ask({ type: "read", after: 90 })).toMatchObject({ isOver: true });
});

test.each([
  [undefined, /type "mark"/],
  [{ type: "drop" }, /type "mark"/],
  [{ type: "mark" }, /a mark needs/],
  [{ type: "select", after: "1", limit: 1 }, /a select needs \{ after \}/],
  [{ type: "select", after: null, limit: 0 }, /a select needs \{ limit \}/],
  [{ type: "read" }, /a read needs/],
  [{ type: "upsert", row: { id: 1 } }, /an upsert needs/],
  [{ type: "delete", id: "1" }, /a delete needs/],
])("%o is refused, and it is said why", (request, reason) => {
  expect(readRequest(request)).toMatch(reason);
  const { ask } = open([]);
  expect(() => readAnswer(ask(request))).toThrow(reason);
});

test("what is no answer is not taken for one", () => {
  expect(() => readAnswer(undefined)).toThrow(/no type that a source gives/);
});

function open(rows: readonly number[], writesMax = Infinity): { ask(request: unknown): SourceAnswer } {
  const { start, onCall } = sourceDatabase({ rows: rows.map((id) => ({ id, value: `${id}` })), writesMax });
  const state: SourceState = start();
  return { ask: (request) => onCall(state, request, "tester") as SourceAnswer };
}

function ids(answer: SourceAnswer): number[] {
  return answer.type === "rows" ? answer.rows.map(({ id }) => id) : [];
}
