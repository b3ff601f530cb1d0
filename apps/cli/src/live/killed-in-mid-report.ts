import { Worker, findDivergence, spawn } from "@millrace/workers";
import { system } from "@millrace/workers/fixtures/chatter.ts";
import type { TrialReport } from "./try-live.ts";

const atOnce = 6;
const kills = 4;
const busyMs = 25;

/**
 * Kills machines whose reports lie in heaps before a busy controller of many: all of them happened before the crash, and
 * have to be in the execution before it. A late one would come into the machine's next life.
 */
export async function tryKillInMidReport(): Promise<TrialReport> {
  const problems = await Promise.all(Array.from({ length: atOnce }, tryOne));
  return { name: "killed in mid-report", seed: 0, counts: {}, problems: problems.flat() };
}

async function tryOne(): Promise<string[]> {
  const worker = (): Worker =>
    new Worker(new URL("../../../../packages/workers/fixtures/chatter.worker.ts", import.meta.url), { type: "module" });
  const live = await spawn(system, { worker, name: "system" });
  for (let kill = 0; kill < kills; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    const killed = live.kill("a");
    beBusy();
    await killed;
    await live.restart("a");
  }
  await Promise.all([live.input("a", "stop"), live.input("b", "stop")]);
  await live.settled();
  const execution = await live.stop();
  const divergence = findDivergence(execution);
  const crashes = execution.events.filter(({ kind }) => kind === "crash").length;
  return [
    ...(crashes === kills ? [] : [`${crashes} crashes instead of ${kills}`]),
    ...live.failures.map(({ message }) => message),
    ...(divergence === undefined ? [] : [divergence.message]),
  ];
}

function beBusy(): void {
  const endMs = performance.now() + busyMs;
  while (performance.now() < endMs);
}
