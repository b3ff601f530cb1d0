import { at, simulate } from "@millrace/core";
import { expect, test } from "vitest";
import { riverSystem } from "./river-system.ts";
import { riverTally } from "./river-tally.ts";

const inputs = [at("source", { type: "flow", rows: 60, batchRows: 10, everyMs: 100 })];

test("the tally of a calm river: what left is what came, and nothing was sent in vain", () => {
  const { events } = simulate(riverSystem({ inputs }));
  const tally = events.reduce(riverTally.add, riverTally.start());
  expect(tally.sent).toEqual({ batches: 6, rows: 60 });
  expect(tally.counted).toEqual({ batches: 6, rows: 60 });
  // Four times on, and four times the word that it is there.
  expect(tally.messages).toBe(6 * 8);
  expect([tally.again, tally.known, tally.lost, tally.doubled, tally.news]).toEqual([0, 0, 0, 0, []]);
});

test("losses, copies and kills are counted and told, and the ends agree", () => {
  const faults = { drops: 4, duplicates: 4, crashes: 2 };
  const tallies = Array.from({ length: 20 }, (_none, seed) =>
    simulate(riverSystem({ inputs, faults }), { seed }).events.reduce(riverTally.add, riverTally.start()),
  );
  for (const { sent, counted } of tallies) expect(counted).toEqual(sent);
  for (const { lost, again } of tallies) expect(again).toBeGreaterThanOrEqual(lost > 0 ? 1 : 0);
  expect(tallies.some(({ known }) => known > 0)).toBe(true);
  expect(tallies.flatMap(({ news }) => news).some(({ text }) => text.includes("was killed"))).toBe(true);
});
