/**
 * Consistent cut: are these checkpoints, taken at different times, one possible past? What was on its way then? And if
 * they are not, which earlier ones are?
 *
 * State: none; three functions over checkpoints. A checkpoint's vector says how many events of each machine are known
 * there. If somebody knows of more events of a machine than the cut has of it, the cut holds an effect without its cause.
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 4, consistent global states; the vectors, ch. 3.
 * We deviate in that a cut may leave machines out. It is then consistent if it is part of a cut of all machines that is.
 */
import type { MachineId } from "@millrace/core";
import type { Checkpoint, Cut, Shipment } from "./checkpoint.ts";

/**
 * Whether a cut has, with each event, all events of its machines that happened before that one.
 *
 * @example
 * ```ts
 * import { isConsistent } from "@millrace/snapshots";
 *
 * const none = { takenAtMs: 0, sent: [], received: [] };
 * const hasSent = { ...none, vector: { east: 1 } };
 * const hasReceived = { ...none, vector: { east: 1, west: 1 } };
 * if (!isConsistent({ east: hasSent, west: { ...none, vector: {} } })) throw new Error("what is on its way is no harm");
 * if (isConsistent({ east: { ...none, vector: {} }, west: hasReceived })) throw new Error("received, and never sent");
 * ```
 */
export function isConsistent(cut: Cut): boolean {
  return findKnowsTooMuch(cut) === undefined;
}

/**
 * The shipments that were sent inside a consistent cut, to one of its machines, and not received inside it.
 *
 * @example
 * ```ts
 * import { inTransit } from "@millrace/snapshots";
 *
 * const shipment = { from: "east", to: "west", number: 1, boxes: 40 };
 * const east = { takenAtMs: 0, vector: { east: 1 }, sent: [shipment], received: [] };
 * const west = { takenAtMs: 0, vector: {}, sent: [], received: [] };
 * if (inTransit({ east, west })[0]?.boxes !== 40) throw new Error("40 boxes are in neither warehouse");
 * ```
 */
export function inTransit(cut: Cut): Shipment[] {
  const isOnItsWay = (shipment: Shipment): boolean => {
    const { from, to, number } = shipment;
    const receiver = cut[to];
    return receiver !== undefined && !receiver.received.some((other) => other.from === from && other.number === number);
  };
  return Object.values(cut).flatMap(({ sent }) => sent.filter(isOnItsWay));
}

/**
 * The latest consistent cut that can be made of these checkpoints: for each machine, the place of its checkpoint in its
 * list. No other consistent cut of them has a later checkpoint of any machine.
 *
 * `histories` has the checkpoints of each machine, oldest first, each list beginning with the one before the first event.
 * Throws an Error if one does not, and so no cut is consistent.
 *
 * @example
 * ```ts
 * import { latestConsistentCut } from "@millrace/snapshots";
 *
 * const start = { takenAtMs: 0, vector: {}, sent: [], received: [] };
 * const west = [start, { ...start, vector: { east: 1, west: 1 } }];
 * const places = latestConsistentCut({ east: [start], west });
 * if (places["west"] !== 0) throw new Error("west knows of an event that east's only checkpoint does not have");
 * ```
 */
export function latestConsistentCut(histories: Readonly<Record<MachineId, readonly Checkpoint[]>>): Places {
  const places = Object.fromEntries(
    Object.entries(histories).map(([machine, checkpoints]) => [machine, checkpoints.length - 1]),
  );
  for (;;) {
    const machine = findKnowsTooMuch(cutAt(histories, places));
    if (machine === undefined) return places;
    // Nobody can give it what it knows too much: the others have no later checkpoint. So this one is in no such cut.
    places[machine] = (places[machine] ?? 0) - 1;
  }
}

/** For each machine, the place of a checkpoint in its list, from 0. */
export type Places = Record<MachineId, number>;

/** A machine that knows of more events of another one than the cut has of that one. */
function findKnowsTooMuch(cut: Cut): MachineId | undefined {
  const checkpoints = Object.entries(cut);
  const knowsTooMuch = ({ vector }: Checkpoint): boolean =>
    checkpoints.some(([other, { vector: own }]) => (vector[other] ?? 0) > (own[other] ?? 0));
  return checkpoints.find(([, checkpoint]) => knowsTooMuch(checkpoint))?.[0];
}

function cutAt(histories: Readonly<Record<MachineId, readonly Checkpoint[]>>, places: Places): Cut {
  return Object.fromEntries(
    Object.entries(histories).map(([machine, checkpoints]) => {
      const checkpoint = checkpoints[places[machine] ?? 0];
      if (checkpoint !== undefined) return [machine, checkpoint];
      throw new Error(
        `Cannot find a consistent cut as ${machine} has no checkpoint that fits: ${checkpoints.length} in its list. Begin each list with the checkpoint before the first event.`,
      );
    }),
  );
}
