import { expect, test } from "vitest";
import { readRecording, writeRecording } from "./recording-file.ts";
import type { Recording } from "./recording.ts";

const odd = new Map<unknown, unknown>([
  ["big", 2n ** 70n],
  [1, new Set([undefined, -0, NaN])],
  ["bytes", Uint8Array.of(1, 2)],
]);
const recording: Recording = {
  of: "2.1",
  seed: 3,
  durationMs: 120,
  machines: ["a", "b"],
  cuts: [{ from: ["a"], to: ["b"] }],
  inputs: [{ machine: "a", input: odd, atMs: 0.5 }],
  schedule: [
    { kind: "input", machine: "a", input: 0, nowMs: 1 },
    { kind: "cut", cut: 0 },
  ],
  events: [
    {
      id: 0,
      kind: "input",
      machine: "a",
      input: odd,
      sends: [],
      outputs: [odd],
      observations: [],
      timersSet: [],
      vector: { a: 1 },
      disk: new Map([["key", odd]]),
    },
  ],
  failures: [{ machine: "b", during: "uncaught", message: "no" }],
};

test("what is written is read again, whatever plain data machines put into it", () => {
  expect(readRecording(writeRecording(recording), "it")).toEqual(recording);
});

const written = writeRecording(recording);
test.each([
  ["", "it is no execution. Give the execution.json"],
  ["{}", "it is no execution"],
  [
    written.replace('"version": 1', '"version": 2'),
    "it is written in version 2 of the format, and this Millrace reads 1",
  ],
  [written.replace('"kind":"cut"', '"kind":"cot"'), "something in it was changed or is missing, at schedule.1.kind"],
  [written.replace('"seed": 3', '"seed": "x"'), "at seed: "],
  [written.replace(/"data": .*/, '"data": [7]'), "something in it was changed or is missing, at the whole"],
  [written.replace('"durationMs": 120,', ""), "at durationMs: "],
])("what was changed is refused, with its place: %#", (text, said) => {
  expect(() => readRecording(text, "it.json")).toThrow(
    `Cannot replay it.json as ${said.startsWith("at ") ? "something in it was changed or is missing, " : ""}${said}`,
  );
});
