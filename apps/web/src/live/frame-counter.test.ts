import { expect, test } from "vitest";
import { missedIn } from "./frame-counter.ts";

test("a frame is missed for each sixtieth of a second in which none was shown", () => {
  expect(missedIn(1000 / 60)).toBe(0);
  expect(missedIn(17.3)).toBe(0);
  expect(missedIn(2000 / 60)).toBe(1);
  expect(missedIn(100)).toBe(5);
});
