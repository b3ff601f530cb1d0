import { createRandom } from "@millrace/core";
import { expect, test } from "vitest";
import { pingPong } from "./domino.ts";
import { type Histories, type HistoryEvent, type Line, findOrphan, recoveryLine, rollBack } from "./recovery-line.ts";

test("saving between a receipt and its answer, both go back once for each round and once more, to the start", () => {
  for (const rounds of [0, 1, 2, 5, 20]) {
    const { line, steps } = rollBack(pingPong(rounds, { saves: "before answering" }));
    expect(line).toEqual({ a: 0, b: 0 });
    // The first time, a goes back by itself: it has crashed.
    expect(steps.filter(({ machine }) => machine === "a")).toHaveLength(rounds);
    expect(steps.filter(({ machine }) => machine === "b")).toHaveLength(rounds + 1);
  }
});

test("saving after the answer, nobody goes back but the one that crashed, and it goes back once", () => {
  for (const rounds of [1, 2, 5, 20]) {
    const histories = pingPong(rounds, { saves: "after answering" });
    expect(rollBack(histories)).toEqual({ line: { a: 2 * rounds + 1, b: 2 * rounds + 2 }, steps: [] });
  }
});

test("of all cuts that can be made of what is saved, the line is the latest without an orphan", () => {
  for (let seed = 0; seed < 60; seed++) {
    const histories = randomHistories(seed);
    const line = recoveryLine(histories);
    expect(findOrphan(histories, line)).toBeUndefined();
    const consistent = everyCut(histories).filter((cut) => findOrphan(histories, cut) === undefined);
    for (const machine of Object.keys(histories)) {
      expect(line[machine]).toBe(Math.max(...consistent.map((cut) => cut[machine] ?? 0)));
    }
  }
});

test("who has not saved its start may have nowhere to go", () => {
  const histories: Histories = {
    a: { events: [{ from: null, to: ["b"] }], saved: [0] },
    b: { events: [{ from: "a", to: [] }], saved: [1] },
  };
  expect(() => recoveryLine(histories)).toThrow("Save the start");
});

test("a message that is sent and not received is no orphan, and nobody goes back for it", () => {
  const histories: Histories = {
    a: { events: [{ from: null, to: ["b"] }], saved: [0, 1] },
    b: { events: [{ from: "a", to: [] }], saved: [0] },
  };
  expect(rollBack(histories)).toEqual({ line: { a: 1, b: 0 }, steps: [] });
});

/** Three machines, twelve events, some of them saved: who does what is drawn from the seed. */
function randomHistories(seed: number): Histories {
  const random = createRandom(seed);
  const names = ["a", "b", "c"];
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? "";
  const events: Record<string, HistoryEvent[]> = { a: [], b: [], c: [] };
  const inTransit: { from: string; to: string }[] = [];
  for (let turn = 0; turn < 12; turn++) {
    const machine = pick(names);
    const place = random() < 0.6 ? inTransit.findIndex(({ to }) => to === machine) : -1;
    const [received] = place < 0 ? [] : inTransit.splice(place, 1);
    const to = Array.from({ length: Math.floor(random() * 2.5) }, () => pick(names.filter((name) => name !== machine)));
    events[machine]?.push({ from: received?.from ?? null, to });
    inTransit.push(...to.map((receiver) => ({ from: machine, to: receiver })));
  }
  return Object.fromEntries(
    names.map((machine) => {
      const all = events[machine] ?? [];
      const saved = [0, ...all.map((_, index) => index + 1).filter(() => random() < 0.6)];
      return [machine, { events: all, saved }];
    }),
  );
}

function everyCut(histories: Histories): Line[] {
  return Object.entries(histories).reduce<Line[]>(
    (cuts, [machine, { saved }]) => cuts.flatMap((cut) => saved.map((count) => ({ ...cut, [machine]: count }))),
    [{}],
  );
}
