import type { TrialReport } from "./try-live.ts";

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
