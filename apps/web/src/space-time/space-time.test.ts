import { World, at, defineMachine, defineSystem } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { eventWords } from "./event-words.ts";
import { layOut, placeOf } from "./geometry.ts";
import { walk } from "./walk.ts";

const relay = defineMachine<object, string, string, string>({
  start: () => ({}),
  onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
  onMessage: (_state, text, _from, context) => context.output(text),
});

function execution() {
  const system = defineSystem({
    machines: { a: relay, b: relay, c: relay },
    channels: "any-order",
    inputs: [at("a", "x")],
    faults: { crashes: 1, drops: 1, cuts: [[["a"], ["b"]]] },
  });
  const world = new World(system);
  world.apply({ kind: "input", machine: "a", input: 0 });
  world.apply({ kind: "drop", from: "a", to: "c", nth: 0 });
  world.apply({ kind: "cut", cut: 0 });
  world.apply({ kind: "heal", cut: 0 });
  world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
  world.apply({ kind: "crash", machine: "b" });
  world.apply({ kind: "restart", machine: "b" });
  return world.execution;
}

describe("the layout", () => {
  test("has a row for the network, if it is cut, and one for each machine; later is further right", () => {
    const run = execution();
    const geometry = layOut(run);
    expect(geometry.rows.map(({ machine, events }) => [machine, events])).toEqual([
      ["", [5, 6]],
      ["a", [0, 3]],
      ["b", [1, 7, 8, 9]],
      ["c", [2, 4]],
    ]);
    const places = run.events.map((event) => placeOf(event, geometry).x);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(new Set(places).size).toBe(run.events.length);
  });

  test("a message goes from its sending to its arrival, or to where it is lost", () => {
    const lines = layOut(execution()).lines;
    expect(lines.map(({ fate, sentAt, endAt, text }) => [fate, sentAt, endAt, text])).toEqual([
      ["arrives", 3, 7, "x"],
      ["lost", 3, 4, "x"],
    ]);
  });

  test("a message that never arrives is drawn as under way", () => {
    const world = new World(defineSystem({ machines: { a: relay, b: relay }, inputs: [at("a", "x")] }));
    world.apply({ kind: "input", machine: "a", input: 0 });
    expect(layOut(world.execution).lines.map(({ fate }) => fate)).toEqual(["under way"]);
  });

  test("a machine is down from its crash to its restart", () => {
    const { spans } = layOut(execution());
    expect(spans.filter(({ row }) => row === 2).map(({ isUp }) => isUp)).toEqual([true, false, true]);
  });
});

describe("walking with the keys", () => {
  const { rows } = layOut(execution());

  test("left and right stay on a machine, and stop at its ends", () => {
    expect([walk("ArrowRight", 1, rows), walk("ArrowRight", 9, rows), walk("ArrowLeft", 1, rows)]).toEqual([7, 9, 1]);
    expect([walk("Home", 8, rows), walk("End", 1, rows)]).toEqual([1, 9]);
  });

  test("up and down lead to the event of the next machine that is closest in time", () => {
    expect([walk("ArrowUp", 7, rows), walk("ArrowDown", 3, rows), walk("ArrowDown", 4, rows)]).toEqual([3, 1, 4]);
    expect(walk("ArrowUp", 5, rows)).toBe(5);
  });

  test("other keys lead nowhere", () => expect(walk("x", 1, rows)).toBeUndefined());
});

test("each event is put into words", () => {
  const run = execution();
  expect(run.events.map((event) => eventWords(event, run))).toEqual([
    "a starts",
    "b starts",
    "c starts",
    "a takes input x and sends x to b and c",
    "the network loses x from a to c",
    "The network is cut from a to b",
    "The network is whole again from a to b",
    "b receives x from a and puts out x",
    "b crashes and forgets all but its disk",
    "b restarts",
  ]);
});
