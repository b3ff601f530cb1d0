import { expect, test } from "vitest";
import { at, type Execution, type Input } from "@millrace/core";
import { repeating, system as anyOrder } from "../fixtures/crowd-any-order.ts";
import { system as fifo } from "../fixtures/crowd-fifo.ts";
import { Worker, findDivergence, spawn } from "./mod.ts";

const worker = (): Worker => new Worker(new URL("../fixtures/crowd.worker.ts", import.meta.url), { type: "module" });

test("a fifo channel keeps its order under load, with kills and cuts in between", async () => {
  const live = await spawn(fifo, { worker, name: "fifo", network: { delayMs: [0, 2] } });
  const perTurn = 200;
  const given = Array.from({ length: 40 }, (_unused, turn) => [
    live.input("a", { to: "c", from: turn * perTurn, count: perTurn }),
    live.input("b", { to: "c", from: turn * perTurn, count: perTurn }),
  ]).flat();
  await live.kill("c");
  await live.restart("c");
  await live.cut("a", "c");
  await live.kill("a");
  await live.restart("a");
  await live.heal();
  await Promise.all(given);
  await live.settled();
  const numbers = Array.from({ length: 40 * perTurn }, (_unused, number) => number);
  const execution = await live.stop();
  expect(seen(execution, "a", "c")).toEqual(numbers);
  expect(seen(execution, "b", "c")).toEqual(numbers);
  expect(live.failures).toEqual([]);
  expect(findDivergence(execution)).toBeUndefined();
});

test("a channel without order really reorders, and loses nothing", async () => {
  const live = await spawn(anyOrder, { worker, name: "anyOrder" });
  await live.input("a", { to: "b", from: 0, count: 100 });
  await live.settled();
  const execution = await live.stop();
  const got = seen(execution, "a", "b");
  const numbers = Array.from({ length: 100 }, (_unused, number) => number);
  expect(got).not.toEqual(numbers);
  expect(got.toSorted((left, right) => left - right)).toEqual(numbers);
  expect(findDivergence(execution)).toBeUndefined();
});

test("messages are lost and doubled as the seed has it, and the execution says which", async () => {
  const run = async (): Promise<number[]> => {
    const live = await spawn(fifo, { worker, name: "fifo", seed: 5, network: { dropRate: 0.2, duplicateRate: 0.2 } });
    await live.input("a", { to: "b", from: 0, count: 200 });
    await live.settled();
    const execution = await live.stop();
    const count = (kind: string): number => execution.events.filter((event) => event.kind === kind).length;
    expect(count("drop")).toBeGreaterThan(20);
    expect(count("duplicate")).toBeGreaterThan(20);
    expect(count("deliver")).toBe(200 - count("drop") + count("duplicate"));
    expect(execution.system.faults).toMatchObject({ drops: count("drop"), duplicates: count("duplicate") });
    expect(findDivergence(execution)).toBeUndefined();
    return seen(execution, "a", "b");
  };
  expect(await run()).toEqual(await run());
});

test("a cut holds messages back one way, and its healing lets them through", async () => {
  const live = await spawn(fifo, { worker, name: "fifo" });
  await live.cut("a", "b");
  expect(live.cuts).toEqual([[["a"], ["b"]]]);
  await live.input("a", { to: "b", from: 0, count: 3 });
  await live.input("b", { to: "a", from: 0, count: 3 });
  await live.settled();
  expect(live.machines.map(({ events }) => events)).toEqual([5, 2, 1]);
  expect(live.inTransit).toEqual([0, 1, 2].map((message) => ({ from: "a", to: "b", message })));
  await live.heal();
  await live.settled();
  expect(live.inTransit).toEqual([]);
  const execution = await live.stop();
  expect(seen(execution, "a", "b")).toEqual([0, 1, 2]);
  expect(seen(execution, "b", "a")).toEqual([0, 1, 2]);
  expect(findDivergence(execution)).toBeUndefined();
});

test("the inputs of one machine arrive as they are listed, however late timers are", async () => {
  const send = (from: number, atMs: number): Input => at("a", { to: "b", from, count: 1 }, { atMs });
  const live = await spawn({ ...fifo, inputs: [send(0, 60), send(1, 5), send(2, 61)] }, { worker, name: "fifo" });
  // All three are due when this ends.
  for (const until = performance.now() + 100; performance.now() < until;);
  await live.settled();
  const execution = await live.stop();
  expect(seen(execution, "a", "b")).toEqual([0, 1, 2]);
});

test("a delay takes its time", async () => {
  const live = await spawn(fifo, { worker, name: "fifo" });
  await live.delay(80, 100);
  await live.input("a", { to: "b", from: 0, count: 1 });
  await live.settled();
  const { events } = await live.stop();
  const sent = events.find(({ kind }) => kind === "input")?.atMs ?? 0;
  const arrived = events.find(({ kind }) => kind === "deliver")?.atMs ?? 0;
  expect(arrived - sent).toBeGreaterThanOrEqual(79);
});

test("a channel that repeats delivers some messages more than once", async () => {
  const live = await spawn(repeating, { worker, name: "repeating" });
  await live.input("a", { to: "b", from: 0, count: 100 });
  await live.settled();
  const execution = await live.stop();
  const got = seen(execution, "a", "b");
  expect(new Set(got).size).toBe(100);
  expect(got.length).toBeGreaterThan(105);
  expect(findDivergence(execution)).toBeUndefined();
});

test("events come as they happen, from the first, to everybody who asks, and end with the system", async () => {
  const live = await spawn(fifo, { worker, name: "fifo" });
  const heard: number[] = [];
  const early = (async () => {
    for await (const { id } of live.events) heard.push(id);
  })();
  await live.input("a", { to: "b", from: 0, count: 2 });
  await live.settled();
  const { events } = await live.stop();
  await early;
  const late: number[] = [];
  for await (const { id } of live.events) late.push(id);
  expect(heard).toEqual(events.map(({ id }) => id));
  expect(late).toEqual(heard);
});

/** The numbers that a machine has received from another, in its order, all lives together. */
function seen({ events }: Execution, from: string, to: string): number[] {
  const received = events.filter((event) => event.kind === "deliver" && event.machine === to && event.from === from);
  return received.flatMap(({ outputs }) => outputs.map(Number));
}
