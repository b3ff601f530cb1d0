/**
 * Right as well: asks each pair of machines whether one has an event of the other that the cut has not. What is in transit
 * is what is left when each shipment that was received is taken off the list. For the latest cut, every cut is tried.
 */
import type { MachineId } from "@millrace/core";
import type { Checkpoint, Cut, Shipment } from "@millrace/snapshots/checkpoint.ts";

export function isConsistent(cut: Cut): boolean {
  for (const [one, first] of Object.entries(cut)) {
    for (const [other, second] of Object.entries(cut)) {
      if (count(first, other) > count(second, other) || count(second, one) > count(first, one)) return false;
    }
  }
  return true;
}

export function inTransit(cut: Cut): Shipment[] {
  const list = Object.values(cut).flatMap(({ sent }) => sent.filter(({ to }) => to in cut));
  for (const { received } of Object.values(cut)) {
    for (const shipment of received) {
      const place = list.findIndex(({ from, number }) => from === shipment.from && number === shipment.number);
      if (place >= 0) list.splice(place, 1);
    }
  }
  return list;
}

export function latestConsistentCut(
  histories: Readonly<Record<MachineId, readonly Checkpoint[]>>,
): Record<MachineId, number> {
  let best: Record<MachineId, number> = {};
  for (const places of everyCut(Object.entries(histories))) {
    const cut: Record<MachineId, Checkpoint> = {};
    for (const [machine, place] of Object.entries(places)) {
      const checkpoint = histories[machine]?.[place];
      if (checkpoint !== undefined) cut[machine] = checkpoint;
    }
    if (isConsistent(cut) && sum(places) >= sum(best)) best = places;
  }
  return best;
}

/** All of them, the earliest first. */
function everyCut(machines: readonly (readonly [MachineId, readonly Checkpoint[]])[]): Record<MachineId, number>[] {
  return machines.reduce<Record<MachineId, number>[]>(
    (cuts, [machine, checkpoints]) =>
      cuts.flatMap((cut) => checkpoints.map((_checkpoint, place) => ({ ...cut, [machine]: place }))),
    [{}],
  );
}

function sum(places: Readonly<Record<MachineId, number>>): number {
  return Object.values(places).reduce((total, place) => total + place, 0);
}

function count({ vector }: Checkpoint, machine: MachineId): number {
  return vector[machine] ?? 0;
}
