/**
 * What is true of any right four-counter, besides {@link terminationLaws}: what a wave is, and how many there are.
 *
 * A visit is a message `{ type: "visit" }` from the root. Every other message that is not work is an answer, whatever is
 * in it. The root needs no message to visit itself. The input `begin` is not a message.
 */
import { broken, type Broken, type MachineId, monitor, type MonitorLaw } from "@millrace/core";
import { isWork } from "./termination.laws.ts";
import type { Begin } from "./workload.ts";

/** What a law about waves remembers. */
export interface Waves {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** All machines. */
  readonly machines: readonly MachineId[];
  /** The machines visited in this wave. */
  visited: MachineId[];
  /** Of these, the ones whose answer the root has not got. */
  awaited: MachineId[];
  /** How many waves are over: 0, 1, or 2 for more. */
  over: number;
}

/** Two waves that overlap read the machines in no order at all; a wave that leaves one out proves nothing about it. */
export const wavesFollowEachOther: MonitorLaw<Waves> = monitor<Waves, unknown, unknown, Begin>(
  "each wave visits every machine once, and begins when the last is over",
  {
    start: noWaves,
    on: {
      input: (waves, { machine }) => void (waves.root = machine),
      deliver: noteAnswer,
      send: (waves, { machine, to, message }) => {
        if (!isVisit(message) || machine !== waves.root) return undefined;
        const open = notReached(waves);
        const isEarly = waves.visited.includes(to) && open.length > 0;
        noteVisit(waves, to);
        return isEarly
          ? broken(`a wave begins when ${open.join(" and ")} has answered in the last`, `${to} is visited again before`)
          : undefined;
      },
    },
  },
);

/** One wave proves nothing. */
export const isSaidAfterTwoWaves: MonitorLaw<Waves> = monitor<Waves, unknown, unknown, Begin>(
  "the root says terminated after two whole waves or more",
  {
    start: noWaves,
    on: {
      input: (waves, { machine }) => void (waves.root = machine),
      deliver: noteAnswer,
      send: (waves, { machine, to, message }) => {
        if (isVisit(message) && machine === waves.root) noteVisit(waves, to);
      },
      output: ({ over }) =>
        over < 2
          ? broken("two waves are over when terminated is said", `${over === 0 ? "none" : "one"} is`)
          : undefined,
    },
  },
);

/** Who owes the root an answer. */
export interface Visits {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** By machine: visits received less answers sent. */
  readonly owed: Record<MachineId, number>;
}

/** The price of a wave: two messages for each machine but the root. */
export const oneAnswerEach: MonitorLaw<Visits> = monitor<Visits, unknown, unknown, Begin>(
  "besides work, the root sends visits, and a machine one answer to each",
  {
    start: (machines) => ({ root: "", owed: Object.fromEntries(machines.map((machine) => [machine, 0])) }),
    on: {
      input: (visits, { machine }) => void (visits.root = machine),
      deliver: ({ owed }, { machine, message }) => {
        if (isVisit(message)) owed[machine] = (owed[machine] ?? 0) + 1;
      },
      send: (visits, { machine, to, message }) => {
        if (isWork(message)) return undefined;
        if (machine === visits.root)
          return isVisit(message)
            ? undefined
            : broken(`${machine} sends work and visits`, `it sent ${to} something else`);
        const owed = visits.owed[machine] ?? 0;
        visits.owed[machine] = owed - 1;
        if (owed === 0) return broken(`${machine} owes no answer and sends none`, `it sent ${to} one`);
        return to === visits.root ? undefined : broken(`${machine} answers ${visits.root}`, `it answered ${to}`);
      },
    },
  },
);

/** What the bound on waves remembers. */
export interface End {
  /** Work messages in transit. */
  inTransit: number;
  /** Tasks that machines have to hand out. */
  toSend: number;
  /** The machines visited in this wave. */
  visited: MachineId[];
  /** The waves that have begun since all is over. */
  begun: number;
}

/** Cheap at the end: the pair under way is finished, and one more is enough. */
export const isSaidWithinThreeWaves: MonitorLaw<End> = monitor<End, unknown, unknown, Begin>(
  "once all is over, at most three more waves begin",
  {
    start: () => ({ inTransit: 0, toSend: 0, visited: [], begun: 0 }),
    on: {
      input: (end, { input }) => void (end.toSend += input.task.spawns.length),
      deliver: (end, { message }) => {
        if (!isWork(message)) return;
        end.inTransit -= 1;
        end.toSend += message.task.spawns.length;
      },
      send: (end, { to, message }) => {
        if (isWork(message)) {
          end.inTransit += 1;
          end.toSend -= 1;
        }
        if (!isVisit(message)) return undefined;
        const isNew = end.visited.length === 0 || end.visited.includes(to);
        end.visited = isNew ? [to] : [...end.visited, to].toSorted();
        if (!isNew || end.inTransit > 0 || end.toSend > 0) return undefined;
        end.begun += 1;
        return end.begun > 3 ? broken("three waves at most", "a fourth begins") : undefined;
      },
    },
  },
);

/** All of them. */
export const fourCounterLaws: readonly MonitorLaw[] = [
  wavesFollowEachOther,
  isSaidAfterTwoWaves,
  oneAnswerEach,
  isSaidWithinThreeWaves,
];

function noWaves(machines: readonly MachineId[]): Waves {
  return { root: "", machines: [...machines], visited: [], awaited: [], over: 0 };
}

function noteVisit(waves: Waves, to: MachineId): void {
  const isNew = notReached(waves).length === 0;
  waves.visited = isNew ? [to] : [...waves.visited, to].toSorted();
  waves.awaited = [...waves.awaited, to].toSorted();
}

function noteAnswer(
  waves: Waves,
  { machine, from, message }: { readonly machine: MachineId; readonly from: MachineId; readonly message: unknown },
): Broken | undefined {
  if (machine !== waves.root || isWork(message) || !waves.awaited.includes(from)) return undefined;
  waves.awaited = waves.awaited.filter((other) => other !== from);
  if (notReached(waves).length === 0) waves.over = Math.min(2, waves.over + 1);
  return undefined;
}

/** The machines that have not answered in this wave, or not been visited. */
function notReached({ root, machines, visited, awaited }: Waves): MachineId[] {
  return machines.filter((other) => other !== root && (!visited.includes(other) || awaited.includes(other)));
}

function isVisit(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "visit";
}
