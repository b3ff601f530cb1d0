import { type Faults, listCuts } from "./faults.ts";
import { machineNames, type System } from "./system.ts";

/** The same system with other faults: those that are given take the place of its own. Throws an Error for a cut at no machine. */
export function withFaults(system: System, { cuts, ...budgets }: Faults): System {
  const resolved = cuts === undefined ? {} : { cuts: listCuts(cuts, system.channels, machineNames(system)) };
  return { ...system, faults: { ...system.faults, ...budgets, ...resolved } };
}
