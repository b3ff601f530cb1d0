import { type Schedule, at, defineMachine, defineSystem } from "@millrace/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLink, scheduleOf, writeLink } from "./link.ts";

const silent = defineMachine<object>({ start: () => ({}) });
const system = defineSystem({ machines: { a: silent, b: silent }, inputs: [at("a", 1)] });
const schedule: Schedule = [
  { kind: "input", machine: "a", input: 0 },
  { kind: "deliver", from: "a", to: "b", nth: 0 },
];

test("a link that is written and read leads to the same schedule", () => {
  const exercise = fc.tuple(fc.nat(99), fc.nat(99)).map((parts) => parts.join("."));
  const version = fc.stringMatching(/^[0-9a-f]{0,8}$/);
  fc.assert(
    fc.property(fc.record({ exercise, version, check: fc.nat(), world: fc.nat(), seed: fc.integer() }), (place) => {
      const text = writeLink(place, schedule, system);
      const link = readLink(text);
      expect(link).toEqual({ ...place, schedule: "i0.0_d0.1.0" });
      expect(scheduleOf(link, system)).toEqual(schedule);
    }),
  );
});

const text = writeLink({ exercise: "2.1", version: "5eed", check: 3, world: 1, seed: 7 }, schedule, system);

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
])("what is no link says why: %j", (wrong, message) => {
  expect(() => readLink(wrong)).toThrow(message);
});
