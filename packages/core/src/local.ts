import type { TimerSet } from "./execution.ts";
import { decode } from "./decode.ts";
import { encode } from "./plain.ts";

/** Everything that a machine is between two events. */
export interface Local {
  readonly up: boolean;
  readonly state: unknown;
  readonly disk: ReadonlyMap<string, unknown>;
  readonly timers: readonly TimerSet[];
  /** How many numbers it has drawn from its random stream. */
  readonly draws: number;
  /** How often it has crashed: replies to an earlier life are not for this one. */
  readonly incarnation: number;
  /** What its clock shows, in milliseconds. Stays 0 in a world without clocks. */
  readonly clockMs: number;
}

/** A machine before its first start. */
export const unborn: Local = {
  up: false,
  state: null,
  disk: new Map(),
  timers: [],
  draws: 0,
  incarnation: 0,
  clockMs: 0,
};

/** The local state of a machine that crashed: memory and timers are gone. */
export function crashed(local: Local): Local {
  return { ...local, up: false, state: null, timers: [], incarnation: local.incarnation + 1 };
}

/** A text that is equal for two local states exactly if a machine cannot tell them apart. */
export function encodeLocal(local: Local): string {
  return encode([
    local.up,
    local.state,
    local.disk,
    local.timers.map((timer) => [timer.name, timer.afterMs]),
    local.draws,
    local.incarnation,
    local.clockMs,
  ]);
}

/** The local state of a text that {@link encodeLocal} made. */
export function decodeLocal(text: string): Local {
  const [up, state, disk, timers, draws, incarnation, clockMs] = decode(text) as [
    up: boolean,
    state: unknown,
    disk: ReadonlyMap<string, unknown>,
    timers: readonly (readonly [name: string, afterMs: number])[],
    draws: number,
    incarnation: number,
    clockMs: number,
  ];
  return { up, state, disk, timers: timers.map(([name, afterMs]) => ({ name, afterMs })), draws, incarnation, clockMs };
}
