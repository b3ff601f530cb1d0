/**
 * How often a machine becomes passive, worked out from the messages: what laws about cost count by.
 *
 * A machine becomes passive when something happens to it (a task arrives, or it hands out a piece) after which it has
 * nothing left to hand out. So a task without pieces that arrives at a passive machine makes it passive, once more.
 */
import type { MachineId, Observation } from "@millrace/core";
import { isWork } from "./termination.laws.ts";
import type { Begin } from "./workload.ts";

/** What is left to do, by machine: how many pieces it has been asked to hand out less those that it has handed out. */
export type Left = Record<MachineId, number>;

/** Nothing, at each machine. */
export function nothingLeft(machines: readonly MachineId[]): Left {
  return Object.fromEntries(machines.map((machine) => [machine, 0]));
}

/** Takes note of what happened, in place; the machine that has become passive by it, if one has. */
export function whoBecomesPassive(left: Left, seen: Observation<unknown, unknown, Begin>): MachineId | undefined {
  const { machine } = seen;
  switch (seen.kind) {
    case "input":
      return addUp(left, machine, seen.input.task.spawns.length);
    case "deliver":
      return isWork(seen.message) ? addUp(left, machine, seen.message.task.spawns.length) : undefined;
    case "send":
      return isWork(seen.message) ? addUp(left, machine, -1) : undefined;
    default:
      return undefined;
  }
}

function addUp(left: Left, machine: MachineId, pieces: number): MachineId | undefined {
  left[machine] = (left[machine] ?? 0) + pieces;
  return left[machine] === 0 ? machine : undefined;
}
