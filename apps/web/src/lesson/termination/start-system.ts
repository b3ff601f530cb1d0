import type { System } from "@millrace/core";
import { type LiveSystem, spawn } from "@millrace/workers";
import type { MakeLive } from "../kitchen/use-live-run.ts";

/** How long a message is on its way, in all of this section's systems. */
export const networkMs = 300;

/** Starts one of this section's systems, under the name by which its worker knows it. `begin` is done before anything is seen. */
export function startSystem(name: string, system: System, begin?: (live: LiveSystem) => Promise<void>): MakeLive {
  const worker = (): Worker => new Worker(new URL("./termination.worker.ts", import.meta.url), { type: "module" });
  return async (onFailure) => {
    const live = await spawn(system, { worker, name, network: { delayMs: [networkMs, networkMs] }, onFailure });
    try {
      await begin?.(live);
    } catch (error) {
      await live.stop();
      throw error;
    }
    return live;
  };
}
