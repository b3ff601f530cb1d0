/**
 * Right as well: numbers its messages, keeps an account of what each child still owes, and lets a signal say which
 * message it answers. The root has a role of its own instead of a parent.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
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
  role: { readonly kind: "free" } | { readonly kind: "root" } | { readonly kind: "child"; readonly of: Letter };
  /** The numbers of the messages that each child has not answered. */
  unanswered: Map<MachineId, Set<number>>;
  nextNumber: number;
  workload: Workload;
}

interface Letter {
  readonly from: MachineId;
  readonly number: number;
}

type Message = { readonly type: "work"; readonly task: Task; readonly number: number } | { readonly answers: number };

type Reach = Context<Message, Terminated>;

export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ role: { kind: "free" }, unanswered: new Map(), nextNumber: 1, workload: [] }),

  onMessage(state, message, from, context) {
    if ("answers" in message) {
      settle(state, { from, number: message.answers });
    } else {
      takeOn(state.workload, message.task, context);
      if (state.role.kind === "free") state.role = { kind: "child", of: { from, number: message.number } };
      else context.send(from, { answers: message.number });
    }
    review(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    const number = state.nextNumber++;
    state.unanswered.set(to, new Set([...(state.unanswered.get(to) ?? []), number]));
    context.send(to, { type: "work", task, number });
    review(state, context);
  },

  onInput(state, { task }, context) {
    state.role = { kind: "root" };
    takeOn(state.workload, task, context);
    review(state, context);
  },
});

function settle({ unanswered }: State, { from, number }: Letter): void {
  const left = unanswered.get(from);
  left?.delete(number);
  if (left?.size === 0) unanswered.delete(from);
}

function review(state: State, context: Reach): void {
  const { role } = state;
  if (role.kind === "free" || state.unanswered.size > 0 || !isPassive(state.workload)) return;
  state.role = { kind: "free" };
  if (role.kind === "root") context.output({ type: "terminated" });
  else context.send(role.of.from, { answers: role.of.number });
}
