/**
 * Right as well: compares with what each machine has done, which it counts from its shipments, and takes checkpoints off
 * copies of the lists until all ends fit. Shipments are counted by name, in a map.
 */
import type { MachineId } from "@millrace/core";
import type { Checkpoint, Cut, Shipment } from "@millrace/snapshots/checkpoint.ts";

export function isConsistent(cut: Cut): boolean {
  const events = new Map(
    Object.entries(cut).map(([machine, { sent, received }]) => [machine, sent.length + received.length]),
  );
  return !Object.values(cut).some(({ vector }) =>
    Object.entries(vector).some(([machine, known]) => known > (events.get(machine) ?? Infinity)),
  );
}

export function inTransit(cut: Cut): Shipment[] {
  const open = new Map<string, Shipment>();
  for (const { sent } of Object.values(cut))
    for (const shipment of sent)
      if (cut[shipment.to] !== undefined) open.set(`${shipment.number} of ${shipment.from}`, shipment);
  for (const { received } of Object.values(cut))
    for (const { from, number } of received) open.delete(`${number} of ${from}`);
  return [...open.values()];
}

export function latestConsistentCut(
  histories: Readonly<Record<MachineId, readonly Checkpoint[]>>,
): Record<MachineId, number> {
  const left = new Map(Object.entries(histories).map(([machine, checkpoints]) => [machine, [...checkpoints]]));
  let isMoving = true;
  while (isMoving) {
    isMoving = false;
    for (const checkpoints of left.values()) {
      while (!fits(checkpoints.at(-1), left)) {
        checkpoints.pop();
        isMoving = true;
      }
    }
  }
  return Object.fromEntries([...left].map(([machine, checkpoints]) => [machine, checkpoints.length - 1]));
}

function fits(checkpoint: Checkpoint | undefined, left: ReadonlyMap<MachineId, readonly Checkpoint[]>): boolean {
  return [...left].every(
    ([other, checkpoints]) => (checkpoint?.vector[other] ?? 0) <= (checkpoints.at(-1)?.vector[other] ?? 0),
  );
}
