import type { MachineId } from "@millrace/core";

/**
 * The machine after this one in a ring; the first, after the last. Throws an Error for a machine that is not in the ring.
 *
 * @example
 * ```ts
 * import { nextInRing } from "@millrace/termination";
 *
 * if (nextInRing(["a", "b", "c"], "c") !== "a") throw new Error("a ring has no end");
 * ```
 */
export function nextInRing(ring: readonly MachineId[], machine: MachineId): MachineId {
  const place = ring.indexOf(machine);
  const next = ring[(place + 1) % ring.length];
  if (place < 0 || next === undefined) {
    throw new Error(
      `Cannot find the machine after "${machine}" as it is not in the ring: ${ring.join(", ")}. List every machine of the system in the ring.`,
    );
  }
  return next;
}
