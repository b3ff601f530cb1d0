import type { StageState } from "./stage-machine.ts";

/** How many rows a stage has in its hands; `state` is that of a stage, or undefined while it is down. */
export function handsOf(state: unknown): number {
  // All machines of a designed system are stages.
  const { hands } = (state ?? { hands: [] }) as StageState;
  return hands.reduce((sum, rows) => sum + rows.length, 0);
}
