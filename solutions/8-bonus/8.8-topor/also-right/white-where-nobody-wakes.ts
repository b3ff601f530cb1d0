/**
 * Right as well, and sparing with black: a machine stays white for work that is done on arrival, since that wakes nobody
 * up; and for work that goes up to a machine above it, since that one cannot have given its token before this one does.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { childrenOf, type Tree } from "@millrace/termination/tree.ts";
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
  isBlack: boolean;
  onTheirWay: number;
  /** The children whose token is missing; null while this machine owes no token. */
  missing: MachineId[] | null;
  /** Tokens that came before this machine owed one: at the root, before it began. */
  early: { readonly from: MachineId; readonly isBlack: boolean }[];
  workload: Workload;
}

type Message =
  | Work
  | { readonly type: "ack" }
  | { readonly type: "token"; readonly isBlack: boolean }
  | { readonly type: "repeat" };

type Reach = Context<Message, Terminated>;

export function topor(tree: Tree): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start(context): State {
      const state: State = { isBlack: false, onTheirWay: 0, missing: null, early: [], workload: [] };
      if (tree[context.self] !== undefined) {
        state.missing = childrenOf(tree, context.self);
        look(state, tree, context);
      }
      return state;
    },

    onMessage(state, message, from, context) {
      if (message.type === "work") {
        takeOn(state.workload, message.task, context);
        context.send(from, { type: "ack" });
      }
      if (message.type === "ack") state.onTheirWay -= 1;
      if (message.type === "token") {
        state.isBlack ||= message.isBlack;
        if (state.missing === null) state.early.push({ from, isBlack: message.isBlack });
        else state.missing = state.missing.filter((child) => child !== from);
      }
      if (message.type === "repeat") ask(state, tree, context);
      look(state, tree, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      state.onTheirWay += 1;
      if (task.spawns.length > 0 && !isAbove(tree, to, context.self)) state.isBlack = true;
    },

    onInput(state, { task }, context) {
      state.missing = childrenOf(tree, context.self).filter((child) => !state.early.some(({ from }) => from === child));
      state.early = [];
      takeOn(state.workload, task, context);
      look(state, tree, context);
    },
  });
}

function ask(state: State, tree: Tree, context: Reach): void {
  state.missing = childrenOf(tree, context.self);
  for (const child of state.missing) context.send(child, { type: "repeat" });
}

function look(state: State, tree: Tree, context: Reach): void {
  if (state.missing === null || state.missing.length > 0 || state.onTheirWay > 0 || !isPassive(state.workload)) return;
  const { isBlack } = state;
  const above = tree[context.self];
  state.isBlack = false;
  state.missing = null;
  if (above !== undefined) context.send(above, { type: "token", isBlack });
  else if (isBlack) ask(state, tree, context);
  else context.output({ type: "terminated" });
}

function isAbove(tree: Tree, machine: MachineId, below: MachineId): boolean {
  const above = tree[below];
  return above !== undefined && (above === machine || isAbove(tree, machine, above));
}
