/**
 * What is true of any right four-counter, besides {@link terminationLaws}: what a wave is, and how many there are.
 *
 * A visit is a message `{ type: "visit" }` from the root. The first message that is not work and comes back is its
 * answer. The root needs no message to visit itself. The input `begin` is not a message.
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
  /** Of these, the ones that have not answered. */
  awaited: MachineId[];
  /** How many waves have begun: 0, 1, or 2 for more. */
  begun: number;
}

/** Two waves that overlap read the machines in no order at all; a wave that leaves one out proves nothing about it. */
export const wavesFollowEachOther: MonitorLaw<Waves> = monitor<Waves, unknown, unknown, Begin>(
  "each wave visits every machine once, and begins when the last is over",
  {
    start: (machines) => ({ root: "", machines: [...machines], visited: [], awaited: [], begun: 0 }),
    on: {
      input: (waves, { machine }) => void (waves.root = machine),
      deliver: (waves, { machine, from, message }) => {
        if (machine === waves.root && !isWork(message)) waves.awaited = waves.awaited.filter((other) => other !== from);
      },
      send: (waves, { machine, to, message }) =>
        isVisit(message) && machine === waves.root ? visit(waves, to) : undefined,
      output: (waves) => {
        if (waves.machines.length === 1) return undefined;
        const open = notReached(waves);
        if (open.length > 0)
          return broken("terminated is said when a wave is over", `${open.join(", ")} had not answered in this one`);
        return waves.begun === 2
          ? undefined
          : broken("terminated is said after two waves or more", `it was said after ${waves.begun}`);
      },
    },
  },
);

/** Cheap at the end: what is under way is finished, and one more pair of waves is enough. */
export const isSaidWithinFourWaves: MonitorLaw<{ inTransit: number; toSend: number; visits: number; most: number }> =
  monitor<{ inTransit: number; toSend: number; visits: number; most: number }, unknown, unknown, Begin>(
    "once all is over, at most four more waves are made",
    {
      start: (machines) => ({ inTransit: 0, toSend: 0, visits: 0, most: 4 * (machines.length - 1) }),
      on: {
        input: (state, { input }) => void (state.toSend += input.task.spawns.length),
        deliver: (state, { message }) => {
          if (!isWork(message)) return;
          state.inTransit -= 1;
          state.toSend += message.task.spawns.length;
        },
        send: (state, { message }) => {
          if (isWork(message)) {
            state.inTransit += 1;
            state.toSend -= 1;
          }
          if (!isVisit(message) || state.inTransit > 0 || state.toSend > 0) return undefined;
          state.visits += 1;
          return state.visits > state.most ? broken(`${state.most} visits at most`, "one more is sent") : undefined;
        },
      },
    },
  );

/** All of them. */
export const fourCounterLaws: readonly MonitorLaw[] = [wavesFollowEachOther, isSaidWithinFourWaves];

function visit(waves: Waves, to: MachineId): Broken | undefined {
  const isNew = waves.begun === 0 || waves.visited.includes(to);
  if (isNew && waves.begun > 0) {
    const open = notReached(waves);
    if (open.length > 0)
      return broken(`a wave begins when ${open.join(", ")} has answered in the last`, `${to} is visited again before`);
  }
  if (isNew) waves.begun = Math.min(2, waves.begun + 1);
  waves.visited = isNew ? [to] : [...waves.visited, to].toSorted();
  waves.awaited = [...waves.awaited, to].toSorted();
  return undefined;
}

function notReached({ root, machines, visited, awaited }: Waves): MachineId[] {
  return machines.filter((other) => other !== root && (!visited.includes(other) || awaited.includes(other)));
}

function isVisit(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "visit";
}
