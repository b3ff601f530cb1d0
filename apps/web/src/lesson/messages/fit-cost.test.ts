import { expect, test } from "vitest";
import { fitCost } from "./fit-cost.ts";

test("prices are found again from points that follow them", () => {
  const points = [1, 5, 20, 200].map((batchRows) => ({ batchRows, msPerRow: 12 / batchRows + 0.03 }));
  const cost = fitCost(points);
  expect(cost?.messageMs).toBeCloseTo(12, 6);
  expect(cost?.rowMs).toBeCloseTo(0.03, 6);
});

test("no price is below nothing", () => {
  expect(
    fitCost([
      { batchRows: 1, msPerRow: 10 },
      { batchRows: 10, msPerRow: 0.5 },
    ])?.rowMs,
  ).toBe(0);
  expect(
    fitCost([
      { batchRows: 1, msPerRow: 1 },
      { batchRows: 10, msPerRow: 2 },
    ])?.messageMs,
  ).toBe(0);
});

test("one size explains nothing", () => {
  expect(
    fitCost([
      { batchRows: 5, msPerRow: 1 },
      { batchRows: 5, msPerRow: 2 },
    ]),
  ).toBeUndefined();
});
