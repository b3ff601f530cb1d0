import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { system as bank } from "../fixtures/bank.ts";
import { expectNothingLeft, leftovers } from "../fixtures/left-behind.node.ts";
import { Worker, spawn } from "./mod.ts";

const worker = (): Worker => new Worker(new URL("../fixtures/bank.worker.ts", import.meta.url), { type: "module" });

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

test("a hundred systems, spawned and stopped, leave no worker, port, timer, file or memory", async () => {
  const before = leftovers();
  let usedMb = 0;
  for (let turn = 0; turn < 100; turn++) {
    const live = await spawn(bank, { worker, seed: turn, disk: turn % 2 === 0 ? "folder" : "memory" });
    await live.input("a", { to: "b", amount: 1 });
    if (turn % 5 === 0) await live.kill("b");
    if (turn % 10 === 0) await live.restart("b");
    if (turn % 3 === 0) await live.cut("a", "c");
    const { events } = await live.stop();
    expect(events.length).toBeGreaterThan(3);
    await expectNothingLeft(before);
    // What is loaded once and kept is not counted.
    if (turn === 19) usedMb = usedMbNow();
  }
  expect(usedMbNow() - usedMb).toBeLessThan(10);
});

test("a named folder is left to who named it, with what is on the disks", async () => {
  const before = leftovers();
  const { mkdtempSync, readdirSync, readFileSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const folder = mkdtempSync(`${tmpdir()}/bank disks `);
  const live = await spawn(bank, { worker, disk: { folder }, inputs: false });
  await live.input("a", { to: "b", amount: 7 });
  await live.settled();
  await live.stop();
  expect(readdirSync(folder).toSorted()).toEqual(["0 a.log", "1 b.log", "2 c.log"]);
  expect(readFileSync(`${folder}/0 a.log`, "utf8")).toContain("93");
  rmSync(folder, { recursive: true });
  await expectNothingLeft(before);
});

function usedMbNow(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
