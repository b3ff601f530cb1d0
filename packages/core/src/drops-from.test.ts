import { expect, test } from "vitest";
import { at, type ChannelKind, defineMachine, defineSystem, explore, type System, World } from "./mod.ts";

const relay = defineMachine<{ seen: string[] }, string, never, string>({
  start: () => ({ seen: [] }),
  onInput: (_state, text, context) => context.peers.forEach((peer) => context.send(peer, text)),
  onMessage: (state, text) => void state.seen.push(text),
});

function lossy(channels: ChannelKind, dropsFrom: "anywhere" | "front"): System {
  const inputs = ["1", "2", "3"].map((text) => at("a", text));
  return defineSystem({
    machines: { a: relay, b: relay },
    topology: [["a", "b"]],
    channels,
    inputs,
    faults: { drops: Infinity, dropsFrom },
  });
}

/** Which messages can be lost once all have been sent. */
function droppable(system: System): number[] {
  const world = new World(system);
  for (const input of [0, 1, 2]) world.apply({ kind: "input", machine: "a", input });
  return world.choices.flatMap((choice) => (choice.kind === "drop" ? [choice.nth] : []));
}

test("from the front of a fifo channel, only the next message is lost; from other channels, any", () => {
  expect(droppable(lossy("fifo", "anywhere"))).toEqual([0, 1, 2]);
  expect(droppable(lossy("fifo", "front"))).toEqual([0]);
  expect(droppable(lossy("any-order", "front"))).toEqual([0, 1, 2]);
});

test("the search takes the same drops as a world", () => {
  // A receiver has seen some of the messages that are gone, in their order; the rest waits: 2 to the power of the gone.
  const fromTheFront = [0, 1, 2, 3].map((sent) => 2 ** (sent + 1) - 1).reduce((sum, states) => sum + states);
  expect(explore(lossy("fifo", "front"), { laws: [] }).states).toBe(fromTheFront);
  // Each message has been seen, was lost or waits, and those that wait are the last of those not lost.
  expect(explore(lossy("fifo", "anywhere"), { laws: [] }).states).toBeGreaterThan(fromTheFront);
});
