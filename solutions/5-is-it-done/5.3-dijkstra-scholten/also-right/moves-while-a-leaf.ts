/**
 * Right as well: moves under the newest sender, as long as it waits for nobody. Who waits for nobody has nobody below it,
 * so the newest sender cannot hang below it, and no circle closes.
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
  /** The root has nobody above it (null); a machine that is not in the tree has no place (absent). */
  place?: { above: MachineId | null };
  waitsFor: Record<MachineId, number>;
  workload: Workload;
}

type Message = Work | null;

export const dijkstraScholten: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ waitsFor: {}, workload: [] }),

  onMessage(state, message, from, context) {
    if (message === null) {
      state.waitsFor[from] = (state.waitsFor[from] ?? 0) - 1;
    } else {
      takeOn(state.workload, message.task, context);
      settleBelow(state, from, context);
    }
    leaveIfDone(state, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    context.send(to, { type: "work", task });
    state.waitsFor[to] = (state.waitsFor[to] ?? 0) + 1;
  },

  onInput(state, { task }, context) {
    state.place = { above: null };
    takeOn(state.workload, task, context);
    leaveIfDone(state, context);
  },
});

/** Answers one of the two: the machine above, if this one can move, or else the sender. */
function settleBelow(state: State, from: MachineId, context: Context<Message, Terminated>): void {
  const above = state.place?.above;
  const isToMove = above === undefined || (above !== null && !waits(state));
  const answered = isToMove ? above : from;
  if (isToMove) state.place = { above: from };
  if (answered !== undefined && answered !== null) context.send(answered, null);
}

function leaveIfDone(state: State, context: Context<Message, Terminated>): void {
  const { place } = state;
  if (place === undefined || waits(state) || !isPassive(state.workload)) return;
  delete state.place;
  if (place.above === null) context.output({ type: "terminated" });
  else context.send(place.above, null);
}

function waits({ waitsFor }: State): boolean {
  return Object.values(waitsFor).some((count) => count > 0);
}
