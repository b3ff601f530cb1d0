import { expect, test } from "vitest";
import { system } from "../fixtures/bank.ts";
import { Worker, chaos, findDivergence, spawn } from "./mod.ts";

const worker = (): Worker => new Worker(new URL("../fixtures/bank.worker.ts", import.meta.url), { type: "module" });

test.each(Array.from({ length: 20 }, (_unused, seed) => seed))("no money is lost or made, seed %i", async (seed) => {
  const live = await spawn(system, { worker, seed, disk: seed % 2 === 0 ? "folder" : "memory" });
  await chaos(live, { seed });
  await live.settled();
  const balances = live.machines.map(({ state }) => (state as { balance: number }).balance);
  const execution = await live.stop();
  expect(live.failures).toEqual([]);
  expect(findDivergence(execution)).toBeUndefined();
  expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(300);
  expect(execution.events.filter(({ kind }) => kind === "input")).toHaveLength(30);
  expect(execution.events.filter(({ kind }) => kind === "deliver")).toHaveLength(30);
});
