/**
 * What is true of any right Dijkstra–Scholten, besides {@link terminationLaws}: what signals mean and what they cost.
 *
 * Every message that is not work counts as a signal, whatever is in it. The input `begin` is not a message.
 */
import { always, broken, eventually, exactly, type MachineId, monitor, type MonitorLaw } from "@millrace/core";
import { isWork } from "./termination.laws.ts";
import type { Begin } from "./workload.ts";

/** Who owes whom how many signals, who waits for how many, and who has how much left to hand out. */
export interface Accounts {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** By the machine that owes, then by the one that it owes to. */
  readonly owed: Record<MachineId, Record<MachineId, number>>;
  /** By machine: work messages sent less signals received. */
  readonly awaited: Record<MachineId, number>;
  /** By machine: tasks that it has been asked to hand out less those that it has handed out. */
  readonly toSend: Record<MachineId, number>;
  /** Whether anything was put out. */
  hasDeclared: boolean;
}

/** A signal is the answer to one work message, and goes to its sender. */
export const signalsAnswerWork: MonitorLaw<Accounts> = monitor<Accounts, unknown, unknown, Begin>(
  "a signal answers one work message, and goes to its sender",
  {
    start: openAccounts,
    on: {
      deliver: noteDelivery,
      send: (accounts, observation) => {
        const { machine, to, message } = observation;
        const isOwed = isWork(message) || owedTo(accounts, machine, to) > 0;
        noteSend(accounts, observation);
        return isOwed
          ? undefined
          : broken(
              `${machine} owes ${to} no signal and sends it none`,
              `${machine} sent ${to} a signal for no work message`,
            );
      },
    },
  },
);

/** In the end nobody owes a signal. */
export const allWorkIsAnswered: MonitorLaw<Accounts> = eventually(
  "every work message is answered by a signal in the end",
  {
    of: signalsAnswerWork,
    holds: ({ owed }) => {
      const [left] = pairs(owed);
      return left === undefined
        ? undefined
        : broken(
            "nobody owes a signal when nothing is left to do",
            `${left.from} still owes ${left.to} ${signals(left.count)}`,
          );
    },
  },
);

/** The cost, counted over the whole run. */
export const oneSignalEach: MonitorLaw<{ counted: number; expected: number }> = exactly(
  "as many signals are sent as work messages",
  {
    counts: (seen) => (seen.kind === "send" && !isWork(seen.message) ? 1 : 0),
    of: (seen) => (seen.kind === "send" && isWork(seen.message) ? 1 : 0),
    unit: "signals",
  },
);

/** The cost, counted when the root speaks: all the signals are in by then. */
export const signalsAreInAtDeclaration: MonitorLaw<Accounts> = always<Accounts, unknown, unknown, Begin>(
  "when the root says terminated, every work message has had its signal",
  {
    start: openAccounts,
    on: {
      input: noteInput,
      deliver: noteDelivery,
      send: noteSend,
      output: (accounts) => void (accounts.hasDeclared = true),
    },
    holds: ({ hasDeclared, awaited }) => {
      if (!hasDeclared) return undefined;
      const missing = Object.entries(awaited).find(([, count]) => count > 0);
      if (missing === undefined) return undefined;
      return broken(
        "every signal is in when terminated is said",
        `${missing[0]} still waits for ${signals(missing[1])}`,
      );
    },
  },
);

/**
 * The tree: whoever still has work or waits for a signal owes one itself, to a machine that waits for it and so owes
 * one too, and so on to the root. Read from the messages: owed signals are the edges.
 */
export const busyMachinesHangOnTheRoot: MonitorLaw<Accounts> = always<Accounts, unknown, unknown, Begin>(
  "whoever is active or waits for a signal owes one, in a chain that ends at the root",
  {
    start: openAccounts,
    on: { input: noteInput, deliver: noteDelivery, send: noteSend },
    holds: (accounts) => {
      const hanging = machinesUnder(accounts);
      const loose = Object.keys(accounts.owed).find((machine) => isBusy(accounts, machine) && !hanging.has(machine));
      if (loose === undefined) return undefined;
      const reason =
        (accounts.toSend[loose] ?? 0) > 0
          ? "still has work to hand out"
          : `waits for ${signals(accounts.awaited[loose] ?? 0)}`;
      const debts = pairs(accounts.owed).filter(({ from }) => from === loose);
      const owes =
        debts.length === 0
          ? "owes nobody a signal"
          : `owes only ${debts.map(({ to }) => to).join(", ")}, and that leads nowhere`;
      return broken(
        `${loose}, which ${reason}, owes a signal in a chain up to ${accounts.root || "the root"}`,
        `${loose} ${owes}`,
      );
    },
  },
);

/** All of them. */
export const dijkstraScholtenLaws: readonly MonitorLaw[] = [
  signalsAnswerWork,
  allWorkIsAnswered,
  oneSignalEach,
  signalsAreInAtDeclaration,
  busyMachinesHangOnTheRoot,
];

interface Sent {
  readonly machine: MachineId;
  readonly to: MachineId;
  readonly message: unknown;
}

interface Delivered {
  readonly machine: MachineId;
  readonly from: MachineId;
  readonly message: unknown;
}

function openAccounts(machines: readonly MachineId[]): Accounts {
  const zeros = (): Record<MachineId, number> => Object.fromEntries(machines.map((machine) => [machine, 0]));
  return {
    root: "",
    owed: Object.fromEntries(machines.map((machine) => [machine, zeros()])),
    awaited: zeros(),
    toSend: zeros(),
    hasDeclared: false,
  };
}

function noteInput(
  accounts: Accounts,
  { machine, input }: { readonly machine: MachineId; readonly input: Begin },
): void {
  accounts.root = machine;
  add(accounts.toSend, machine, input.task.spawns.length);
}

function noteDelivery(accounts: Accounts, { machine, from, message }: Delivered): void {
  if (!isWork(message)) return add(accounts.awaited, machine, -1);
  add(accounts.toSend, machine, message.task.spawns.length);
  add(accounts.owed[machine] ?? {}, from, 1);
}

function noteSend(accounts: Accounts, { machine, to, message }: Sent): void {
  if (isWork(message)) {
    add(accounts.toSend, machine, -1);
    add(accounts.awaited, machine, 1);
  } else {
    add(accounts.owed[machine] ?? {}, to, -1);
  }
}

function add(counts: Record<MachineId, number>, machine: MachineId, count: number): void {
  counts[machine] = (counts[machine] ?? 0) + count;
}

function signals(count: number): string {
  return count === 1 ? "1 signal" : `${count} signals`;
}

function owedTo({ owed }: Accounts, from: MachineId, to: MachineId): number {
  return owed[from]?.[to] ?? 0;
}

function isBusy({ awaited, toSend }: Accounts, machine: MachineId): boolean {
  return (awaited[machine] ?? 0) > 0 || (toSend[machine] ?? 0) > 0;
}

/** The root, and every machine that owes a signal to one of these. */
function machinesUnder({ root, owed }: Accounts): ReadonlySet<MachineId> {
  const found = new Set([root]);
  // A set that grows while it is walked shows what was added, too.
  for (const to of found) for (const pair of pairs(owed)) if (pair.to === to) found.add(pair.from);
  return found;
}

function pairs(owed: Accounts["owed"]): { readonly from: MachineId; readonly to: MachineId; readonly count: number }[] {
  return Object.entries(owed).flatMap(([from, counts]) =>
    Object.entries(counts).flatMap(([to, count]) => (count > 0 ? [{ from, to, count }] : [])),
  );
}
