import type { CheckVerdict } from "@millrace/grader";
import { expect, test } from "vitest";
import { readSaid } from "./read-said.ts";

const failed: CheckVerdict = {
  name: "a hello is answered",
  status: "failed",
  proof: { kind: "proved", states: 4, transitions: 3, schedules: 0, depth: 2, bound: { depth: 9 } },
  law: "a hello is answered",
  expected: "an answer",
  actual: "none",
  counterexample: {
    schedule: ["a is asked"],
    link: "mr1.0-1",
    diagram: { mermaid: "sequenceDiagram", text: "a ──" },
    length: 1,
    foundLength: 2,
    shortest: true,
  },
};

test("what a grading says is taken as it is", () => {
  const said = { type: "verdict", index: 2, verdict: failed, place: { line: 3, column: 4 } };
  expect(readSaid(said)).toEqual(said);
  const sampled = {
    kind: "sampled",
    runs: 1,
    seed: 1,
    localStates: 2,
    lastNew: { run: 1, of: 1 },
    proved: failed.proof,
  };
  const passed = { type: "verdict", index: 0, verdict: { name: "n", status: "passed", proof: sampled } };
  expect(readSaid(passed)).toEqual(passed);
  expect(readSaid({ type: "running", what: null })).toEqual({ type: "running", what: null });
});

test("a run is taken if a view can count on its parts", () => {
  const event = {
    id: 0,
    kind: "start",
    machine: "a",
    vector: { a: 1 },
    sends: [],
    outputs: [],
    observations: [],
    timersSet: [],
  };
  const execution = { system: { nodes: [{ id: "a" }], channels: [], inputs: [] }, schedule: [], events: [event] };
  const violation = { law: "l", expected: "e", actual: "a", event: 0 };
  const run = { execution, violation, check: "a hello is answered", lawCount: 2, fidelity: { kind: "exact" } };
  expect(readSaid({ type: "run", run })).toEqual({ type: "run", run });
  const fidelity = { kind: "diverged", choice: 1, event: 3, found: 1, leftOut: 0, added: 0, notMade: 0 };
  expect(readSaid({ type: "run", run: { ...run, fidelity } })).toEqual({ type: "run", run: { ...run, fidelity } });
  for (const wrong of [
    { execution: { ...execution, events: [{ ...event, id: 4 }] } },
    { execution: { ...execution, events: [{ ...event, sends: undefined }] } },
    { execution: { ...execution, system: {} } },
    { violation: { law: "l" } },
    { lawCount: undefined },
    { check: undefined },
    { fidelity: { kind: "nearly" } },
    { fidelity: { ...fidelity, event: "3" } },
  ])
    expect(readSaid({ type: "run", run: { ...run, ...wrong } })).toBeUndefined();
});

test("what is not known is left out", () => {
  const said = { type: "verdict", index: 0, verdict: { ...failed, html: "<img>" } };
  expect(readSaid(said)).toEqual({ type: "verdict", index: 0, verdict: failed });
});

test("what no worker of ours says is refused", () => {
  for (const data of [
    undefined,
    "ready",
    { type: "ended" },
    { type: "verdict", index: 0.5, verdict: failed },
    { type: "verdict", index: 0, verdict: { ...failed, status: "won" } },
    { type: "verdict", index: 0, verdict: { ...failed, counterexample: { link: "x" } } },
    { type: "refused", problem: { kind: "anything", message: "" } },
  ])
    expect(readSaid(data)).toBeUndefined();
});
