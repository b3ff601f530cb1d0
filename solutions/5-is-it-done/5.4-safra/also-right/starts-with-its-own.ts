/**
 * Right as well: the root gives the token its own balance on the way, and wants to see 0 when it comes back. Pieces count as
 * sent when they are taken on, for nobody passes the token before they are. The token is one number: not a number at all,
 * once it is black. Rounds are numbered.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "@millrace/termination/ring.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Task,
  type Terminated,
  type Work,
  type Workload,
} from "@millrace/termination/workload.ts";

interface State {
  owed: number;
  isClean: boolean;
  workload: Workload;
  /** At the root: the number of the round. */
  round?: number;
  here?: Token;
}

interface Token {
  readonly round: number;
  /** null: this round proves nothing. */
  readonly owed: number | null;
}

type Message = Work | Token;

export function safra(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  function accept(state: State, task: Task, context: Context<Message, Terminated>): void {
    state.owed += task.spawns.length;
    takeOn(state.workload, task, context);
  }

  function passOn(state: State, context: Context<Message, Terminated>): void {
    const { here, round, owed, isClean } = state;
    if (here === undefined || !isPassive(state.workload)) return;
    delete state.here;
    if (round !== undefined && here.owed === 0 && isClean) return context.output({ type: "terminated" });
    const next = round === undefined ? here : { round: (state.round = round + 1), owed: 0 };
    const isLost = next.owed === null || (!isClean && round === undefined);
    context.send(nextInRing(ring, context.self), { round: next.round, owed: isLost ? null : (next.owed ?? 0) + owed });
    state.isClean = true;
  }

  return defineMachine({
    start: (): State => ({ owed: 0, isClean: true, workload: [] }),

    onMessage(state, message, _from, context) {
      if ("task" in message) {
        state.owed -= 1;
        state.isClean = false;
        accept(state, message.task, context);
      } else {
        state.here = message;
      }
      passOn(state, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
      passOn(state, context);
    },

    onInput(state, { task }, context) {
      state.round = 0;
      state.here = { round: 0, owed: null };
      accept(state, task, context);
      passOn(state, context);
    },
  });
}
