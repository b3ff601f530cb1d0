/**
 * Topor: tokens go up a tree of machines, wave after wave, and the root learns that nothing is left to do, anywhere.
 *
 * The work itself is given: `takeOn`, `nextSpawn` and `isPassive` do it. The way of tokens and repeats is given, too. Edit
 * `State`, `Token` and the marked places. What a machine is asked, the work messages, the tree, the `type` of the other
 * messages and what the root puts out are fixed.
 */
import { type Context, defineMachine, type Machine } from "@millrace/core";
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

/** What a machine remembers. Yours, but for `workload`: plain data, in an object. */
export interface State {
  /** What is still to be handed out. */
  workload: Workload;
  /** Whether its token of this wave is still to be given; at the root: whether it is still to be judged. */
  isDue: boolean;
  /** How many children have yet to give their token of this wave. */
  awaited: number;
  // TODO(learner): has this machine sent work since its last token? Has all of it arrived? What did the children's tokens say?
}

/** Tells the sender of a work message that it has arrived. */
export interface Acknowledgement {
  readonly type: "ack";
}

/** What a machine gives its parent, once in each wave. You may give it more fields. */
export interface Token {
  readonly type: "token";
  // TODO(learner): what does the root have to know?
}

/** Begins the next wave below a machine. */
export interface Repeat {
  readonly type: "repeat";
}

/** What machines send each other. A work message is `{ type: "work", task }`; you may give it more fields. */
export type Message = Work | Acknowledgement | Token | Repeat;

/** One participant in a tree. The machine at its top, the root, gets the input `begin`. */
export function topor(tree: Tree): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start(context): State {
      const state: State = {
        workload: [],
        isDue: tree[context.self] !== undefined,
        awaited: childrenOf(tree, context.self).length,
      };
      endWave(state, tree, context);
      return state;
    },

    onMessage(state, message, _from, context) {
      switch (message.type) {
        case "work":
          // TODO(learner): its sender wants to know that it has arrived.
          takeOn(state.workload, message.task, context);
          break;
        case "ack":
          // TODO(learner): one of the work messages sent from here has arrived.
          break;
        case "token":
          state.awaited -= 1;
          // TODO(learner): what does it say?
          break;
        case "repeat":
          beginWave(state, tree, context);
          break;
      }
      endWave(state, tree, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      // TODO(learner): it is on its way, and it may wake up a machine that has given its token.
    },

    onInput(state, { task }, context) {
      state.isDue = true;
      takeOn(state.workload, task, context);
      endWave(state, tree, context);
    },
  });
}

/** Called when this machine's part in the wave may be over. */
function endWave(state: State, tree: Tree, context: Context<Message, Terminated>): void {
  // TODO(learner): passive is not enough.
  if (!state.isDue || state.awaited > 0 || !isPassive(state.workload)) return;
  const parent = tree[context.self];
  state.isDue = false;
  if (parent !== undefined) {
    context.send(parent, { type: "token" });
  } else {
    // TODO(learner): every machine was passive when it gave its token. Is all over then? If not, begin another wave.
    context.output({ type: "terminated" });
  }
}

/** Asks all below for a token, and owes one itself. */
function beginWave(state: State, tree: Tree, context: Context<Message, Terminated>): void {
  const children = childrenOf(tree, context.self);
  for (const child of children) context.send(child, { type: "repeat" });
  state.isDue = true;
  state.awaited = children.length;
  // TODO(learner): what is forgotten when another wave begins?
}
