import { type Schedule, at, defineMachine, defineSystem, readSchedule, replay } from "@millrace/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLink, writeLink } from "./link.ts";

const relay = defineMachine<object, { type: string }, never, string>({
  start: () => ({}),
  onInput: (_state, to, context) => context.send(to, { type: "order" }),
});
const system = defineSystem({ machines: { a: relay, b: relay }, inputs: [at("a", "b")] });
const schedule: Schedule = [
  { kind: "input", machine: "a", input: 0 },
  { kind: "deliver", from: "a", to: "b", nth: 0 },
];
const execution = replay(system, schedule);

test("a link that is written and read leads to the same schedule", () => {
  const exercise = fc.tuple(fc.nat(99), fc.nat(99)).map((parts) => parts.join("."));
  const version = fc.stringMatching(/^[0-9a-f]{0,8}$/);
  fc.assert(
    fc.property(fc.record({ exercise, version, check: fc.nat(), world: fc.nat(), seed: fc.integer() }), (place) => {
      const text = writeLink(place, execution);
      expect(text).toMatch(/^[\w.~-]+$/);
      const link = readLink(text);
      expect(link).toEqual({ ...place, schedule: expect.stringMatching(/^norder_i_d\.1_e\w{8}$/) });
      expect(readSchedule(link.schedule, system).schedule).toEqual(schedule);
    }),
  );
});

const text = writeLink({ exercise: "2.1", version: "5eed", check: 3, world: 1, seed: 7 }, execution);

test("a link of a run of two steps takes one line of a narrow terminal", () => {
  expect(text.length).toBeLessThan(50);
});

test.each([
  ` ${text}\n`,
  `http://localhost:4321/replay/${text}`,
  `http://localhost/?link=${text}`,
  `http://localhost/#${text}`,
])("a link may be pasted with what stands around it: %j", (pasted) => {
  expect(readLink(pasted)).toEqual(readLink(text));
});

test.each([
  ["", /does not begin with "mr1\."/],
  ["hello", /does not begin with "mr1\."/],
  [text.replace("mr1", "mr2"), /its format is 2, and this Millrace reads format 1/],
  [text.slice(0, 12), /a part of it is missing/],
  [text.replace(".3-", ".x-"), /a part of it is missing/],
  [text.replace(".3-", `.${"9".repeat(400)}-`), /its check is too large a number: Infinity/],
  [text.replace("-7.", "-99999999999999999."), /its seed is too large a number/],
  [text.replace("2-1", `${"2".repeat(5000)}-1`), /a part of it is missing/],
  [`mr${"7".repeat(5000)}.`, /its format is 777777777, and/],
  ["mr1.__proto__-1-5eed.0-0-0.i", /a part of it is missing/],
  ["mr1.💥", /a part of it is missing/],
])("what is no link says why: %j", (wrong, message) => {
  expect(() => readLink(wrong)).toThrow(message);
  expect(() => readLink(wrong)).toThrow(/^.{1,250}$/);
});
