/**
 * Dijkstra–Scholten: the root of a computation that spreads by messages learns that all of it is over.
 *
 * Every work message is answered with one signal. A machine answers at once, but for one message: the one that took
 * it in. That answer it keeps back until it is passive and everything that it handed out has been answered. So the
 * machines taken in form a tree on the root, which shrinks from its leaves; when the root is passive and has all its
 * answers, nothing is left.
 *
 * State: a parent, one counter, and the work to be done. Channels may reorder; none may lose or double a message.
 *
 * Source: E. W. Dijkstra, C. S. Scholten, "Termination detection for diffusing computations" (1980). Beyond
 * Kshemkalyani & Singhal, Distributed Computing (2008), whose ch. 7 holds its relatives. The paper counts signals per
 * edge and lets a machine answer in any order that leaves the parent to the last; here all other answers go at once.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { type Begin, isPassive, nextSpawn, takeOn, type Terminated, type Work, type Workload } from "./workload.ts";

/** What a machine remembers. */
export interface State {
  /** Whose message took this machine in, and so gets the last signal; the root is its own parent; undefined: not taken in. */
  parent: MachineId | undefined;
  /** How many of the work messages sent from here have had no signal yet. */
  deficit: number;
  /** What is still to be handed out. */
  workload: Workload;
}

/** The answer to one work message. */
export interface Signal {
  /** Says that it is no work. */
  readonly type: "signal";
}

/** What machines send each other. */
export type Message = Work | Signal;

/**
 * One participant. The machine that gets the input `begin` is the root.
 *
 * @example
 * ```ts
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { dijkstraScholten, task } from "@millrace/termination";
 *
 * const system = defineSystem({
 *   machines: { root: dijkstraScholten, a: dijkstraScholten },
 *   inputs: [at("root", { type: "begin", task: task({ to: "a" }) })],
 * });
 * const { events } = simulate(system);
 * if (events.at(-1)?.outputs.length !== 1) throw new Error("the root sees the end when the signal of a arrives");
 * ```
 */
export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ parent: undefined, deficit: 0, workload: [] }),

  onMessage(state, message, from, context) {
    if (message.type === "work") {
      if (state.parent === undefined) {
        state.parent = from;
      } else {
        context.send(from, { type: "signal" });
      }
      takeOn(state.workload, message.task, context);
    } else {
      state.deficit -= 1;
    }
    leaveIfDone(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    context.send(to, { type: "work", task });
    state.deficit += 1;
  },

  onInput(state, { task }, context) {
    state.parent = context.self;
    takeOn(state.workload, task, context);
    leaveIfDone(state, context);
  },
});

/** Gives the signal that was kept back, or at the root says that all is over, once nothing is left below this machine. */
function leaveIfDone(state: State, context: Context<Message, Terminated>): void {
  if (state.parent === undefined || state.deficit > 0 || !isPassive(state.workload)) return;
  if (state.parent === context.self) {
    context.output({ type: "terminated" });
  } else {
    context.send(state.parent, { type: "signal" });
  }
  state.parent = undefined;
}
