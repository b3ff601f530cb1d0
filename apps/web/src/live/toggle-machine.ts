import type { MachineId } from "@millrace/core";
import type { Feed } from "./feed.ts";

/** Ends a machine's worker if it is up, and starts a new one if it is down. One on its way between is left alone. */
export function toggleMachine(feed: Feed, id: MachineId): void {
  const { live } = feed;
  const status = live.machines.find((machine) => machine.id === id)?.status;
  const change = status === "up" ? live.kill(id) : status === "down" ? live.restart(id) : undefined;
  feed.touch();
  // Somebody was faster, or the system has been stopped: the list shows how it stands.
  const show = (): void => feed.touch();
  change?.then(show, show);
}
