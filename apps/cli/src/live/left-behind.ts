import { system } from "@millrace/workers/fixtures/bank.ts";
import { type SpawnOptions, Worker, spawn } from "@millrace/workers";
import type { TrialReport } from "./try-live.ts";

const worker = (): Worker =>
  new Worker(new URL("../../../../packages/workers/fixtures/bank.worker.ts", import.meta.url), { type: "module" });

/** Spawns and stops a hundred systems, some of them in the middle of a kill: what they leave is for {@link findLeftovers}. */
export async function tryHundred(disk: NonNullable<SpawnOptions["disk"]>): Promise<TrialReport> {
  const problems: string[] = [];
  for (let turn = 0; turn < 100; turn++) {
    const live = await spawn(system, { worker, seed: turn, disk: turn % 2 === 0 ? disk : "memory" });
    await live.input("a", { to: "b", amount: 1 });
    const kill = turn % 5 === 0 ? live.kill("b") : undefined;
    const { events } = await live.stop();
    await kill;
    if (events.length <= 3) problems.push(`system ${turn} had no more than its starts`);
  }
  return { name: "a hundred systems", seed: 0, counts: {}, problems };
}

/**
 * What live systems have left on this host when all of them are stopped: locks, which workers hold as long as they live,
 * and files. Nothing must be left. `listFiles` lists temporary files, where the host has a folder for them.
 */
export async function findLeftovers(listFiles: (() => string[]) | undefined): Promise<TrialReport> {
  const locks = (await navigator.locks.query()).held ?? [];
  const files = listFiles === undefined ? await listOpfs() : listFiles();
  const problems = [
    ...locks.map(({ name = "" }) => `a worker still lives: ${name}`),
    ...files.map((name) => `a file is left: ${name}`),
  ];
  return { name: "left behind", seed: 0, counts: {}, problems };
}

async function listOpfs(): Promise<string[]> {
  const names: string[] = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
  return names;
}
