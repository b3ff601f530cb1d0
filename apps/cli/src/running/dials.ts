import type { LiveSystem, NetworkOptions } from "@millrace/workers";

/** How the network treats messages at the moment. */
export type Network = Required<NetworkOptions>;

/** Something about the network that a key turns. */
export type Dial = keyof Network;

const steps: { readonly [Name in Dial]: readonly number[] } = {
  delayMs: [0, 100, 500, 2000],
  dropRate: [0, 0.1, 0.5],
  duplicateRate: [0, 0.1, 0.5],
};

/** The next step of one dial: the first that is more than now, or 0 after the last. A delay is from 0 up to the step. */
export function turn(network: Network, dial: Dial): Network {
  const now = dial === "delayMs" ? network.delayMs[1] : network[dial];
  const next = steps[dial].find((step) => step > now) ?? 0;
  return { ...network, [dial]: dial === "delayMs" ? [0, next] : next };
}

/** Has a live system's network treat messages so from now on. */
export async function setNetwork(live: LiveSystem, { delayMs, dropRate, duplicateRate }: Network): Promise<void> {
  await live.delay(...delayMs);
  await live.drop(dropRate);
  await live.duplicate(duplicateRate);
}
