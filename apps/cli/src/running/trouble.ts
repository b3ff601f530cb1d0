import { type ChaosOptions, type LiveSystem, chaos } from "@millrace/workers";

/** Trouble from a seed, as `chaos` makes it. `keepsDelay` leaves the network's delay alone. */
export async function makeTrouble(
  live: LiveSystem,
  { keepsDelay, ...options }: Pick<ChaosOptions, "seed" | "durationMs"> & { readonly keepsDelay: boolean },
): Promise<void> {
  await chaos(live, { ...options, kinds: keepsDelay ? ["kill", "cut"] : ["kill", "cut", "delay"] });
}
