import { type Choice, type System, at, defineMachine, defineSystem } from "@millrace/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readSchedule, writeSchedule } from "./schedule-text.ts";

const silent = defineMachine<object>({ start: () => ({}) });
const system: System = defineSystem({
  machines: { "the shop": silent, b: silent, "ü.~_": silent },
  resources: { database: { start: () => ({}), onCall: () => null } },
  inputs: [at("b", 1)],
});

const machine = fc.constantFrom(...system.nodes.map(({ id }) => id));
const count = fc.nat(5000);
const choice: fc.Arbitrary<Choice> = fc.oneof(
  fc.record({ kind: fc.constant("input" as const), machine, input: count }),
  fc.record({
    kind: fc.constantFrom("deliver" as const, "drop" as const, "duplicate" as const),
    from: machine,
    to: machine,
    nth: count,
  }),
  fc.record({ kind: fc.constant("timer" as const), machine, timer: fc.string({ unit: "binary" }) }),
  fc.record({ kind: fc.constantFrom("crash" as const, "restart" as const), machine }),
  fc.record({ kind: fc.constant("skew" as const), machine, byMs: fc.integer() }),
  fc.record({ kind: fc.constantFrom("cut" as const, "heal" as const), cut: count }),
);
const timed = fc
  .tuple(choice, fc.option(fc.integer(), { nil: undefined }))
  .map(([made, nowMs]) => ({ ...made, ...(nowMs === undefined ? {} : { nowMs }) }));

test("a schedule that is written and read is the same schedule", () => {
  fc.assert(
    fc.property(fc.array(timed), (schedule) => {
      expect(readSchedule(writeSchedule(schedule, system), system)).toEqual(schedule);
    }),
  );
});

test("its text can stand in an address as it is", () => {
  fc.assert(
    fc.property(fc.array(timed), (schedule) => {
      expect(writeSchedule(schedule, system)).toMatch(/^[\w.~-]*$/);
    }),
  );
});

test("an ordinary delivery takes six characters", () => {
  expect(writeSchedule([{ kind: "deliver", from: "the shop", to: "b", nth: 0 }], system)).toBe("d0.1.0");
});

test.each(["d0.1", "d0.1.", "d0.9.0", "d0.1.0.3", "i1", "q0", "d0.1.0_", "d0.1.x!", "i1.0~", "x", "k", "t9.a", "%64"])(
  "a text that is cut short or mistyped is refused: %s",
  (text) => {
    expect(() => readSchedule(text, system)).toThrow(/^Cannot read the schedule as ".*" is no choice of this system\./);
  },
);
