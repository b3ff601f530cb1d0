/**
 * What is true of any right Safra, besides {@link terminationLaws}: where the token goes, when, and how often.
 *
 * Every message that is not work is the token, whatever is in it. The machine that gets the input `begin` makes it, and
 * the input is not a message. A hop is the token's way from one machine to the next. Colours and sums are the answer's own:
 * where a law speaks of them, it has worked them out from the messages by Safra's rules.
 */
import { always, broken, type MachineId, monitor, type MonitorLaw } from "@millrace/core";
import { nothingLeft, type Left } from "./passive.laws.ts";
import { nextInRing } from "./ring.ts";
import { isWork } from "./termination.laws.ts";
import type { Begin } from "./workload.ts";

/** Where the token is. */
export interface Round {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** The machine that has the token; empty while it is on its way, and before there is one. */
  holder: MachineId;
  /** How often it has come back to the root: 0, or 1 for more. */
  rounds: number;
}

/** N hops for each probe, and one token: who has not got it cannot pass it. */
export function tokenGoesRound(ring: readonly MachineId[]): MonitorLaw<Round> {
  return monitor<Round, unknown, unknown, Begin>(
    "besides work there is one token, and it goes from machine to machine along the ring",
    {
      start: nowhere,
      on: {
        input: findRoot,
        deliver: noteArrival,
        send: (round, { machine, to, message }) => {
          if (isWork(message)) return undefined;
          const { holder } = round;
          round.holder = "";
          if (holder !== machine)
            return broken(
              "only the machine that has the token sends it, and nothing else but work is sent",
              `${machine} sent ${to} one, and ${holder === "" ? "nobody" : holder} had it`,
            );
          const next = nextInRing(ring, machine);
          return to === next ? undefined : broken(`${machine} passes the token to ${next}`, `it passed it to ${to}`);
        },
      },
    },
  );
}

/** A probe that is not finished proves nothing. */
export const isSaidWhenTheTokenIsBack: MonitorLaw<Round> = monitor<Round, unknown, unknown, Begin>(
  "the root says terminated when it has the token, and the token has been round",
  {
    start: nowhere,
    on: {
      input: findRoot,
      deliver: noteArrival,
      send: (round, { message }) => {
        if (!isWork(message)) round.holder = "";
      },
      output: ({ root, holder, rounds }) => {
        if (holder === root && rounds > 0) return undefined;
        return broken(
          `the token is back at ${root || "the root"} when terminated is said`,
          holder === root ? "it had not been round" : holder === "" ? "it was on its way" : `${holder} had it`,
        );
      },
    },
  },
);

/** What the law about passing remembers. */
export interface Passing {
  /** What is left to do. */
  readonly left: Left;
  /** The machine that passed the token in the last event; empty if none did. */
  passedBy: MachineId;
}

/** A machine at work keeps the token. */
export const onlyThePassiveOnesPass: MonitorLaw<Passing> = always<Passing, unknown, unknown, Begin>(
  "whoever passes the token is passive",
  {
    start: (machines) => ({ left: nothingLeft(machines), passedBy: "" }),
    on: {
      input: (passing, { machine, input }) => {
        passing.passedBy = "";
        add(passing.left, machine, input.task.spawns.length);
      },
      timer: (passing) => void (passing.passedBy = ""),
      deliver: (passing, { machine, message }) => {
        passing.passedBy = "";
        if (isWork(message)) add(passing.left, machine, message.task.spawns.length);
      },
      send: (passing, { machine, message }) => {
        if (isWork(message)) add(passing.left, machine, -1);
        else passing.passedBy = machine;
      },
    },
    holds: ({ left, passedBy }) => {
      const count = left[passedBy] ?? 0;
      return count === 0
        ? undefined
        : broken(
            `${passedBy} keeps the token until it is passive`,
            `${passedBy} passed it with ${count} ${count === 1 ? "piece" : "pieces"} left to hand out`,
          );
    },
  },
);

/** What the bound on hops remembers. */
export interface Hops {
  /** Work messages in transit. */
  inTransit: number;
  /** Pieces that machines have to hand out. */
  toSend: number;
  /** Three for each machine. */
  readonly bound: number;
  /** Since all is over. */
  hops: number;
}

