import type { System } from "../system.ts";

/**
 * Where each part of a global state stands in its row. Parts that cannot change have no place: what no input, no fault
 * and no clock can touch would only make every state longer.
 */
export interface RowLayout {
  readonly width: number;
  /** The first node's local state; one place a node. */
  readonly locals: number;
  /** The first node's inbox; one place a node. */
  readonly inboxes: number;
  /** By node: where it counts its inputs; -1 if it has none. */
  readonly inputs: readonly number[];
  /** How many are left; -1 where there are none, or no bound. */
  readonly drops: number;
  readonly duplicates: number;
  readonly crashes: number;
  /** The first cut's status; one place a cut. */
  readonly cuts: number;
  /** By node: where it says whether its clock has jumped; -1 if it cannot. */
  readonly skews: readonly number[];
  /** The first monitor's memory; one place a monitor. */
  readonly monitors: number;
}

/** The layout for a system and so many monitor laws. */
export function layOut(system: System, options: { readonly monitors: number; readonly clocks: boolean }): RowLayout {
  const { nodes, faults } = system;
  let width = 0;
  const take = (count: number): number => {
    const place = width;
    width += count;
    return place;
  };
  const takeIf = (isNeeded: boolean): number => (isNeeded ? take(1) : -1);
  const isCounted = (budget: number): boolean => budget > 0 && Number.isFinite(budget);

  const locals = take(nodes.length);
  const inboxes = take(nodes.length);
  const inputs = nodes.map((node) => takeIf(node.inputs.length > 0));
  const drops = takeIf(isCounted(faults.drops));
  const duplicates = takeIf(isCounted(faults.duplicates));
  const crashes = takeIf(isCounted(faults.crashes));
  const cuts = take(faults.cuts.length);
  const canSkew = options.clocks && faults.clockSkewMs > 0;
  const skews = nodes.map((node) => takeIf(canSkew && !node.isResource));
  const monitors = take(options.monitors);
  return { width, locals, inboxes, inputs, drops, duplicates, crashes, cuts, skews, monitors };
}
