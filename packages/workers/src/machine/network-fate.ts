import { type ChannelKind, randomAt } from "@millrace/core";
import type { Disturbance } from "../worker-protocol.ts";

/** What the network does to one letter. */
export interface Fate {
  readonly isLost: boolean;
  readonly isDoubled: boolean;
  /** How long each copy takes, in milliseconds. */
  delayMs(copy: number): number;
}

/** Letters of a channel without order take up to this much longer, each as chance has it, so that some overtake others. */
export const reorderMs = 4;

/** The lot of a letter that nothing happens to. */
export const calm: Fate = { isLost: false, isDoubled: false, delayMs: () => 0 };

/** The lot of a letter: the same for the same seed, channel and number, whoever asks and whenever. */
export function fateOf(
  sequence: number,
  {
    disturbance: { delayMs, dropRate, duplicateRate },
    seed,
    channel,
    kind,
  }: { readonly disturbance: Disturbance; readonly seed: number; readonly channel: string; readonly kind: ChannelKind },
): Fate {
  const [least, most] = delayMs;
  const isOrdered = kind === "fifo";
  const draw = (what: number): number => randomAt(seed, channel, sequence * 8 + what);
  return {
    isLost: dropRate > 0 && draw(0) < dropRate,
    // A duplicating channel delivers as often as it likes: there is nothing to double.
    isDoubled: kind !== "duplicating" && duplicateRate > 0 && draw(1) < duplicateRate,
    delayMs: (copy) => {
      const delay = most === 0 ? 0 : least + draw(2 + 2 * (copy % 2)) * (most - least);
      return isOrdered ? delay : delay + draw(3 + 2 * (copy % 2)) * reorderMs;
    },
  };
}

/** Whether nothing happens to any letter, so that nobody needs to look: fifo, and not disturbed. */
export function isCalm({ delayMs: [, most], dropRate, duplicateRate }: Disturbance, kind: ChannelKind): boolean {
  return kind === "fifo" && most === 0 && dropRate === 0 && duplicateRate === 0;
}

/** How often a letter of a duplicating channel is delivered: once, or by a quarter's chance each, more often. */
export function deliveriesOf(sequence: number, { seed, channel }: { seed: number; channel: string }): number {
  let deliveries = 1;
  while (deliveries < 5 && randomAt(seed, `${channel} again ${deliveries}`, sequence) < 0.25) deliveries += 1;
  return deliveries;
}
