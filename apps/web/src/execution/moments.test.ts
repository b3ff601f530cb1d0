import { World, at, defineMachine, defineSystem } from "@millrace/core";
import { listJourneys } from "@millrace/diagrams/journeys.ts";
import { expect, test } from "vitest";
import { inFlightAt, machineBefore, machinesAt } from "./moments.ts";

const counter = defineMachine<{ seen: number }, string, never, string>({
  start: (context) => ({ seen: Number(context.disk.read("seen") ?? 0) }),
  onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
  onMessage(state, _text, _from, context) {
    state.seen += 1;
    context.disk.write("seen", state.seen);
    context.setTimer("rest", 5);
  },
});

function execution() {
  const system = defineSystem({
    machines: { a: counter, b: counter },
    channels: "any-order",
    inputs: [at("a", "x"), at("a", "y")],
    faults: { crashes: 1, drops: 1, duplicates: 1 },
  });
  const world = new World(system);
  world.apply({ kind: "input", machine: "a", input: 0 });
  world.apply({ kind: "input", machine: "a", input: 1 });
  world.apply({ kind: "duplicate", from: "a", to: "b", nth: 0 });
  world.apply({ kind: "deliver", from: "a", to: "b", nth: 2 });
  world.apply({ kind: "crash", machine: "b" });
  world.apply({ kind: "drop", from: "a", to: "b", nth: 0 });
  world.apply({ kind: "restart", machine: "b" });
  return world.execution;
}

test("a machine's state is that after its last event, and a crash leaves nothing but its disk", () => {
  const b = (moment: number) => machinesAt(execution(), moment)[1];
  expect(b(0)).toMatchObject({ condition: "not started" });
  expect(b(4)).toMatchObject({ condition: "up", state: { seen: 0 }, since: 1 });
  expect(b(5)).toMatchObject({ condition: "up", state: { seen: 1 }, timers: [{ name: "rest", afterMs: 5 }] });
  expect(b(6)).toMatchObject({ condition: "down", disk: new Map([["seen", 1]]), since: 6 });
  expect(b(6)?.state).toBeUndefined();
  expect(b(8)).toMatchObject({ condition: "up", state: { seen: 1 }, since: 8 });
});

test("before an event its machine is as the last event left it", () => {
  const run = execution();
  const [event] = run.events.slice(5);
  expect(event && machineBefore(run, event)?.state).toEqual({ seen: 0 });
});

test("messages in flight are those that are sent and have neither arrived nor been lost; a doubled one stays", () => {
  const flying = (moment: number) => inFlightAt(execution(), moment).map(({ message }) => message);
  expect(flying(1)).toEqual([]);
  expect(flying(3)).toEqual(["x", "y"]);
  expect(flying(5)).toEqual(["x"]);
  expect(flying(8)).toEqual(["x"]);
});

test("what is in flight at the end of a run cut short there is what the diagrams say", () => {
  const run = execution();
  for (const { id } of run.events) {
    const cutShort = listJourneys(run, id + 1).filter(({ isInTransit }) => isInTransit);
    expect(inFlightAt(run, id).map(({ messageId }) => messageId)).toEqual(cutShort.map(({ messageId }) => messageId));
  }
});
