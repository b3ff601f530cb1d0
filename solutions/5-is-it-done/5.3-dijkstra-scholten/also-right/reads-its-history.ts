/**
 * Right as well: remembers everything that has happened to it, and nothing else; what it owes and what it waits for is
 * worked out from that each time. Two ways to the same point are two states here, so every search has more of them.
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
  /** Oldest first. */
  history: Fact[];
  workload: Workload;
}

type Fact =
  | { readonly type: "began" | "ended" }
  | { readonly type: "asked" | "answered"; readonly by: MachineId }
  | { readonly type: "askedFor" | "gaveAnswer"; readonly to: MachineId };

/** An answer says how many its sender has given: nobody needs it, and nobody may mind. */
type Message = Work | readonly ["answer", bigint];

export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ history: [], workload: [] }),

  onMessage(state, message, from, context) {
    if (!("type" in message)) {
      state.history.push({ type: "answered", by: from });
    } else {
      const wasIn = isIn(state);
      state.history.push({ type: "asked", by: from });
      if (wasIn) answer(state, from, context);
      takeOn(state.workload, message.task, context);
    }
    leaveIfDone(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.history.push({ type: "askedFor", to });
    context.send(to, { type: "work", task });
  },

  onInput(state, { task }, context) {
    state.history.push({ type: "began" });
    takeOn(state.workload, task, context);
    leaveIfDone(state, context);
  },
});

function leaveIfDone(state: State, context: Context<Message, Terminated>): void {
  if (!isIn(state) || count(state, "askedFor") > count(state, "answered") || !isPassive(state.workload)) return;
  const last = entry(state);
  if (last?.type === "asked") answer(state, last.by, context);
  else {
    state.history.push({ type: "ended" });
    context.output({ type: "terminated" });
  }
}

function answer(state: State, to: MachineId, context: Context<Message, Terminated>): void {
  state.history.push({ type: "gaveAnswer", to });
  context.send(to, ["answer", BigInt(count(state, "gaveAnswer"))]);
}

/** In the tree is whoever was asked more often than it has answered, and the root until it has ended. */
function isIn(state: State): boolean {
  const open = count(state, "began") + count(state, "asked") - count(state, "ended") - count(state, "gaveAnswer");
  return open > 0;
}

/** What took it in: the first question, or the beginning, after it was last out of the tree. */
function entry({ history }: State): Fact | undefined {
  let open = 0;
  let first: Fact | undefined;
  for (const fact of history) {
    if (fact.type === "began" || fact.type === "asked") {
      if (open === 0) first = fact;
      open += 1;
    } else if (fact.type === "ended" || fact.type === "gaveAnswer") {
      open -= 1;
    }
  }
  return first;
}

function count({ history }: State, type: Fact["type"]): number {
  return history.filter((fact) => fact.type === type).length;
}
