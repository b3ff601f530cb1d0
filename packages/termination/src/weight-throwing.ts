/**
 * Weight throwing: all work carries a part of one weight, and when the root has all of it back, all is over.
 *
 * The root begins with the weight 1. Whoever hands out a piece of work gives a part of its weight with it, and keeps
 * some. What arrives is added. A machine that becomes passive sends all that it has to the root. So whoever is active has
 * some weight, whatever is on its way has some, and the sum is 1 all the time: when the root is passive and has 1, nobody
 * else has anything, and nothing is on its way.
 *
 * Here every part is a half, and weights are fractions of whole numbers: a floating-point number that is halved 54 times
 * vanishes beside 1.
 *
 * State: one weight, the name of the root, and the work to be done. Channels may reorder; none may lose or double a
 * message.
 *
 * Source: S.-T. Huang, "Detecting termination of distributed computations by external agents" (1989); Kshemkalyani &
 * Singhal, Distributed Computing (2008), ch. 7. There, the agent that collects weights does no work of its own; here it
 * is the root, and keeps what it would send itself.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

/** A part of 1: numerator / 2^exponent, in lowest terms. */
export interface Weight {
  /** 0n for nothing. Odd, unless the exponent is 0. */
  readonly numerator: bigint;
  /** How often 1 was halved: a whole number, from 0. */
  readonly exponent: number;
}

/** What a machine remembers. */
export interface State {
  /** Who collects; the root knows itself from `begin`, the others from the work that they get. */
  root: MachineId | undefined;
  /** What this machine has. Only the root may have something while it is passive. */
  weight: Weight;
  /** What is still to be handed out. */
  workload: Workload;
}

/** A piece of work, with a part of its sender's weight. */
export interface WeightedWork extends Work {
  /** Above 0. */
  readonly weight: Weight;
  /** Who collects. */
  readonly root: MachineId;
}

/** All the weight of a machine that has become passive, back to the root. */
export interface Return {
  /** Says that it is no work. */
  readonly type: "return";
  /** Above 0. */
  readonly weight: Weight;
}

/** What machines send each other. */
export type Message = WeightedWork | Return;

/**
 * One participant. The machine that gets the input `begin` is the root; it needs a channel from every other.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { task, weightThrowing } from "@millrace/termination";
 *
 * const system = defineSystem({
 *   machines: { root: weightThrowing, a: weightThrowing },
 *   inputs: [at("root", { type: "begin", task: task({ to: "a" }) })],
 * });
 * const { events } = simulate(system);
 * if (events.at(-1)?.outputs.length !== 1) throw new Error("the root sees the end when the weight of a is back");
 * ```
 */
export const weightThrowing: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ root: undefined, weight: none, workload: [] }),

  onMessage(state, message, _from, context) {
    state.weight = sum(state.weight, message.weight);
    if (message.type === "work") {
      state.root = message.root;
      takeOn(state.workload, message.task, context);
    }
    settle(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.weight = half(state.weight);
    context.send(to, { type: "work", task, weight: state.weight, root: state.root ?? context.self });
    settle(state, context);
  },

  onInput(state, { task }, context) {
    state.root = context.self;
    state.weight = all;
    takeOn(state.workload, task, context);
    settle(state, context);
  },
});

const none: Weight = { numerator: 0n, exponent: 0 };

const all: Weight = { numerator: 1n, exponent: 0 };

/** Called when a machine may have become passive: it gives back what it has, or at the root says that all is over. */
function settle(state: State, context: Context<Message, Terminated>): void {
  const { root, weight, workload } = state;
  if (root === undefined || !isPassive(workload)) return;
  if (root !== context.self) {
    context.send(root, { type: "return", weight });
    state.weight = none;
  } else if (isAll(weight)) {
    context.output({ type: "terminated" });
  }
}

function half({ numerator, exponent }: Weight): Weight {
  return { numerator, exponent: exponent + 1 };
}

function sum(one: Weight, other: Weight): Weight {
  let exponent = Math.max(one.exponent, other.exponent);
  let numerator = over(one, exponent) + over(other, exponent);
  while (exponent > 0 && numerator % 2n === 0n) {
    numerator /= 2n;
    exponent -= 1;
  }
  return { numerator, exponent };
}

/** The numerator of a weight that is written with a larger exponent. */
function over({ numerator, exponent }: Weight, common: number): bigint {
  return numerator << BigInt(common - exponent);
}

function isAll({ numerator, exponent }: Weight): boolean {
  return numerator === 1n && exponent === 0;
}
