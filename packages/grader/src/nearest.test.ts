import { expect, test } from "vitest";
import { nearestNames } from "./nearest.ts";

const known = ["0.1-hello-machine", "1.1-lamport-clock", "2.1-fifo-delivery", "2.2-keyed-partitions", "3.1-retry"];

test.each([
  ["2.1-fifo-delivry", "2.1-fifo-delivery"],
  ["lamport", "1.1-lamport-clock"],
  ["fifo", "2.1-fifo-delivery"],
  ["Retri", "3.1-retry"],
  ["partitions", "2.2-keyed-partitions"],
])("%s was probably meant to be %s", (asked, meant) => {
  expect(nearestNames(asked, known)[0]).toBe(meant);
});

test("a number that is off by one digit has its neighbours", () => {
  expect(nearestNames("2.3", known)).toContain("2.2-keyed-partitions");
});

test("what resembles nothing was meant to be nothing", () => {
  expect(nearestNames("zzzzzzzzzz", known)).toEqual([]);
  expect(nearestNames("anything", [])).toEqual([]);
});
