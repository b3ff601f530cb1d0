/**
 * Right as well: merges all vectors of a cut into one, which knows all that anybody in it knows, and holds it against what
 * each machine knows of itself. For the latest cut, everybody goes back at once as far as the others ask for, again and
 * again until nobody moves.
 */
import { type Vector, mergeVectors } from "@millrace/clocks";
import type { MachineId } from "@millrace/core";
import type { Checkpoint, Cut, Shipment } from "@millrace/snapshots/checkpoint.ts";

export function isConsistent(cut: Cut): boolean {
  const known = Object.values(cut).reduce<Vector>((all, { vector }) => mergeVectors(all, vector), {});
  return Object.entries(cut).every(([machine, { vector }]) => (known[machine] ?? 0) === (vector[machine] ?? 0));
}

export function inTransit(cut: Cut): Shipment[] {
  const arrived = new Set(Object.values(cut).flatMap(({ received }) => received.map(nameOf)));
  return Object.values(cut)
    .toReversed()
    .flatMap(({ sent }) =>
      sent.filter((shipment) => Object.hasOwn(cut, shipment.to) && !arrived.has(nameOf(shipment))),
    );
}

export function latestConsistentCut(
  histories: Readonly<Record<MachineId, readonly Checkpoint[]>>,
): Record<MachineId, number> {
  const machines = Object.keys(histories).sort();
  let places = Object.fromEntries(machines.map((machine) => [machine, Number.MAX_SAFE_INTEGER]));
  for (;;) {
    const own = (machine: MachineId): number => histories[machine]?.at(places[machine] ?? 0)?.vector[machine] ?? 0;
    const next = Object.fromEntries(
      machines.map((machine) => {
        const history = histories[machine] ?? [];
        const fits = history.findLastIndex(
          ({ vector }, place) =>
            place <= (places[machine] ?? 0) &&
            machines.every((other) => other === machine || (vector[other] ?? 0) <= own(other)),
        );
        return [machine, places[machine] === Number.MAX_SAFE_INTEGER ? history.length - 1 : fits];
      }),
    );
    if (machines.every((machine) => next[machine] === places[machine])) return next;
    places = next;
  }
}

function nameOf({ from, number }: Shipment): string {
  return JSON.stringify([from, number]);
}
