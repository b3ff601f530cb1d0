/** Who sends what to whom and when, who is asked to save, and whose disk is full: inputs for workers that save together. */
import { type Input, type MachineId, type Random, at } from "@millrace/core";

/**
 * A worker is asked to send a number.
 *
 * @example
 * ```ts
 * import { sends } from "@millrace/recovery";
 *
 * if (sends("a", "b", 5).machine !== "a") throw new Error("a is asked");
 * ```
 */
export function sends(from: MachineId, to: MachineId, value: number = 1): Input {
  return at(from, { type: "send", to, value });
}

/**
 * A worker is asked to save.
 *
 * @example
 * ```ts
 * import { saves } from "@millrace/recovery";
 *
 * if (saves("a", { atMs: 50 }).atMs !== 50) throw new Error("in milliseconds");
 * ```
 */
export function saves(machine: MachineId, { atMs = 0 }: { readonly atMs?: number } = {}): Input {
  return at(machine, { type: "save" }, { atMs });
}

/**
 * The disk of a worker is full from now on, or no longer.
 *
 * @example
 * ```ts
 * import { fillsUp } from "@millrace/recovery";
 *
 * if (fillsUp("a", { isFull: false }).machine !== "a") throw new Error("there is room on a's disk again");
 * ```
 */
export function fillsUp(machine: MachineId, { isFull = true }: { readonly isFull?: boolean } = {}): Input {
  return at(machine, { type: "disk", isFull });
}

/**
 * Workers that send each other so many numbers, one every `everyMs` milliseconds, and are asked to save, one after the other,
 * `saveEveryMs` apart. Who sends to whom is drawn from `random`. In the order of time.
 *
 * @example
 * ```ts
 * import { createRandom } from "@millrace/core";
 * import { randomRun } from "@millrace/recovery";
 *
 * const inputs = randomRun(createRandom(1), { machines: ["a", "b", "c"], work: 20, everyMs: 10, saveEveryMs: 100 });
 * if (inputs.length !== 22) throw new Error("twenty numbers, and saves after 100 and 200 ms");
 * ```
 */
export function randomRun(random: Random, { machines, work, everyMs, saveEveryMs }: RandomRunOptions): Input[] {
  const pick = (names: readonly MachineId[]): MachineId => names[Math.floor(random() * names.length)] ?? "";
  const count = Math.floor((work * everyMs) / saveEveryMs);
  const saving = Array.from({ length: count }, (_, place) =>
    saves(pick(machines), { atMs: (place + 1) * saveEveryMs }),
  );
  const sending = Array.from({ length: work }, (_, place) => {
    const from = pick(machines);
    const to = pick(machines.filter((other) => other !== from));
    return { ...sends(from, to, place + 1), atMs: place * everyMs };
  });
  return [...sending, ...saving].toSorted((one, other) => one.atMs - other.atMs);
}

/** How much is sent and saved. */
export interface RandomRunOptions {
  /** Two or more. */
  readonly machines: readonly MachineId[];
  /** How many numbers are sent. */
  readonly work: number;
  /** The time between two of them, in milliseconds. */
  readonly everyMs: number;
  /** The time between two saves, in milliseconds. */
  readonly saveEveryMs: number;
}
