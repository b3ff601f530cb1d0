import { defineSystem, follow } from "@millrace/core";
import { expect, test } from "vitest";
import { roundsThatCross, roundsWithOneLeftBehind } from "./left-behind.ts";
import { vectorClock } from "./mod.ts";

test("messages cross, and the first that are slow come last; all arrive", () => {
  const { inputs, schedule } = roundsThatCross(["a", "b", "c"]);
  const machines = { a: vectorClock, b: vectorClock, c: vectorClock };
  const { execution } = follow(defineSystem({ machines, channels: "any-order", inputs }), schedule, []);
  const sendings = execution.events.filter(({ sends, machine }) => machine === "c" && sends[0]?.to === "b");
  const heard = execution.events.filter(
    ({ kind, machine, from }) => kind === "deliver" && machine === "b" && from === "c",
  );
  expect(heard.map(({ cause }) => sendings.findIndex(({ id }) => id === cause))).toEqual([0, 1, 4, 3, 2]);
  expect(execution.events.filter(({ kind }) => kind === "deliver")).toHaveLength(inputs.length);
});

test("each machine is told seven times, and hears the fourth after the sixth", () => {
  const { inputs, schedule } = roundsWithOneLeftBehind(["a", "b", "c"]);
  const machines = { a: vectorClock, b: vectorClock, c: vectorClock };
  const { execution } = follow(defineSystem({ machines, channels: "any-order", inputs }), schedule, []);
  const sendings = execution.events.filter(({ kind, machine }) => kind === "input" && machine === "a");
  const heard = execution.events.filter(({ kind, machine }) => kind === "deliver" && machine === "b");
  const order = heard.map(({ cause }) => sendings.findIndex(({ id }) => id === cause));
  expect(order).toEqual([0, 1, 2, 4, 5, 3, 6]);
});
