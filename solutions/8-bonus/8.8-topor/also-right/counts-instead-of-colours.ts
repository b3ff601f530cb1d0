/**
 * Right as well: no colours. A token says how many pieces its machine and all below it have ever sent; the root compares
 * the sum with that of the wave before. If nobody has sent anything in between, both are the same. Who has not acknowledged
 * what, and whose token is missing, is kept by name.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { childrenOf, type Tree } from "@millrace/termination/tree.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Task,
  type Terminated,
  type Workload,
} from "@millrace/termination/workload.ts";

interface State {
  phase: "before" | "collecting" | "given" | "over";
  sent: number;
  /** By machine: pieces that it has not acknowledged. */
  open: Record<MachineId, number>;
  /** By child: what its token of this wave said. */
  tokens: Record<MachineId, number>;
  /** At the root: the sum of the wave before. */
  before: number;
  workload: Workload;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly number: number }
  | { readonly type: "ack"; readonly number: number }
  | { readonly type: "token"; readonly sent: number }
  | { readonly type: "repeat" };

type Reach = Context<Message, Terminated>;

export function topor(tree: Tree): Machine<State, Message, Terminated, Begin> {
  const review = (state: State, context: Reach): void => {
    const children = childrenOf(tree, context.self);
    const isAtRest = isPassive(state.workload) && Object.values(state.open).every((count) => count === 0);
    if (state.phase !== "collecting" || !isAtRest || children.some((child) => !(child in state.tokens))) return;
    const sent = Object.values(state.tokens).reduce((sum, count) => sum + count, state.sent);
    const parent = tree[context.self];
    if (parent !== undefined) {
      state.phase = "given";
      context.send(parent, { type: "token", sent });
    } else if (sent === state.before) {
      state.phase = "over";
      context.output({ type: "terminated" });
    } else {
      state.before = sent;
      repeat(state, context);
    }
  };
  const repeat = (state: State, context: Reach): void => {
    state.phase = "collecting";
    state.tokens = {};
    for (const child of childrenOf(tree, context.self).reverse()) context.send(child, { type: "repeat" });
  };
  return defineMachine({
    start(context): State {
      const isRoot = tree[context.self] === undefined;
      const state: State = {
        phase: isRoot ? "before" : "collecting",
        sent: 0,
        open: {},
        tokens: {},
        before: 0,
        workload: [],
      };
      review(state, context);
      return state;
    },

    onMessage(state, message, from, context) {
      if (message.type === "work") {
        takeOn(state.workload, message.task, context);
        context.send(from, { type: "ack", number: message.number });
      } else if (message.type === "ack") {
        state.open[from] = (state.open[from] ?? 0) - 1;
      } else if (message.type === "token") {
        state.tokens[from] = message.sent;
      } else {
        repeat(state, context);
      }
      review(state, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      state.sent += 1;
      state.open[to] = (state.open[to] ?? 0) + 1;
      context.send(to, { type: "work", task, number: state.sent });
    },

    onInput(state, { task }, context) {
      takeOn(state.workload, task, context);
      state.phase = "collecting";
      review(state, context);
    },
  });
}
