/**
 * Right as well: no colours and no running sum. The token carries a list of what each machine reported: what it had sent,
 * what it had received, and what it had received when it reported last. The root reads the list, its own report last, and
 * the token rests for a while between two probes.
 */
import { type Context, defineMachine, type Machine, type MachineId } from "@millrace/core";
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

interface Report {
  readonly sent: number;
  readonly received: number;
  readonly before: number;
}

interface State {
  root: boolean;
  sent: number;
  received: number;
  /** What it had received at the last report. */
  before: number;
  workload: Workload;
  reports: Report[] | null;
}

type Message = Work | readonly Report[];

type Own = Context<Message, Terminated>;

export function safra(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start: (): State => ({ root: false, sent: 0, received: 0, before: 0, workload: [], reports: null }),

    onMessage(state, message, _from, context) {
      if ("type" in message) {
        state.received += 1;
        takeOn(state.workload, message.task, context);
      } else {
        state.reports = [...message];
      }
      report(state, ring, context);
    },

    onTimer(state, timer, context) {
      if (timer === workTimer) {
        const { to, task } = nextSpawn(state.workload, context);
        state.sent += 1;
        context.send(to, { type: "work", task });
        report(state, ring, context);
      } else if (isPassive(state.workload)) {
        state.before = state.received;
        state.reports = null;
        context.send(nextInRing(ring, context.self), []);
      } else {
        context.setTimer("probe", 20);
      }
    },

    onInput(state, { task }, context) {
      state.root = true;
      takeOn(state.workload, task, context);
      context.setTimer("probe", 20);
    },
  });
}

/** Adds this machine's report, and passes all of them on; at the root, judges them. */
function report(state: State, ring: readonly MachineId[], context: Own): void {
  const { reports, sent, received, before } = state;
  if (reports === null || !isPassive(state.workload)) return;
  reports.push({ sent, received, before });
  state.reports = null;
  if (!state.root) {
    state.before = received;
    context.send(nextInRing(ring, context.self), reports);
    return;
  }
  const isQuiet = reports.every((each) => each.received === each.before);
  const onTheirWay = reports.reduce((sum, each) => sum + each.sent - each.received, 0);
  if (isQuiet && onTheirWay === 0) context.output({ type: "terminated" });
  else context.setTimer("probe", 20);
}
