import { type Channel, type Input, type MachineId, type Random, at } from "@millrace/core";
import type { BankInput } from "./bank.ts";

/**
 * A request to send money.
 *
 * @example
 * ```ts
 * import { transferred } from "@millrace/snapshots";
 *
 * if (transferred("a", "b", 5).machine !== "a") throw new Error("it is a that sends");
 * ```
 */
export function transferred(from: MachineId, to: MachineId, amount: number): Input {
  return at(from, { type: "transfer", to, amount } satisfies BankInput);
}

/**
 * A request for a snapshot, `"noon"` unless it is named.
 *
 * @example
 * ```ts
 * import { photographed } from "@millrace/snapshots";
 *
 * if (photographed("a").machine !== "a") throw new Error("it is a that is asked");
 * ```
 */
export function photographed(machine: MachineId, snapshot = "noon"): Input {
  return at(machine, { type: "snapshot", snapshot } satisfies BankInput);
}

/**
 * So many transfers of 1 to 9, one every `everyMs` milliseconds: who sends to whom, and how much, is drawn from `random`.
 *
 * @example
 * ```ts
 * import { createRandom } from "@millrace/core";
 * import { randomTransfers } from "@millrace/snapshots";
 *
 * const channels = [{ from: "a", to: "b" }];
 * const inputs = randomTransfers(createRandom(1), { channels, transfers: 3, everyMs: 2 });
 * if (inputs.length !== 3 || inputs.at(-1)?.atMs !== 4) throw new Error("at 0, 2 and 4 ms");
 * ```
 */
export function randomTransfers(
  random: Random,
  options: {
    readonly channels: readonly Pick<Channel, "from" | "to">[];
    readonly transfers: number;
    readonly everyMs: number;
  },
): Input[] {
  const { channels, transfers, everyMs } = options;
  return Array.from({ length: transfers }, (_, turn) => {
    const { from, to } = channels[Math.floor(random() * channels.length)] ?? { from: "", to: "" };
    return { ...transferred(from, to, 1 + Math.floor(random() * 9)), atMs: turn * everyMs };
  });
}
