/**
 * What is true of any right vector counters, besides {@link handsOutItsTasks}: where the visitor goes, when it waits, and
 * who says that all is over.
 *
 * Every message that is not work is the visitor, whatever is in it. She sets out from the first machine of the ring. Every
 * machine gets the input `begin` once, and the input is not a message. A hop is the visitor's way from one machine to the
 * next. Counts are the answer's own: where a law speaks of them, it has worked them out from the messages.
 */
import {
  always,
  broken,
  type Broken,
  describeValue,
  eventually,
  exactly,
  type MachineId,
  monitor,
  type MonitorLaw,
} from "@millrace/core";
import { nothingLeft, type Left } from "./passive.laws.ts";
import { nextInRing } from "./ring.ts";
import { handsOutItsTasks, isNeverTooEarly, isWork, type Ledger } from "./termination.laws.ts";
import type { Begin } from "./workload.ts";

/** Safety: whoever says it, it is true at that instant, and so for ever. A machine that has not begun is not passive. */
export const isSaidWhenAllIsOver: MonitorLaw<Ledger> = {
  ...isNeverTooEarly,
  name: "terminated is said only when every machine has begun and is passive, and no work is on its way",
  always: (ledger, view) => {
    const tooEarly = isNeverTooEarly.always?.(ledger, view);
    const [speaker] = ledger.saidBy;
    if (tooEarly !== undefined || speaker === undefined || view.inputsLeft === 0) return tooEarly;
    return broken(
      "terminated is said when every machine has begun",
      `${speaker} said it although ${view.inputsLeft} ${view.inputsLeft === 1 ? "has" : "have"} yet to begin`,
    );
  },
};

/** Where the visitor is. */
export interface Visit {
  /** The machine that has the visitor; empty while she is on her way. */
  holder: MachineId;
  /** The machines that she has been to, sorted. */
  visited: MachineId[];
  /** Whether the end was said. */
  isSaid: boolean;
}

/** There is one visitor; who has not got her cannot see her off. */
export function visitorGoesRound(ring: readonly MachineId[]): MonitorLaw<Visit> {
  return monitor<Visit>("besides work there is one visitor, and she goes from machine to machine along the ring", {
    start: () => atTheFirst(ring),
    on: {
      deliver: noteArrival,
      output: (visit) => void (visit.isSaid = true),
      send: (visit, { machine, to, message }) => {
        if (isWork(message)) return undefined;
        const { holder, isSaid } = visit;
        visit.holder = "";
        if (isSaid) return broken("the visitor rests when terminated is said", `${machine} sent her to ${to}`);
        if (holder !== machine)
          return broken(
            "only the machine that has the visitor sends her on, and nothing else but work is sent",
            `${machine} sent ${to} one, and ${holder === "" ? "nobody" : holder} had it`,
          );
        const next = nextInRing(ring, machine);
        return to === next ? undefined : broken(`${machine} sends the visitor to ${next}`, `it sent her to ${to}`);
      },
    },
  });
}

/** The words that the exercise agrees on: one output, of whoever has the visitor, of one shape. */
export function isSaidByTheHost(ring: readonly MachineId[]): MonitorLaw<Visit> {
  return monitor<Visit>('whoever has the visitor puts something out, once: { type: "terminated" }', {
    start: () => atTheFirst(ring),
    on: {
      deliver: noteArrival,
      send: noteDeparture,
      output: (visit, { machine, output }): Broken | undefined => {
        const { holder, isSaid } = visit;
        visit.isSaid = true;
        if (!isTerminated(output)) return broken('{ type: "terminated" }', describeValue(output));
        if (holder !== machine) return broken(`${holder || "nobody"} says terminated`, `${machine} said it`);
        return isSaid ? broken("terminated is said once", `${machine} said it again`) : undefined;
      },
    },
  });
}

/** Liveness: when nothing is left to do, somebody has said so. */
export function isSaidAtLast(ring: readonly MachineId[]): MonitorLaw<Visit> {
  return eventually("terminated is said in the end", {
    of: isSaidByTheHost(ring),
    holds: ({ isSaid }) =>
      isSaid ? undefined : broken("somebody says terminated once all is over", "all is over, and nobody ever says it"),
  });
}

/** Where she has not been, anything may be. */
export function isSaidAfterARound(ring: readonly MachineId[]): MonitorLaw<Visit> {
  return monitor<Visit>("the visitor has been to every machine when terminated is said", {
    start: () => atTheFirst(ring),
    on: {
      deliver: noteArrival,
      send: noteDeparture,
      output: ({ visited }) => {
        const missing = ring.filter((machine) => !visited.includes(machine));
        return missing.length === 0
          ? undefined
          : broken("the visitor has been to every machine", `she has not been to ${missing.join(" and ")}`);
      },
    },
  });
}

/** By machine: work messages to it that were sent, less those that it received. */
export type Vector = Record<MachineId, number>;

/** What the visitor knows, by the rules and the messages seen, and what is left to do. */
export interface Knowledge {
  /** What is left to hand out. */
  readonly left: Left;
  /** The machines that have begun, sorted. */
  begun: MachineId[];
  /** What each machine has counted since the visitor left. */
  readonly counts: Record<MachineId, Vector>;
  /** What the visitor has taken along. */
  readonly known: Vector;
  /** The machine that saw the visitor off in the last event; empty if none did. */
  by: MachineId;
}

