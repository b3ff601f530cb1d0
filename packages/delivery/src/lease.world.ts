/** Schedulers, a lock service and a storage: the systems that laws and checks are tried on. */
import {
  type AnyMachine,
  type Faults,
  type Input,
  type Machine,
  type MachineId,
  type System,
  at,
  defineSystem,
  durable,
} from "@millrace/core";
import { type LeaseMessage, type ToStorage, locksOf } from "./lease.locks.ts";

/** What {@link backfillOf} takes. */
export interface BackfillOptions {
  /** By scheduler, the machine and its days. */
  readonly schedulers: Readonly<Record<MachineId, { readonly machine: AnyMachine; readonly days: readonly string[] }>>;
  /** What they write to. */
  readonly storage: AnyMachine;
  /** How long a lease lasts, in milliseconds: 100 if it is left out. */
  readonly leaseMs?: number;
  /** How often the lock service takes the lease away, at any moment; by its timer if it is left out. */
  readonly expirations?: number;
  /** None if they are left out. Where there may be crashes, the lock service remembers everything. */
  readonly faults?: Faults;
}

/** Schedulers with a backfill each. They know the lock service and the storage, and nothing of one another. */
export function backfillOf(options: BackfillOptions): System {
  const { schedulers, storage, leaseMs = 100, expirations, faults = {} } = options;
  const names = Object.keys(schedulers);
  const locks = locksOf({ leaseMs, isTimed: expirations === undefined });
  return defineSystem({
    machines: {
      locks: (faults.crashes ?? 0) > 0 ? durable(locks) : locks,
      ...Object.fromEntries(Object.entries(schedulers).map(([name, { machine }]) => [name, machine])),
      storage,
    },
    topology: names.flatMap((name) =>
      ["locks", "storage"].flatMap((other) => [[name, other] as const, [other, name] as const]),
    ),
    inputs: [
      ...Object.entries(schedulers).map(([name, { days }]) => at(name, { days })),
      ...Array.from({ length: expirations ?? 0 }, () => at("locks", { type: "expire" })),
    ],
    faults,
  });
}

/** A storage that takes whatever comes, but for the writes of these numbers, counted from 0: they are rejected. */
export function storageThatRejects(numbers: readonly number[]): AnyMachine {
  const machine: Machine<{ writes: number }, LeaseMessage> = {
    start: () => ({ writes: 0 }),
    onMessage(state, message, from, context) {
      if (message.type !== "write") return;
      const type = numbers.includes(state.writes) ? "rejected" : "written";
      state.writes += 1;
      context.send(from, { type, day: message.day });
    },
  };
  return machine;
}

/** A storage, and writers that send it what they are told to, without waiting: by writer, the tokens of its writes. */
export function writesTo(
  storage: AnyMachine,
  options: { readonly writers: Readonly<Record<MachineId, readonly number[]>>; readonly faults?: Faults },
): System {
  const { writers, faults = {} } = options;
  const writer: Machine<object, LeaseMessage, never, ToStorage> = {
    start: () => ({}),
    onInput: (_state, write, context) => context.send("storage", write),
  };
  const names = Object.keys(writers);
  return defineSystem({
    machines: { ...Object.fromEntries(names.map((name) => [name, writer])), storage },
    topology: names.flatMap((name) => [[name, "storage"] as const, ["storage", name] as const]),
    inputs: names.flatMap((name): Input[] =>
      (writers[name] ?? []).map((token, turn) => at(name, { type: "write", token, day: `${name} ${turn}` })),
    ),
    faults,
  });
}
