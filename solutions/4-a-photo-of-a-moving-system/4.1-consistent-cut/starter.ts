/**
 * Consistent cut: are these checkpoints, taken at different times, one possible past? What was on its way then? And if
 * they are not, which earlier ones are?
 *
 * Edit the three functions. What goes in and what comes out is fixed; a `Checkpoint` has `vector`, `takenAtMs`, `sent`
 * and `received`, and a `Cut` is one checkpoint of each machine, by its name.
 */
import type { MachineId } from "@millrace/core";
import type { Checkpoint, Cut, Shipment } from "@millrace/snapshots/checkpoint.ts";

/** Whether a cut has, with each event, all events of its machines that happened before that one. */
export function isConsistent(cut: Cut): boolean {
  // TODO(learner): this is what a nightly job does: whatever was taken at the same time fits together. Look at `vector`.
  const times = Object.values(cut).map(({ takenAtMs }) => takenAtMs);
  return new Set(times).size <= 1;
}

/** The shipments that were sent inside a consistent cut, to one of its machines, and not received inside it. */
export function inTransit(cut: Cut): Shipment[] {
  // TODO(learner): who has sent what, and what of it has its receiver got?
  return [];
}

/**
 * The latest consistent cut that can be made of these checkpoints: for each machine, the place of its checkpoint in its
 * list. `histories` has the checkpoints of each machine, oldest first; the first is the one before any event.
 */
export function latestConsistentCut(
  histories: Readonly<Record<MachineId, readonly Checkpoint[]>>,
): Record<MachineId, number> {
  const places = Object.fromEntries(
    Object.entries(histories).map(([machine, checkpoints]) => [machine, checkpoints.length - 1]),
  );
  // TODO(learner): these are the last ones. If they do not fit together, which of them can be in no consistent cut at all?
  return places;
}
