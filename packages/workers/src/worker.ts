/**
 * The worker's side: what the file of a worker says.
 *
 * @module
 */
import { expose } from "comlink";
import { endpoint, holdLock, openDisk } from "#worker-host";
import { MachineHost } from "./machine/machine-host.ts";
import type { Boot, Turn } from "./worker-protocol.ts";

/**
 * Lets this worker be any machine of these systems: which one, `spawn` says. Call it once, at the top of the worker's
 * file, with the module that the page imports too: `exposeSystems(await import(…))` would be too late to be heard.
 *
 * @example
 * ```ts ignore
 * // orders.worker.ts
 * import { exposeSystems } from "@millrace/workers/worker.ts";
 * import { system } from "./orders.ts";
 *
 * exposeSystems({ system });
 * ```
 */
export function exposeSystems(systems: Readonly<Record<string, unknown>>): void {
  endpoint.addEventListener("message", ({ data }) => {
    if (!isBoot(data)) return;
    const report = (turn: Turn): void => data.journal.postMessage(turn);
    const host = new MachineHost({ exposed: systems, report, openDisk });
    // Not before: who ends this worker waits for its lock, and one that it does not hold yet would be there for the taking.
    void holdLock(data.lock).then(() => expose(host, data.control));
  });
}

function isBoot(data: unknown): data is Boot {
  return typeof data === "object" && data !== null && "type" in data && data.type === "millrace:boot";
}
