/**
 * Topor's algorithm: tokens go up a tree of machines, wave after wave, until one wave has seen no trace of work.
 *
 * A machine gives its parent a token when it has one from each child and is itself at rest. A token proves little: work
 * that comes from somewhere else may wake the machine up again. So whoever sends work turns black, and makes its next token
 * black. If the root has nothing but white tokens, and is white, all is over; else it sends everybody a repeat, and the
 * next wave begins.
 *
 * At rest means more than passive. Each work message is acknowledged, and a machine waits for its acknowledgements before
 * it gives its token. So what it has sent has arrived, and the machines that it woke up are not counted as done while its
 * own token is black.
 *
 * State: a colour, two counters, the colour of the children's tokens, the work to be done. Channels may reorder; none may
 * lose or double a message.
 *
 * Source: R. W. Topor, "Termination detection for distributed computations" (1984); Kshemkalyani & Singhal, Distributed
 * Computing (2008), ch. 7, the spanning-tree algorithm. Topor's messages arrive in the moment in which they are sent, so he
 * needs no acknowledgements. Here they take time.
 */
import { type Context, defineMachine, type Machine } from "@millrace/core";
import { childrenOf, type Tree } from "./tree.ts";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

/** Black: work has been sent, and whoever was counted as done may have been woken up. */
export type Colour = "white" | "black";

/** What a machine remembers. */
export interface State {
  /** Black from the moment when it sends work, until it gives its token. */
  colour: Colour;
  /** How many of the work messages sent from here are not acknowledged. */
  unacknowledged: number;
  /** What is still to be handed out. */
  workload: Workload;
  /** Whether its token of this wave is still to be given; at the root: whether it is still to be judged. */
  isDue: boolean;
  /** How many children have yet to give their token of this wave. */
  awaited: number;
  /** Black if one of the children's tokens of this wave was. */
  below: Colour;
}

/** Tells the sender of a work message that it has arrived. */
export interface Acknowledgement {
  /** The only thing that it says. */
  readonly type: "ack";
}

/** What a machine gives its parent, once in each wave. */
export interface Token {
  /** Tells it from the rest. */
  readonly type: "token";
  /** Black if this machine was black, or one of the tokens that it had from its children. */
  readonly colour: Colour;
}

/** Begins the next wave below a machine. */
export interface Repeat {
  /** The only thing that it says. */
  readonly type: "repeat";
}

/** What machines send each other. */
export type Message = Work | Acknowledgement | Token | Repeat;

/**
 * One participant in a tree. The machine at its top gets the input `begin`. There is a channel each way between any two
 * machines.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { task, topor } from "@millrace/termination";
 *
 * const machine = topor({ a: "root", b: "root" });
 * const system = defineSystem({
 *   machines: { root: machine, a: machine, b: machine },
 *   inputs: [at("root", { type: "begin", task: task() })],
 * });
 * const { events } = simulate(system);
 * if (events.flatMap(({ sends }) => sends).length !== 2) throw new Error("nothing to do: one wave, of two tokens");
 * if (events.at(-1)?.outputs.length !== 1) throw new Error("said when the last token has come");
 * ```
 */
export function topor(tree: Tree): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start(context): State {
      const state: State = {
        colour: "white",
        unacknowledged: 0,
        workload: [],
        isDue: tree[context.self] !== undefined,
        awaited: childrenOf(tree, context.self).length,
        below: "white",
      };
      endWave(state, tree, context);
      return state;
    },

    onMessage(state, message, from, context) {
      switch (message.type) {
        case "work":
          context.send(from, { type: "ack" });
          takeOn(state.workload, message.task, context);
          break;
        case "ack":
          state.unacknowledged -= 1;
          break;
        case "token":
          state.awaited -= 1;
          if (message.colour === "black") state.below = "black";
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
      state.unacknowledged += 1;
      state.colour = "black";
    },

    onInput(state, { task }, context) {
      state.isDue = true;
      takeOn(state.workload, task, context);
      endWave(state, tree, context);
    },
  });
}

/** Called when this machine's part in the wave may be over: with a token from each child, and at rest. */
function endWave(state: State, tree: Tree, context: Context<Message, Terminated>): void {
  if (!state.isDue || state.awaited > 0 || state.unacknowledged > 0 || !isPassive(state.workload)) return;
  const parent = tree[context.self];
  const colour = state.colour === "black" ? "black" : state.below;
  state.isDue = false;
  if (parent !== undefined) {
    context.send(parent, { type: "token", colour });
  } else if (colour === "white") {
    context.output({ type: "terminated" });
  } else {
    beginWave(state, tree, context);
  }
  state.colour = "white";
}

/** Asks all below for a token, and owes one itself. */
function beginWave(state: State, tree: Tree, context: Context<Message, Terminated>): void {
  const children = childrenOf(tree, context.self);
  for (const child of children) context.send(child, { type: "repeat" });
  state.isDue = true;
  state.awaited = children.length;
  state.below = "white";
}
