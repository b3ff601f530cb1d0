import type { Event, MachineId } from "@millrace/core";

/** A message that was sent and has not been delivered. */
export interface Flight {
  /** Unique in its run. */
  readonly id: number;
  readonly from: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}

/** The messages under way after these events, oldest first. Those to a machine that is down wait for it, and are among them. */
export function flightsOf(events: readonly Event[]): Flight[] {
  const flights = new Map<number, Flight>();
  for (const { kind, machine, messageId, sends } of events) {
    if (messageId !== undefined && (kind === "deliver" || kind === "drop")) flights.delete(messageId);
    for (const { messageId: id, to, message } of sends) flights.set(id, { id, from: machine, to, message });
  }
  return [...flights.values()];
}
