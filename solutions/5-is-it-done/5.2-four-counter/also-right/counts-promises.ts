/**
 * Right as well: counts a piece as sent when the machine takes on to hand it out, so what is left in memory counts as on
 * its way. Waves come in pairs: what a pair has seen is forgotten before the next.
 */
import { defineMachine, type Machine } from "@millrace/core";
import {
  type Begin,
  nextSpawn,
  takeOn,
  type Terminated,
  type Work,
  type Workload,
  workTimer,
} from "@millrace/termination/workload.ts";

interface State {
  promised: number;
  got: number;
  workload: Workload;
  /** At the root. */
  answers: { promised: number; got: number }[];
  gotInFirst: number | undefined;
}

type Message = Work | { type: "visit" } | [promised: number, got: number];

export const fourCounter: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ promised: 0, got: 0, workload: [], answers: [], gotInFirst: undefined }),

  onMessage(state, message, from, context) {
    if (!Array.isArray(message)) {
      if (message.type === "visit") return context.send(from, [state.promised, state.got]);
      state.got += 1;
      state.promised += message.task.spawns.length;
      return takeOn(state.workload, message.task, context);
    }
    state.answers.push({ promised: message[0], got: message[1] });
    if (state.answers.length < context.peers.length) return;
    // The root looks at itself last.
    const all = [...state.answers.splice(0), { promised: state.promised, got: state.got }];
    const got = all.reduce((sum, each) => sum + each.got, 0);
    const promised = all.reduce((sum, each) => sum + each.promised, 0);
    if (state.gotInFirst === undefined) {
      state.gotInFirst = got;
      context.setTimer("second wave", 0);
    } else if (state.gotInFirst === promised) {
      context.output({ type: "terminated" });
    } else {
      state.gotInFirst = undefined;
      context.setTimer("first wave", 80);
    }
  },

  onTimer(state, timer, context) {
    if (timer === workTimer) {
      const { to, task } = nextSpawn(state.workload, context);
      context.send(to, { type: "work", task });
    } else {
      for (const peer of context.peers) context.send(peer, { type: "visit" });
    }
  },

  onInput(state, { task }, context) {
    state.promised += task.spawns.length;
    takeOn(state.workload, task, context);
    context.setTimer("first wave", 0);
  },
});
