import type { MachineId } from "@millrace/core";

/** Logs that are watched while somebody reads them. */
export interface GuardedLogs<Entry> {
  /** Frozen copies. Too many look-ups throw an error. */
  readonly logs: Readonly<Record<MachineId, readonly Entry[]>>;
  /** How many entries there are. */
  readonly size: number;
  /** How many entries have been looked up. */
  readonly lookUps: number;
  /** Whether there were too many. */
  readonly isSpent: boolean;
}

/** Frozen copies of logs, which may be looked into some hundred times for each of their entries, and no more: so it ends. */
export function guardLogs<Entry extends object>(
  logs: Readonly<Record<MachineId, readonly Entry[]>>,
): GuardedLogs<Entry> {
  const size = Object.values(logs).reduce((sum, log) => sum + log.length, 0);
  const limit = 20_000 + size * 300;
  let lookUps = 0;
  const watch = (log: readonly Entry[]): readonly Entry[] =>
    new Proxy(Object.freeze(log.map((entry) => Object.freeze({ ...entry }))), {
      get(target, key, receiver): unknown {
        if (typeof key === "string" && key !== "length" && ++lookUps > limit) throw new Error("too many look-ups");
        return Reflect.get(target, key, receiver);
      },
    });
  const watched = Object.fromEntries(Object.entries(logs).map(([machine, log]) => [machine, watch(log)]));
  return {
    logs: Object.freeze(watched),
    size,
    get lookUps() {
      return lookUps;
    },
    get isSpent() {
      return lookUps > limit;
    },
  };
}
