import { World, at, broken, defineMachine, defineSystem, eventually, monitor, simulate } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { HandRun } from "./hand-run.ts";

const relay = defineMachine<{ heard: string[] }, string, string, string>({
  start: () => ({ heard: [] }),
  onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
  onMessage(state, text, _from, context) {
    state.heard.push(text);
    context.output(text);
  },
});
const system = defineSystem({
  machines: { a: relay, b: relay },
  channels: "any-order",
  inputs: [at("a", "1"), at("a", "2")],
  faults: { drops: 1 },
});
const inOrder = monitor<{ last: number }, unknown, unknown>("in order", {
  start: () => ({ last: 0 }),
  on: {
    output(state, { output }) {
      if (Number(output) < state.last) return broken(`more than ${state.last}`, String(output));
      state.last = Number(output);
      return undefined;
    },
  },
});
const hearsBoth = eventually("both are heard", {
  of: inOrder,
  holds: ({ last }) => (last === 2 ? undefined : broken("2", String(last))),
});

function recorded() {
  const world = new World(system);
  world.apply({ kind: "input", machine: "a", input: 0 });
  world.apply({ kind: "input", machine: "a", input: 1 });
  world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
  world.apply({ kind: "deliver", from: "a", to: "b", nth: 0 });
  return world.execution;
}

describe("leaving an execution", () => {
  test("the options of a moment say what was taken, and which are faults", () => {
    const options = new HandRun(recorded()).optionsAt(3);
    expect(options.map(({ words, wasTaken, isFault }) => [words, wasTaken, isFault])).toEqual([
      ['b receives "1" from a, number 1 of 2 in its channel', true, false],
      ['b receives "2" from a, number 2 of 2 in its channel', false, false],
      ['"1" from a to b is lost, number 1 of 2 in its channel', false, true],
      ['"2" from a to b is lost, number 2 of 2 in its channel', false, true],
    ]);
  });

  test("another delivery leads to another run, which the laws watch", () => {
    const run = new HandRun(recorded(), [inOrder]);
    const first = run.choose(3, { kind: "deliver", from: "a", to: "b", nth: 1 });
    expect(first.violation).toBeUndefined();
    expect(first.execution.events).toHaveLength(5);
    const second = first.hand.choose(4, { kind: "deliver", from: "a", to: "b", nth: 0 });
    expect(second.violation).toMatchObject({ law: "in order", expected: "more than 2", actual: "1", event: 5 });
  });

  test("a law about the end is asked when nothing is left to do, and not before", () => {
    const run = new HandRun(recorded(), [hearsBoth]);
    const lost = run.choose(3, { kind: "drop", from: "a", to: "b", nth: 1 });
    expect(lost.violation).toBeUndefined();
    const end = lost.hand.choose(4, { kind: "deliver", from: "a", to: "b", nth: 0 });
    expect(end.violation).toMatchObject({ law: "both are heard", actual: "1" });
    expect(run.finish(1).violation).toBeUndefined();
    expect(run.finish(1).execution.schedule).toHaveLength(4);
  });

  test("the recorded execution is not touched, and going back and forth changes nothing", () => {
    const inputs = Array.from({ length: 1200 }, (_, turn) => at("a", `${turn}`, { atMs: turn }));
    const long = simulate(defineSystem({ machines: { a: relay, b: relay }, inputs }), { seed: 2, steps: 2000 });
    const run = new HandRun(long);
    const fresh = (moment: number) => new HandRun(long).optionsAt(moment);
    for (const moment of [1999, 3, 1204, 700, 701, 0, 1999]) expect(run.optionsAt(moment)).toEqual(fresh(moment));

    const [choice] = run.optionsAt(1100).filter(({ wasTaken }) => !wasTaken);
    if (choice === undefined) throw new Error("There is no other way at event 1100.");
    const { execution, hand } = run.choose(1100, choice.choice);
    for (const moment of [1101, 1100, 4, 1101])
      expect(hand.optionsAt(moment)).toEqual(new HandRun(execution).optionsAt(moment));
    expect(run.optionsAt(1999)).toEqual(fresh(1999));
  });
});
