/**
 * Right as well, in ordinary numbers: a weight is a list of exponents, each of which stands for one half to that power. No
 * such number is ever added to another: two that are equal become one that is smaller by 1, as one carries when adding by
 * hand. What is given away is the smallest weight there is, in two.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
} from "@millrace/termination/workload.ts";

interface State {
  home: MachineId | undefined;
  /** Rising, none twice. */
  halvings: number[];
  workload: Workload;
}

interface Loaded extends Work {
  readonly halvings: number;
  readonly home: MachineId;
}

interface Home {
  readonly halvings: readonly number[];
}

export const weightThrowing: Machine<State, Loaded | Home, Terminated, Begin> = defineMachine({
  start: (): State => ({ home: undefined, halvings: [], workload: [] }),

  onMessage(state, message, _from, context) {
    if ("type" in message) {
      state.home = message.home;
      takeOn(state.workload, message.task, context);
      carry(state, message.halvings);
    } else {
      for (const each of message.halvings) carry(state, each);
    }
    goHome(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    const smallest = (state.halvings.pop() ?? 0) + 1;
    state.halvings.push(smallest);
    context.send(to, { type: "work", task, halvings: smallest, home: state.home ?? context.self });
    goHome(state, context);
  },

  onInput(state, { task }, context) {
    state.home = context.self;
    state.halvings.push(0);
    takeOn(state.workload, task, context);
    goHome(state, context);
  },
});

function carry(state: State, exponent: number): void {
  if (!state.halvings.includes(exponent)) {
    state.halvings.push(exponent);
    state.halvings.sort((one, other) => one - other);
    return;
  }
  state.halvings = state.halvings.filter((other) => other !== exponent);
  carry(state, exponent - 1);
}

function goHome(state: State, context: Context<Loaded | Home, Terminated>): void {
  if (state.home === undefined || !isPassive(state.workload)) return;
  if (state.home !== context.self) context.send(state.home, { halvings: state.halvings.splice(0) });
  else if (state.halvings[0] === 0) context.output({ type: "terminated" });
}
