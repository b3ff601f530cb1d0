/**
 * Right as well: shares its weight out evenly. Who has three pieces left gives away a quarter of what he has with the next
 * one, and keeps three. So weights are fractions of any kind, in lowest terms, and the root adds up what comes back apart
 * from what it works with itself.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Task,
  type Terminated,
  type Workload,
} from "@millrace/termination/workload.ts";

/** Numerator and denominator. */
type Fraction = readonly [bigint, bigint];

interface State {
  agent: MachineId | undefined;
  /** What this machine works with. */
  own: Fraction;
  /** At the root: what is back. */
  pool: Fraction;
  workload: Workload;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly part: Fraction; readonly agent: MachineId | undefined }
  | { readonly type: "done"; readonly part: Fraction };

export const weightThrowing: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ agent: undefined, own: [0n, 1n], pool: [0n, 1n], workload: [] }),

  onMessage(state, message, _from, context) {
    if (message.type === "done") {
      state.pool = plus(state.pool, message.part);
    } else {
      state.agent = message.agent;
      state.own = plus(state.own, message.part);
      takeOn(state.workload, message.task, context);
    }
    close(state, context);
  },

  onTimer(state, _timer, context) {
    const shares = BigInt(state.workload.length + 1);
    const { to, task } = nextSpawn(state.workload, context);
    const part = lowest([state.own[0], state.own[1] * shares]);
    state.own = lowest([state.own[0] * (shares - 1n), state.own[1] * shares]);
    context.send(to, { type: "work", task, part, agent: state.agent });
    close(state, context);
  },

  onInput(state, { task }, context) {
    state.agent = context.self;
    state.own = [1n, 1n];
    takeOn(state.workload, task, context);
    close(state, context);
  },
});

function close(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload)) return;
  const part = state.own;
  state.own = [0n, 1n];
  if (state.agent !== context.self) {
    if (state.agent !== undefined) context.send(state.agent, { type: "done", part });
    return;
  }
  state.pool = plus(state.pool, part);
  if (state.pool[0] === state.pool[1]) context.output({ type: "terminated" });
}

function plus([a, b]: Fraction, [c, d]: Fraction): Fraction {
  return lowest([a * d + c * b, b * d]);
}

function lowest([numerator, denominator]: Fraction): Fraction {
  let [a, b] = [denominator, numerator];
  while (b !== 0n) [a, b] = [b, a % b];
  return [numerator / a, denominator / a];
}
