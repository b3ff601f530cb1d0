import { type Event, type Machine, at, defineMachine, defineSystem, happensBefore, simulate } from "@millrace/core";
import { expect, test } from "vitest";
import { countPasts } from "./known-pasts.ts";

test.each([1, 2, 3, 4, 5])(
  "a past has as many events of each machine as happened before, whichever are asked about (%i)",
  (seed) => {
    const { events } = simulate(defineSystem({ machines: { a: chatty, b: chatty, c: chatty }, inputs, faults }), {
      seed,
    });
    const own = events.filter(({ kind }) => kind !== "drop" && kind !== "duplicate");
    for (const asked of [own, events.filter(({ kind }) => kind === "input" || kind === "deliver")]) {
      const pasts = countPasts(asked);
      for (const event of asked) expect(pasts.get(event.id)).toEqual(countOneByOne(asked, event));
    }
  },
);

test("events of other machines that nobody asks about are counted for nobody", () => {
  const { events } = simulate(defineSystem({ machines: { a: chatty, b: chatty, c: chatty }, inputs }), {
    seed: 1,
  });
  const asked = events.filter(({ machine }) => machine === "b");
  const pasts = countPasts(asked);
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.map(({ id }) => [...(pasts.get(id) ?? [])])).toEqual(asked.map((_, place) => [["b", place + 1]]));
});

const faults = { crashes: 1, duplicates: 1, drops: 1 };

const inputs = ["a", "b", "c", "a", "b", "c", "a", "c"].map((machine, turn) => ({
  ...at(machine, turn),
  atMs: turn * 3,
}));

/** Passes on what it is told, at once and once more when its timer goes off. */
const chatty: Machine<{ left: number }, number, never, number> = defineMachine({
  start: () => ({ left: 4 }),
  onMessage(state, message, _from, { peers, send }) {
    const to = peers[message % peers.length];
    if (state.left-- > 0 && to !== undefined) send(to, message + 1);
  },
  onTimer(_state, _timer, { peers, send }) {
    for (const peer of peers) send(peer, 1);
  },
  onInput(_state, input, { peers, send, setTimer }) {
    for (const peer of peers) send(peer, input);
    setTimer("again", 5);
  },
});

function countOneByOne(events: readonly Event[], event: Event): Map<string, number> {
  const counts = new Map<string, number>();
  for (const other of events)
    if (other === event || happensBefore(other, event)) counts.set(other.machine, (counts.get(other.machine) ?? 0) + 1);
  return counts;
}
