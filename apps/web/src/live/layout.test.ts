import { expect, test } from "vitest";
import { boxSize, pointOnLine } from "./layout.ts";

test("a droplet goes from the edge of one box to the edge of the other, on the right-hand side", () => {
  const [left, right] = [
    { x: 100, y: 50 },
    { x: 500, y: 50 },
  ];
  expect(pointOnLine(left, right, 0).x).toBe(100 + boxSize.width / 2);
  expect(pointOnLine(left, right, 1).x).toBe(500 - boxSize.width / 2);
  expect(pointOnLine(left, right, 0.5).y).toBeGreaterThan(50);
  expect(pointOnLine(right, left, 0.5).y).toBeLessThan(50);
});
