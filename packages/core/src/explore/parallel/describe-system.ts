import type { Law } from "../../laws.ts";
import { encode } from "../../plain.ts";
import type { System } from "../../system.ts";

/** Tells systems and laws apart as far as it shows without running their machines: equal for the same definition. */
export function describeSystem(system: System, laws: readonly Law[]): string {
  const { nodes, channels, inputs, faults, timers, idleDeliveries, seed } = system;
  return encode([
    nodes.map(({ id }) => id),
    channels.map(({ from, to, kind }) => [from, to, kind]),
    inputs.map(({ machine, input }) => [machine, input]),
    { ...faults, cuts: faults.cuts.map(({ from, to }) => [from, to]) },
    [timers, idleDeliveries, seed],
    laws.map(({ kind, name }) => [kind, name]),
  ]);
}
