/**
 * What is true of any right weight throwing, besides {@link terminationLaws}: what it costs, and that no weight is made or
 * lost.
 *
 * Every message that is not work counts as a return, whatever is in it. The input `begin` is not a message.
 */
import { always, broken, eventually, type MachineId, type MonitorLaw, type Observers } from "@millrace/core";
import { type Left, nothingLeft, whoBecomesPassive } from "./passive.laws.ts";
import { isWork } from "./termination.laws.ts";
import type { Begin } from "./workload.ts";

/** Who owes the root a return. */
export interface Debts {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** What machines have to hand out. */
  readonly left: Left;
  /** By machine: how often it has become passive less the returns that it has sent. */
  readonly owed: Record<MachineId, number>;
}

/** The price: whoever becomes passive says so once, to the root, and nothing else is sent. */
export const returnsAreOwed: MonitorLaw<Debts> = always<Debts, unknown, unknown, Begin>(
  "besides work, a machine sends one message each time that it becomes passive, to the root, and the root sends none",
  {
    start: (machines) => ({ root: "", left: nothingLeft(machines), owed: nothingLeft(machines) }),
    on: {
      input: (debts, seen) => {
        debts.root = seen.machine;
        noteDebt(debts, seen);
      },
      deliver: noteDebt,
      send: (debts, seen) => {
        noteDebt(debts, seen);
        const { machine, to, message } = seen;
        if (isWork(message)) return undefined;
        debts.owed[machine] = (debts.owed[machine] ?? 0) - 1;
        if (machine === debts.root)
          return broken(`${machine}, the root, sends only work`, `it sent ${to} something else`);
        return to === debts.root ? undefined : broken(`${machine} returns to ${debts.root}`, `it sent ${to} a return`);
      },
    },
    // After the event, as a return may be sent before the last piece, in one handler.
    holds: ({ owed }) => {
      const [early] = Object.entries(owed).find(([, count]) => count < 0) ?? [];
      return early === undefined
        ? undefined
        : broken(`${early} sends a return when it has become passive, and only then`, `${early} sent one too many`);
    },
  },
);

/** In the end nobody owes a return. */
export const everybodyReturns: MonitorLaw<Debts> = eventually(
  "a machine sends the root a return for each time that it has become passive",
  {
    of: returnsAreOwed,
    holds: ({ root, owed }) => {
      const [silent, count] = Object.entries(owed).find(([, missing]) => missing > 0) ?? [];
      return silent === undefined
        ? undefined
        : broken(
            `${silent} sends ${root} one return each time that it becomes passive`,
            `${silent} sent ${count === 1 ? "one" : String(count)} too few`,
          );
    },
  },
);

/** All of them that read no weights. */
export const weightThrowingLaws: readonly MonitorLaw[] = [returnsAreOwed, everybodyReturns];

/** A part of 1: numerator / 2^exponent, not necessarily in lowest terms. */
export interface Part {
  /** Whole, of any sign and size. */
  readonly numerator: bigint;
  /** A whole number, from 0. */
  readonly exponent: number;
}

/** Who has how much weight. */
export interface Scales {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** What machines have to hand out. */
  readonly left: Left;
  /** By machine: what it was given less what it gave away. */
  readonly held: Record<MachineId, Part>;
}

/**
 * The invariant: what machines hold and what is on its way adds up to 1, and is above 0 wherever somebody is active or
 * something is on its way. For answers whose weights can be read: `weightIn` is the one that a message carries.
 */
export function weightsAddUp(weightIn: (message: unknown) => Part | undefined): MonitorLaw<Scales> {
  const move = (scales: Scales, machine: MachineId, weight: Part): void => {
    scales.held[machine] = sum(scales.held[machine] ?? nothing, weight);
  };
  const on: Observers<Scales, unknown, unknown, Begin> = {
    input: (scales, seen) => {
      scales.root = seen.machine;
      move(scales, seen.machine, { numerator: 1n, exponent: 0 });
      whoBecomesPassive(scales.left, seen);
    },
    deliver: (scales, seen) => {
      move(scales, seen.machine, weightIn(seen.message) ?? nothing);
      whoBecomesPassive(scales.left, seen);
    },
    send: (scales, seen) => {
      const { machine, to, message } = seen;
      const { numerator, exponent } = weightIn(message) ?? nothing;
      move(scales, machine, { numerator: -numerator, exponent });
      whoBecomesPassive(scales.left, seen);
      return numerator > 0n
        ? undefined
        : broken("whatever is on its way has a weight above 0", `${machine} sent ${to} none`);
    },
  };
  return always<Scales, unknown, unknown, Begin>(
    "weights add up to 1, and whoever is active has some, and of the passive only the root",
    {
      start: (machines) => ({
        root: "",
        left: nothingLeft(machines),
        held: Object.fromEntries(machines.map((machine) => [machine, nothing])),
      }),
      on,
      holds: ({ root, left, held }) => {
        for (const [machine, { numerator }] of Object.entries(held)) {
          if (numerator < 0n) return broken(`${machine} gives away what it has`, `${machine} gave away more`);
          const isActive = (left[machine] ?? 0) > 0;
          if (isActive && numerator === 0n) return broken(`${machine} is active and has some weight`, "it has none");
          if (!isActive && machine !== root && numerator > 0n)
            return broken(`${machine} is passive and has no weight`, "it has some");
        }
        return undefined;
      },
    },
  );
}

const nothing: Part = { numerator: 0n, exponent: 0 };

function noteDebt(debts: Debts, seen: Parameters<typeof whoBecomesPassive>[1]): void {
  const passive = whoBecomesPassive(debts.left, seen);
  if (passive !== undefined && passive !== debts.root) debts.owed[passive] = (debts.owed[passive] ?? 0) + 1;
}

function sum(one: Part, other: Part): Part {
  let exponent = Math.max(one.exponent, other.exponent);
  let numerator = over(one, exponent) + over(other, exponent);
  while (exponent > 0 && numerator % 2n === 0n) {
    numerator /= 2n;
    exponent -= 1;
  }
  return { numerator, exponent };
}

/** The numerator of a part that is written with a larger exponent. */
function over({ numerator, exponent }: Part, common: number): bigint {
  return numerator << BigInt(common - exponent);
}
