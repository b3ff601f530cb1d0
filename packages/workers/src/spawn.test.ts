import { expect, test } from "vitest";
import { system } from "../fixtures/bank.ts";
import { Worker, findDivergence, spawn } from "./mod.ts";

const worker = (): Worker => new Worker(new URL("../fixtures/bank.worker.ts", import.meta.url), { type: "module" });

test("a system runs on workers, survives kills, and replays", async () => {
  const live = await spawn(system, { worker, seed: 1, network: { delayMs: [0, 10] } });
  await live.kill("b");
  await live.restart("b");
  await live.cut("a", "b");
  await live.heal();
  await live.settled();
  const execution = await live.stop();
  expect(live.failures).toEqual([]);
  expect(execution.events.filter(({ kind }) => kind === "input")).toHaveLength(30);
  expect(execution.events.filter(({ kind }) => kind === "deliver")).toHaveLength(30);
  expect(findDivergence(execution)).toBeUndefined();
});
