import type { Channel } from "./channels.ts";
import type { MachineId } from "./machine.ts";
import { SystemError } from "./system-error.ts";

/**
 * Which faults may happen, and how often at most in one execution. An explorer tries each at every moment.
 */
export interface Faults {
  /** Messages that the network may lose: a whole number, 0 by default, or `Infinity` for no bound. */
  readonly drops?: number;
  /**
   * Which messages of a `fifo` channel may be lost: any of them (`anywhere`, the default), or only the one that would be
   * delivered next (`front`). No receiver can tell the difference; `front` makes fewer states.
   */
  readonly dropsFrom?: "anywhere" | "front";
  /** Copies of messages that the network may add: as `drops`. */
  readonly duplicates?: number;
  /** Crashes, as `drops`. One ends a machine's memory and timers; disk and channels stay; it restarts some time later. */
  readonly crashes?: number;
  /** One-way cuts, each from a group to a group. Each may happen once; its messages wait until it heals. */
  readonly cuts?: readonly (readonly [readonly MachineId[], readonly MachineId[]])[];
  /** How far a machine's clock may be off, in milliseconds either way: 0 or more, 0 by default. */
  readonly clockSkewMs?: number;
}

/** A one-way cut that may happen: the indexes of the channels that it blocks. */
export interface Cut {
  /** Whose messages do not get through. */
  readonly from: readonly MachineId[];
  /** Who does not receive them; what these send back is not cut. */
  readonly to: readonly MachineId[];
  /** Indexes of `System.channels`: those from a machine of `from` to one of `to`. */
  readonly channels: ReadonlySet<number>;
}

/** The cuts of a system, resolved to channels. Throws an Error that names a machine that does not exist. */
export function listCuts(
  cuts: NonNullable<Faults["cuts"]>,
  channels: readonly Channel[],
  machines: readonly MachineId[],
): Cut[] {
  return cuts.map(([from, to]) => {
    for (const id of [...from, ...to]) {
      if (!machines.includes(id))
        throw new SystemError(
          `Cannot cut at "${id}" as no machine has that name: ${machines.join(", ")}. Use one of these.`,
        );
    }
    const blocked = channels.flatMap((channel, index) =>
      from.includes(channel.from) && to.includes(channel.to) ? [index] : [],
    );
    return { from, to, channels: new Set(blocked) };
  });
}
