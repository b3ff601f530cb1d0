import { type Input, at, createRandom, defineSystem, simulate } from "@millrace/core";
import { photographed, randomTransfers } from "@millrace/snapshots/transfers-to-try.ts";
import { expect, test } from "vitest";
import { branch, branches } from "./bank-system.ts";
import { agrees, judgeCut, sum, sumOf, sumOfTills, wasAMoment } from "./judge-cut.ts";
import { type Answers, allTheMoney, channels, emptyLedger, enter, hasAllAnswers, isFinished } from "./ledger.ts";

const seeds = Array.from({ length: 40 }, (_unused, seed) => seed);

test("every photo is finished, consistent and holds all the money, and its channels hold what was on its way", () => {
  for (const seed of seeds) {
    const { photos, transfers } = ledgerOf(seed);
    expect(photos.map(({ name }) => name)).toEqual(["ten"]);
    for (const photo of photos) {
      expect(isFinished(photo)).toBe(true);
      expect(agrees(photo, transfers)).toBe(true);
      expect(sumOfTills(photo.answers) + sum(Object.values(photo.channels).flat())).toBe(allTheMoney);
    }
  }
});

test("a photo that leaves something out, or has it in two tills, does not agree with what happened", () => {
  const sent = { messageId: 1, from: "north", to: "east", amount: 7, sentAt: 3, receivedAt: 8 };
  const answersAt = (north: number, east: number): Answers => ({
    north: { balance: 93, event: north },
    east: { balance: 100, event: east },
    west: { balance: 100, event: 9 },
  });
  const photo = { name: "ten", answers: answersAt(5, 6), channels: { "north → east": [7] }, lastEvent: 9 };
  expect(agrees(photo, [sent])).toBe(true);
  expect(agrees({ ...photo, channels: {} }, [sent])).toBe(false);
  expect(agrees({ ...photo, answers: answersAt(2, 9), channels: {} }, [sent])).toBe(false);
  expect(wasAMoment(answersAt(5, 6), [sent])).toBe(true);
  const later = { messageId: 2, from: "west", to: "east", amount: 1, sentAt: 4 };
  expect(wasAMoment({ ...answersAt(2, 9), west: { balance: 100, event: 5 } }, [later])).toBe(true);
  expect(
    wasAMoment({ ...answersAt(2, 9), west: { balance: 100, event: 5 } }, [{ ...sent, receivedAt: 12 }, later]),
  ).toBe(false);
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
