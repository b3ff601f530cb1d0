import { expect, test } from "vitest";
import { system } from "../fixtures/odd.ts";
import { Worker, findDivergence, spawn } from "./mod.ts";

const worker = (): Worker => new Worker(new URL("../fixtures/odd.worker.ts", import.meta.url), { type: "module" });

test("machines talk at their start: to others, to themselves, to a resource, and with timers", async () => {
  const live = await spawn(system, { worker, disk: "folder" });
  await live.settled();
  const heard = live.machines.map(({ state }) => (state as { readonly heard?: readonly string[] }).heard ?? []);
  expect(heard[0]).toEqual(
    expect.arrayContaining(["A/1: I am A/1", "first", expect.stringMatching(/^A\/1, caller \d$/)]),
  );
  expect(heard[1]).toEqual(expect.arrayContaining(["A/1: I am A/1", "first", expect.stringMatching(/^a, caller \d$/)]));
  expect(heard[2]).toEqual(expect.arrayContaining(["a: I am a", "first", expect.stringMatching(/^a ü→, caller \d$/)]));
  expect(heard.flat()).not.toContain("second");
  const execution = await live.stop();
  expect(execution.events.slice(0, 4).map(({ kind }) => kind)).toEqual(["start", "start", "start", "start"]);
  expect(execution.events.filter(({ kind }) => kind === "reply")).toHaveLength(3);
  expect(findDivergence(execution)).toBeUndefined();
});

test("a request to a machine that is down waits for its restart, and what it drew and crashed before is not forgotten", async () => {
  const live = await spawn(system, { worker });
  await live.input("a", "dice");
  await live.kill("a");
  let isTaken = false;
  const waiting = live.input("a", "dice").then(() => (isTaken = true));
  await live.input("A/1", "dice");
  expect(isTaken).toBe(false);
  expect(live.machines[1]).toMatchObject({ status: "down", crashes: 1, inputsLeft: 1, state: undefined, timers: [] });
  await live.restart("a");
  await waiting;
  await live.settled();
  const execution = await live.stop();
  const dice = execution.events.filter(({ input, machine }) => input === "dice" && machine === "a");
  expect(dice).toHaveLength(2);
  expect(dice[0]?.outputs).not.toEqual(dice[1]?.outputs);
  expect(execution.system.inputs.map(({ machine }) => machine)).toEqual(["a", "A/1", "a"]);
  expect(findDivergence(execution)).toBeUndefined();
});

test("clocks may be off, each by its own, and the replay shows the same times", async () => {
  const live = await spawn(system, { worker, seed: 3, clockSkewMs: 100_000 });
  for (const machine of ["A/1", "a", "a ü→"]) await live.input(machine, "clock");
  const execution = await live.stop();
  const times = execution.events.filter(({ input }) => input === "clock").map(({ outputs }) => Number(outputs[0]));
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(1_000);
  for (const time of times) expect(Math.abs(time)).toBeLessThan(110_000);
  expect(findDivergence(execution)).toBeUndefined();
});

test("a timer that is far away keeps a system from coming to rest, and is gone with its machine", async () => {
  const live = await spawn(system, { worker });
  await live.input("a", "later");
  expect(live.machines[1]?.timers.at(-1)).toEqual({ name: "later", afterMs: 60_000 });
  let isSettled = false;
  void live.settled().then(() => (isSettled = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSettled).toBe(false);
  await live.kill("a");
  await live.settled();
  expect(findDivergence(await live.stop())).toBeUndefined();
});