/** The probe under way, one that turns all machines white, and one that finds them so. */
export const isSaidWithinThreeRounds: MonitorLaw<Hops> = monitor<Hops, unknown, unknown, Begin>(
  "once all is over, the token makes fewer than three hops for each machine",
  {
    start: (machines) => ({ inTransit: 0, toSend: 0, bound: 3 * machines.length, hops: 0 }),
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
        } else if (state.inTransit === 0 && state.toSend === 0) {
          state.hops += 1;
        }
        return state.hops < state.bound
          ? undefined
          : broken(`fewer than ${state.bound} hops`, `hop ${state.hops} is made`);
      },
    },
  },
);

/** What Safra's variables are, by Safra's rules and the messages seen. */
export interface Probe {
  /** The machine that got `begin`; empty until then. */
  root: MachineId;
  /** What is left to do. */
  readonly left: Left;
  /** By machine: work messages sent less work messages received. */
  readonly balances: Record<MachineId, number>;
  /** The machines that have received work since they last passed the token. */
  black: MachineId[];
  /** The machines that have passed the token since it left the root. */
  passed: MachineId[];
  /** The sum of their balances, each as it was when they passed it. */
  sum: number;
  /** Whether one of them was black. */
  isBlack: boolean;
}

/**
 * Why it is safe. Those that the token has read are passive and counted; or else the others together have more messages on
 * their way than were read; or one of the others is black; or the token is. When it comes back white, with a sum of 0, to
 * a white root, only the first is left.
 */
export const safrasInvariant: MonitorLaw<Probe> = always<Probe, unknown, unknown, Begin>(
  "those behind the token are passive and counted, or something before it gives away that they are not",
  {
    start: (machines) => ({
      root: "",
      left: nothingLeft(machines),
      balances: Object.fromEntries(machines.map((machine) => [machine, 0])),
      black: [],
      passed: [],
      sum: 0,
      isBlack: true,
    }),
    on: {
      input: (probe, { machine, input }) => {
        probe.root = machine;
        add(probe.left, machine, input.task.spawns.length);
      },
      deliver: (probe, { machine, message }) => {
        if (!isWork(message)) return;
        add(probe.left, machine, message.task.spawns.length);
        add(probe.balances, machine, -1);
        if (!probe.black.includes(machine)) probe.black = [...probe.black, machine].toSorted();
      },
      send: (probe, { machine, message }) => {
        if (!isWork(message)) return passOn(probe, machine);
        add(probe.left, machine, -1);
        add(probe.balances, machine, 1);
      },
    },
    holds: (probe) => {
      const { left, balances, black, passed, sum, isBlack } = probe;
      const ahead = Object.keys(balances).filter((machine) => !passed.includes(machine));
      const active = passed.find((machine) => (left[machine] ?? 0) > 0);
      const isRead = active === undefined && sumOf(balances, passed) === sum;
      const isGivenAway =
        isBlack || ahead.some((machine) => black.includes(machine)) || sum + sumOf(balances, ahead) > 0;
      if (isRead || isGivenAway) return undefined;
      return broken(
        "something before the token gives away what is behind it",
        active === undefined
          ? `the balances of ${passed.join(", ")} make ${sumOf(balances, passed)}, and the token has ${sum}`
          : `${active} is active behind the token, and nothing tells`,
      );
    },
  },
);

/** All of them, for a ring. */
export function safraLaws(ring: readonly MachineId[]): readonly MonitorLaw[] {
  return [
    tokenGoesRound(ring),
    isSaidWhenTheTokenIsBack,
    onlyThePassiveOnesPass,
    isSaidWithinThreeRounds,
    safrasInvariant,
  ];
}

function nowhere(): Round {
  return { root: "", holder: "", rounds: 0 };
}

function findRoot(round: Round, { machine }: { readonly machine: MachineId }): void {
  round.root = machine;
  round.holder = machine;
}

function noteArrival(
  round: Round,
  { machine, message }: { readonly machine: MachineId; readonly message: unknown },
): void {
  if (isWork(message)) return;
  round.holder = machine;
  if (machine === round.root) round.rounds = 1;
}

function passOn(probe: Probe, machine: MachineId): void {
  const isRoot = machine === probe.root;
  probe.sum = isRoot ? 0 : probe.sum + (probe.balances[machine] ?? 0);
  probe.isBlack = !isRoot && (probe.isBlack || probe.black.includes(machine));
  probe.passed = isRoot ? [] : [...probe.passed, machine];
  probe.black = probe.black.filter((other) => other !== machine);
}

function add(counts: Record<MachineId, number>, machine: MachineId, count: number): void {
  counts[machine] = (counts[machine] ?? 0) + count;
}

function sumOf(counts: Record<MachineId, number>, machines: readonly MachineId[]): number {
  return machines.reduce((sum, machine) => sum + (counts[machine] ?? 0), 0);
}