/** She waits where there is work, and where she knows that there will be. */
export const visitorWaits: MonitorLaw<Knowledge> = always<Knowledge, unknown, unknown, Begin>(
  "the visitor leaves when its machine has begun, is passive, and gets no work that the visitor knows of",
  {
    start: (machines) => ({
      left: nothingLeft(machines),
      begun: [],
      counts: Object.fromEntries(machines.map((machine) => [machine, nothingLeft(machines)])),
      known: nothingLeft(machines),
      by: "",
    }),
    on: {
      input: (knowledge, { machine, input }) => {
        knowledge.by = "";
        knowledge.begun = [...knowledge.begun, machine].toSorted();
        add(knowledge.left, machine, input.task.spawns.length);
      },
      timer: (knowledge) => void (knowledge.by = ""),
      deliver: (knowledge, { machine, message }) => {
        knowledge.by = "";
        if (!isWork(message)) return;
        add(knowledge.left, machine, message.task.spawns.length);
        add(knowledge.counts[machine] ?? {}, machine, -1);
      },
      send: (knowledge, { machine, to, message }) => {
        if (isWork(message)) {
          add(knowledge.left, machine, -1);
          add(knowledge.counts[machine] ?? {}, to, 1);
        } else {
          knowledge.by = machine;
          for (const [other, count] of Object.entries(knowledge.counts[machine] ?? {}))
            add(knowledge.known, other, count);
          knowledge.counts[machine] = nothingLeft(Object.keys(knowledge.known));
        }
      },
    },
    holds: ({ left, begun, known, by }) => {
      if (by === "") return undefined;
      if (!begun.includes(by)) return broken(`the visitor waits until ${by} has begun`, "she left before");
      const toDo = left[by] ?? 0;
      if (toDo > 0)
        return broken(`the visitor waits until ${by} is passive`, `she left with ${pieces(toDo)} left to hand out`);
      const coming = known[by] ?? 0;
      return coming <= 0
        ? undefined
        : broken(
            `the visitor waits at ${by} for the work that she knows of`,
            `she left with ${pieces(coming)} on the way`,
          );
    },
  },
);

/** What the bound on hops remembers. */
export interface LastHops {
  /** Work messages in transit. */
  inTransit: number;
  /** Pieces that machines have to hand out. */
  toSend: number;
  /** Machines that have not begun. */
  toBegin: number;
  /** One for each machine. */
  readonly bound: number;
  /** Since all is over. */
  hops: number;
}

/** Every machine is visited once after the end, and then the vector is 0. */
export const isSaidWithinOneRound: MonitorLaw<LastHops> = monitor<LastHops, unknown, unknown, Begin>(
  "once all is over, the visitor makes fewer hops than there are machines",
  {
    start: ({ length }) => ({ inTransit: 0, toSend: 0, toBegin: length, bound: length, hops: 0 }),
    on: {
      input: (state, { input }) => {
        state.toBegin -= 1;
        state.toSend += input.task.spawns.length;
      },
      deliver: (state, { message }) => {
        if (!isWork(message)) return;
        state.inTransit -= 1;
        state.toSend += message.task.spawns.length;
      },
      send: (state, { message }) => {
        if (isWork(message)) {
          state.inTransit += 1;
          state.toSend -= 1;
        } else if (state.inTransit === 0 && state.toSend === 0 && state.toBegin === 0) {
          state.hops += 1;
        }
        return state.hops < state.bound
          ? undefined
          : broken(`fewer than ${state.bound} hops`, `hop ${state.hops} is made`);
      },
    },
  },
);

/** The cost of a computation in which nobody has anything to do. */
export function nothingCostsOneRound(ring: readonly MachineId[]): MonitorLaw<{ counted: number; expected: number }> {
  return exactly("if there is nothing to do, the visitor makes one hop less than there are machines", {
    counts: (seen) => (seen.kind === "send" && !isWork(seen.message) ? 1 : 0),
    of: (seen) => (seen.kind === "input" && seen.machine === ring[0] ? ring.length - 1 : 0),
    unit: "hops",
  });
}

/** All that hold for any work, on a ring. */
export function vectorCountersLaws(ring: readonly MachineId[]): readonly MonitorLaw[] {
  return [
    handsOutItsTasks,
    isSaidWhenAllIsOver,
    visitorGoesRound(ring),
    isSaidByTheHost(ring),
    isSaidAtLast(ring),
    isSaidAfterARound(ring),
    visitorWaits,
    isSaidWithinOneRound,
  ];
}

function atTheFirst(ring: readonly MachineId[]): Visit {
  const [holder = ""] = ring;
  return { holder, visited: [holder], isSaid: false };
}

function noteArrival(
  visit: Visit,
  { machine, message }: { readonly machine: MachineId; readonly message: unknown },
): void {
  if (isWork(message)) return;
  visit.holder = machine;
  if (!visit.visited.includes(machine)) visit.visited = [...visit.visited, machine].toSorted();
}

function noteDeparture(visit: Visit, { message }: { readonly message: unknown }): void {
  if (!isWork(message)) visit.holder = "";
}

function isTerminated(output: unknown): boolean {
  return typeof output === "object" && output !== null && "type" in output && output.type === "terminated";
}

function pieces(count: number): string {
  return count === 1 ? "1 piece" : `${count} pieces`;
}

function add(counts: Vector, machine: MachineId, count: number): void {
  counts[machine] = (counts[machine] ?? 0) + count;
}
