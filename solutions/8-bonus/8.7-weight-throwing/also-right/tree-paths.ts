/**
 * Right as well, and without arithmetic: a weight is a set of places in a tree. The root has the whole tree, the place "";
 * who hands work out gives away one half of one of his places, "0", and keeps the other, "1". Two halves of one place are
 * that place again.
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
  /** Who is told. */
  boss: MachineId | null;
  /** Sorted. */
  places: string[];
  workload: Workload;
}

type Message =
  | { readonly type: "work"; readonly task: Task; readonly place: string; readonly boss: MachineId }
  | readonly string[];

export const weightThrowing: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ boss: null, places: [], workload: [] }),

  onMessage(state, message, _from, context) {
    if ("type" in message) {
      own(state, message.place);
      state.boss = message.boss;
      takeOn(state.workload, message.task, context);
    } else {
      for (const place of message) own(state, place);
    }
    rest(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    const place = state.places.pop() ?? "";
    own(state, `${place}1`);
    context.send(to, { type: "work", task, place: `${place}0`, boss: state.boss ?? "" });
    rest(state, context);
  },

  onInput(state, { task }, context) {
    state.boss = context.self;
    state.places = [""];
    takeOn(state.workload, task, context);
    rest(state, context);
  },
});

function own(state: State, place: string): void {
  const above = place.slice(0, -1);
  const sibling = `${above}${place.endsWith("0") ? "1" : "0"}`;
  if (place !== "" && state.places.includes(sibling)) {
    state.places = state.places.filter((other) => other !== sibling);
    own(state, above);
  } else {
    state.places = [...state.places, place].toSorted();
  }
}

function rest(state: State, context: Context<Message, Terminated>): void {
  if (!isPassive(state.workload)) return;
  if (state.boss === context.self) {
    if (state.places[0] === "") context.output({ type: "terminated" });
  } else if (state.boss !== null) {
    context.send(state.boss, state.places.splice(0));
  }
}
