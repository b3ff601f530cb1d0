import { type Input, at, createRandom, defineSystem, simulate } from "@millrace/core";
import { photographed, randomTransfers } from "@millrace/snapshots/transfers-to-try.ts";
import { expect, test } from "vitest";
import { branch, branches } from "./bank-system.ts";
import { judgeCut, sum, sumOf, sumOfTills } from "./judge-cut.ts";
import { allTheMoney, channelName, channels, emptyLedger, enter, hasAllAnswers, isFinished } from "./ledger.ts";

const seeds = Array.from({ length: 40 }, (_unused, seed) => seed);

test("every photo is finished, consistent and holds all the money, and its channels hold what was on its way", () => {
  for (const seed of seeds) {
    const { photos, transfers } = ledgerOf(seed);
    expect(photos.map(({ name }) => name)).toEqual(["ten"]);
    for (const photo of photos) {
      expect(isFinished(photo)).toBe(true);
      const { underWay, twice } = judgeCut(photo.answers, transfers);
      expect(twice).toEqual([]);
      for (const { from, to } of channels)
        expect(photo.channels[channelName({ from, to })]).toEqual(
          underWay.filter((sent) => sent.from === from && sent.to === to).map(({ amount }) => amount),
        );
      expect(sumOfTills(photo.answers) + sum(Object.values(photo.channels).flat())).toBe(allTheMoney);
    }
  }
});

test("a count by telephone is off by exactly what was on its way and what was counted twice", () => {
  const wrong = seeds.filter((seed) => {
    const { counts, transfers } = ledgerOf(seed);
    const [count] = counts;
    if (count === undefined) throw new Error("Nobody was asked.");
    expect(hasAllAnswers(count.answers)).toBe(true);
    const { underWay, twice } = judgeCut(count.answers, transfers);
    expect(sumOfTills(count.answers)).toBe(allTheMoney - sumOf(underWay) + sumOf(twice));
    return sumOfTills(count.answers) !== allTheMoney;
  });
  expect(wrong.length).toBeGreaterThan(0);
});

test("in the end nothing is on its way, and the tills hold all the money", () => {
  const { underWay, balances, transfers } = ledgerOf(1);
  expect(underWay).toEqual([]);
  expect(transfers.every(({ receivedAt }) => receivedAt !== undefined)).toBe(true);
  expect(sum(Object.values(balances))).toBe(allTheMoney);
});

function ledgerOf(seed: number): typeof emptyLedger {
  const transfers = randomTransfers(createRandom(seed), { channels, transfers: 30, everyMs: 3 });
  const asked: Input[] = branches.map((name, turn) => at(name, { type: "ask", count: "1" }, { atMs: 30 + turn * 9 }));
  const inputs = [...transfers, { ...photographed("north", "ten"), atMs: 40 }, ...asked];
  const system = defineSystem({
    machines: Object.fromEntries(branches.map((name) => [name, branch])),
    inputs: inputs.toSorted((one, other) => one.atMs - other.atMs),
  });
  return simulate(system, { seed, latencyMs: [1, 30] }).events.reduce(enter, emptyLedger);
}
