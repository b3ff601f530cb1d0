import { expect, test } from "vitest";
import { faulty, longRun, outOfOrder, overtaking } from "./sample-runs.node.ts";
import { sequenceDiagram } from "./sequence-diagram.ts";

test("a message that overtakes another, the one overtaken, and the law in words", () => {
  expect(sequenceDiagram(overtaking(), { violation: outOfOrder })).toBe(`sequenceDiagram
  participant m0 as a
  participant m1 as b
  Note over m0: in to: ["b"], text: one<br/>sends one to b
  Note over m0: in to: ["b"], text: two
  rect rgba(255, 80, 80, 0.2)
    m0->>m1: two (overtakes one)
    Note over m1: out two
    Note over m1: ✗ broken here: messages arrive in the order they<br/>were sent<br/>expected: b puts out one first<br/>actual: b put out two
  end
  m0-xm1: one (under way)`);
});

test("a crash, a restart, a doubled message and a lost one", () => {
  expect(sequenceDiagram(faulty())).toBe(`sequenceDiagram
  participant m0 as a
  participant m1 as b
  participant m2 as c
  Note over m0: in work
  Note over m1: crash
  Note over m0,m2: work is doubled
  m0->>m2: work
  m0-xm2: work (lost)
  Note over m1: restart
  m0->>m1: work
  Note over m0: timer retry
  m2->>m0: reply 1
  Note over m0: out thanks
  m1->>m0: reply 1
  Note over m0: out thanks`);
});

test("a long run folded around what led to the broken event", () => {
  const run = longRun();
  const event = run.events.findIndex(({ outputs }) => outputs.includes("home"));
  expect(
    sequenceDiagram(run, { maxEvents: 3, violation: { law: "no way home", expected: "none", actual: "home", event } }),
  ).toBe(`sequenceDiagram
  participant m0 as a
  participant m1 as b
  participant m2 as c
  participant m3 as d
  participant m4 as e
  participant m5 as clock
  Note over m0,m5: … 51 events …
  m3->>m4: token 34
  Note over m5: timer tick
  m4->>m0: token 35
  rect rgba(255, 80, 80, 0.2)
    m0->>m1: token 36
    Note over m1: out home
    Note over m1: ✗ broken here: no way home<br/>expected: none<br/>actual: home
  end`);
});

test("where a handler fails, the diagram says so by itself", () => {
  const execution = overtaking();
  const failure = { kind: "threw", machine: "b", handler: "onMessage", message: "no stamp" } as const;
  expect(sequenceDiagram({ ...execution, failure })).toContain(
    "expected: onMessage of b does its work<br/>actual: no stamp",
  );
});

test("two names stay two", () => {
  const execution = overtaking();
  const long = (end: string): string => `${"x".repeat(80)}${end}`;
  const nodes = execution.system.nodes.map((node, index) => ({ ...node, id: long(`${index}`) }));
  const text = sequenceDiagram({ ...execution, events: [], system: { ...execution.system, nodes } });
  const [first, second] = text
    .split("\n")
    .slice(1)
    .map((line) => line.split(" as ")[1]);
  expect(first).not.toBe(second);
});
