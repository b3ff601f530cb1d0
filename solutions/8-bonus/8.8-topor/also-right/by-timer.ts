/**
 * Right as well, and in no hurry: acknowledgements wait for a timer, a repeat is passed on when its machine is at rest, and
 * a token says who made it black.
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
  step: "idle" | "asked" | "waiting";
  sentSince: boolean;
  waitsFor: number;
  /** Whom to acknowledge a piece. */
  owes: MachineId[];
  /** Who was black, in the tokens that have come. */
  blackBelow: MachineId[];
  tokens: number;
  workload: Workload;
}

type Message =
  | Work
  | { readonly type: "ack"; readonly count: 1 }
  | { readonly type: "token"; readonly black: readonly MachineId[] }
  | { readonly type: "repeat"; readonly again: true };

export function topor(tree: Tree): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start(context): State {
      const isRoot = tree[context.self] === undefined;
      const state: State = {
        step: isRoot ? "idle" : "waiting",
        sentSince: false,
        waitsFor: 0,
        owes: [],
        blackBelow: [],
        tokens: 0,
        workload: [],
      };
      look(state, tree, context);
      return state;
    },

    onMessage(state, message, from, context) {
      if (message.type === "work") {
        state.owes.push(from);
        takeOn(state.workload, message.task, context);
        context.setTimer("acknowledge", 1);
        return;
      }
      if (message.type === "ack") {
        state.waitsFor -= message.count;
      } else if (message.type === "token") {
        state.tokens += 1;
        state.blackBelow = [...state.blackBelow, ...message.black].toSorted();
      } else {
        state.step = "asked";
      }
      look(state, tree, context);
    },

    onTimer(state, timer, context) {
      if (timer === "acknowledge") {
        for (const to of state.owes.splice(0)) context.send(to, { type: "ack", count: 1 });
      } else {
        const { to, task } = nextSpawn(state.workload, context);
        state.sentSince = true;
        state.waitsFor += 1;
        context.send(to, { type: "work", task });
      }
    },

    onInput(state, { task }, context) {
      state.step = "waiting";
      takeOn(state.workload, task, context);
      look(state, tree, context);
    },
  });
}

/** Every acknowledgement and every token makes a machine look again; one that waits for none looks when it gets a repeat. */
function look(state: State, tree: Tree, context: Context<Message, Terminated>): void {
  if (state.waitsFor > 0 || !isPassive(state.workload)) return;
  const children = childrenOf(tree, context.self);
  if (state.step === "asked") ask(state, children, context);
  if (state.step !== "waiting" || state.tokens < children.length) return;
  const black = state.sentSince ? [...state.blackBelow, context.self] : state.blackBelow;
  state.step = "idle";
  state.sentSince = false;
  state.blackBelow = [];
  state.tokens = 0;
  const above = tree[context.self];
  if (above !== undefined) context.send(above, { type: "token", black });
  else if (black.length === 0) context.output({ type: "terminated" });
  else ask(state, children, context);
}

function ask(state: State, children: readonly MachineId[], context: Context<Message, Terminated>): void {
  state.step = "waiting";
  for (const child of children) context.send(child, { type: "repeat", again: true });
}
