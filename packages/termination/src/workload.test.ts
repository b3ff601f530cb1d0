import { createRandom } from "@millrace/core";
import { expect, test } from "vitest";
import { everyTask, randomTask } from "./tasks-to-try.ts";
import { isPassive, nextSpawn, stepMs, takeOn, type Task, task, workTimer, type Workload } from "./workload.ts";

test("a task without spawns leaves a machine passive, and sets no timer", () => {
  const { workload, timers } = machine();
  takeOn(workload, task(), timers);
  expect(isPassive(workload)).toBe(true);
  expect(timers.set).toEqual([]);
});

test("a machine hands out one spawn each time its timer goes off, in order, and is then passive", () => {
  const { workload, timers } = machine();
  takeOn(workload, task({ to: "b" }, { to: "c" }), timers);
  takeOn(workload, task({ to: "d" }), timers);
  expect(timers.set).toEqual([[workTimer, stepMs]]);
  expect(nextSpawn(workload, timers).to).toBe("b");
  expect(nextSpawn(workload, timers).to).toBe("c");
  expect(timers.set).toHaveLength(3);
  expect(nextSpawn(workload, timers).to).toBe("d");
  expect(timers.set).toHaveLength(3);
  expect(isPassive(workload)).toBe(true);
});

test("there is no next spawn of a workload that is empty", () => {
  const { workload, timers } = machine();
  expect(() => nextSpawn(workload, timers)).toThrow(/Cannot take the next task as none is left/);
});

test("everyTask gives each task once, and none hands work to its own machine", () => {
  const options = { machines: ["a", "b", "c"], root: "a" };
  for (const [pieces, count] of [
    [0, 1],
    [1, 2],
    [2, 8],
    [3, 40],
    [4, 224],
  ] as const) {
    const tasks = everyTask({ ...options, pieces });
    expect(new Set(tasks.map((each) => JSON.stringify(each))).size).toBe(count);
    expect(tasks.every((each) => countPieces(each, "a") === pieces)).toBe(true);
  }
});

test("a random task has as many pieces as asked for, the same ones for the same seed", () => {
  const options = { machines: ["a", "b", "c"], pieces: 12 };
  const [one, again, other] = [1, 1, 2].map((seed) => randomTask(createRandom(seed), options));
  expect(countPieces(one ?? task(), "a")).toBe(12);
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

/** How many pieces a task hands out in all. Fails if a machine would hand one to itself. */
function countPieces({ spawns }: Task, holder: string): number {
  return spawns.reduce((sum, { to, task: below }) => {
    expect(to).not.toBe(holder);
    return sum + 1 + countPieces(below, to);
  }, 0);
}

function machine(): {
  workload: Workload;
  timers: { set: [string, number][]; setTimer(name: string, afterMs: number): void };
} {
  const set: [string, number][] = [];
  return { workload: [], timers: { set, setTimer: (name, afterMs) => void set.push([name, afterMs]) } };
}
