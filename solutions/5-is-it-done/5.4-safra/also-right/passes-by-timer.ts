/**
 * Right as well: the token leaves by a timer of its own, if the machine is passive when that goes off. Everybody is black at
 * first. The token's colour is the name of the machine that made it black.
 */
import { defineMachine, type Machine, type MachineId } from "@millrace/core";
import { nextInRing } from "@millrace/termination/ring.ts";
import {
  type Begin,
  isPassive,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
  workTimer,
} from "@millrace/termination/workload.ts";

interface State {
  balance: number;
  isBlack: boolean;
  isRoot: boolean;
  workload: Workload;
  token: Token | null;
}

interface Token {
  readonly balance: number;
  readonly blackBy: MachineId | null;
}

type Message = Work | { readonly type: "probe"; readonly token: Token };

export function safra(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start: (): State => ({ balance: 0, isBlack: true, isRoot: false, workload: [], token: null }),

    onMessage(state, message, _from, context) {
      if (message.type === "work") {
        state.balance--;
        state.isBlack = true;
        takeOn(state.workload, message.task, context);
      } else {
        state.token = message.token;
        context.setTimer("pass", 1);
      }
    },

    onTimer(state, timer, context) {
      if (timer === workTimer) {
        const { to, task } = nextSpawn(state.workload, context);
        context.send(to, { type: "work", task });
        state.balance++;
        return;
      }
      const { token, balance, isBlack } = state;
      if (token === null) return;
      if (!isPassive(state.workload)) return context.setTimer("pass", 10);
      state.token = null;
      const blackBy = token.blackBy ?? (isBlack ? context.self : null);
      if (state.isRoot && blackBy === null && token.balance + balance === 0) {
        context.output({ type: "terminated" });
        return;
      }
      state.isBlack = false;
      const next = state.isRoot ? { balance: 0, blackBy: null } : { balance: token.balance + balance, blackBy };
      context.send(nextInRing(ring, context.self), { type: "probe", token: next });
    },

    onInput(state, { task }, context) {
      state.isRoot = true;
      state.token = { balance: 0, blackBy: context.self };
      takeOn(state.workload, task, context);
      context.setTimer("pass", 1);
    },
  });
}
