import type { System } from "../system.ts";
import type { Events } from "./events.ts";
import type { Inboxes } from "./inboxes.ts";
import { isUpFlag, type LocalStates } from "./local-states.ts";
import type { Messages } from "./messages.ts";
import type { MonitorStates } from "./monitors.ts";
import type { RowLayout } from "./row-layout.ts";
import type { Sights } from "./sights.ts";

/** What stands behind the numbers of a row. One entry a node, or a monitor law, in the system's order. */
export interface SpaceParts {
  readonly system: System;
  readonly layout: RowLayout;
  readonly messages: Messages;
  readonly events: readonly Events[];
  readonly locals: readonly LocalStates[];
  readonly inboxes: readonly Inboxes[];
  readonly sights: Sights;
  readonly monitors: readonly MonitorStates[];
}

/** What a cut's place in a row says. */
export const notYetCut = 0;
export const isCutNow = 1;
export const isHealed = 2;

/** Whether a node is up in a state. */
export function isUp({ locals }: SpaceParts, state: Int32Array, node: number): boolean {
  return ((locals[node] as LocalStates).flags(state[node] as number) & isUpFlag) !== 0;
}

/** How many inputs a node has taken in a state. */
export function inputsTaken({ layout }: SpaceParts, state: Int32Array, node: number): number {
  return state[layout.inputs[node] ?? -1] ?? 0;
}
