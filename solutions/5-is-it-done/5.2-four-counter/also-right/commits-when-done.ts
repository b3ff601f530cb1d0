/**
 * Right as well: counts a piece as received when it is done, with all that it handed out, so nobody has to ask who is
 * active. The root's own task counts as one piece. The machines are visited one after the other, and one wave follows the
 * last at once, without a timer, until all four numbers are the same.
 */
import { type Context, defineMachine, type Machine } from "@millrace/core";
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
  written: number;
  committed: number;
  /** Pieces that are taken on and not committed. */
  inHand: number;
  workload: Workload;
  /** At the root: what each machine of this wave said, the root first. */
  report: Offsets[];
  before: Offsets | null;
}

interface Offsets {
  written: number;
  committed: number;
}

type Message = Work | { readonly type: "visit" } | { readonly type: "offsets"; readonly offsets: Readonly<Offsets> };

type Own = Context<Message, Terminated>;

export const fourCounter: Machine<State, Message, Terminated, Begin> = defineMachine({
  start: (): State => ({ written: 0, committed: 0, inHand: 0, workload: [], report: [], before: null }),

  onMessage(state, message, from, context) {
    if (message.type === "work") accept(state, message.task, context);
    else if (message.type === "visit") context.send(from, { type: "offsets", offsets: offsetsOf(state) });
    else goOn(state, message.offsets, context);
  },

  onTimer(state, _timer, context) {
    const { to, task } = nextSpawn(state.workload, context);
    state.written += 1;
    context.send(to, { type: "work", task });
    commit(state);
  },

  onInput(state, { task }, context) {
    state.written = 1;
    accept(state, task, context);
    goOn(state, offsetsOf(state), context);
  },
});

function accept(state: State, task: Task, context: Own): void {
  state.inHand += 1;
  takeOn(state.workload, task, context);
  commit(state);
}

function commit(state: State): void {
  if (!isPassive(state.workload)) return;
  state.committed += state.inHand;
  state.inHand = 0;
}

function offsetsOf({ written, committed }: State): Offsets {
  return { written, committed };
}

/** Takes the next report; visits the next machine, or judges the wave. */
function goOn(state: State, report: Readonly<Offsets>, context: Own): void {
  state.report.push({ ...report });
  let next = context.peers[state.report.length - 1];
  if (next === undefined) {
    const written = state.report.reduce((sum, each) => sum + each.written, 0);
    const committed = state.report.reduce((sum, each) => sum + each.committed, 0);
    const { before } = state;
    if (written === committed && before?.written === written && before.committed === committed) {
      context.output({ type: "terminated" });
      return;
    }
    state.before = { written, committed };
    state.report = [offsetsOf(state)];
    next = context.peers[0];
  }
  if (next !== undefined) context.send(next, { type: "visit" });
}
