/**
 * Right as well: nobody counts anew. The visitor has a report of each machine, over its whole life: how many it has sent to
 * whom, and how many it has received. A new report takes the place of the old one. What is on its way is worked out from
 * all of them, each time.
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
} from "@millrace/termination/workload.ts";

interface Report {
  readonly sent: Readonly<Record<MachineId, number>>;
  readonly received: number;
}

type Reports = Readonly<Record<MachineId, Report>>;

interface State {
  begun: boolean;
  sent: Record<MachineId, number>;
  received: number;
  workload: Workload;
  /** What the visitor has, while she is here. */
  reports: Reports | null;
}

type Message = Work | { readonly type: "visitor"; readonly reports: Reports };

export function vectorCounters(ring: readonly MachineId[]): Machine<State, Message, Terminated, Begin> {
  return defineMachine({
    start: ({ self }): State => ({
      begun: false,
      sent: Object.fromEntries(ring.map((machine) => [machine, 0])),
      received: 0,
      workload: [],
      reports: ring.indexOf(self) === 0 ? {} : null,
    }),

    onMessage(state, message, _from, context) {
      if (message.type === "work") {
        takeOn(state.workload, message.task, context);
        state.received += 1;
      } else {
        state.reports = message.reports;
      }
      look(state, ring, context);
    },

    onTimer(state, _timer, context) {
      const { to, task } = nextSpawn(state.workload, context);
      state.sent[to] = (state.sent[to] ?? 0) + 1;
      context.send(to, { type: "work", task });
      look(state, ring, context);
    },

    onInput(state, { task }, context) {
      takeOn(state.workload, task, context);
      state.begun = true;
      look(state, ring, context);
    },
  });
}

function look(state: State, ring: readonly MachineId[], context: Context<Message, Terminated>): void {
  if (state.reports === null || !state.begun || !isPassive(state.workload)) return;
  const own: Report = { sent: { ...state.sent }, received: state.received };
  const reports = Object.fromEntries(
    ring.flatMap((machine) => {
      const report = machine === context.self ? own : state.reports?.[machine];
      return report === undefined ? [] : [[machine, report]];
    }),
  );
  if (onTheirWay(reports, context.self) > 0) return;
  const isComplete = Object.keys(reports).length === ring.length;
  state.reports = null;
  if (isComplete && ring.every((machine) => onTheirWay(reports, machine) <= 0)) {
    context.output({ type: "terminated" });
  } else {
    context.send(nextInRing(ring, context.self), { type: "visitor", reports });
  }
}

function onTheirWay(reports: Reports, to: MachineId): number {
  const sent = Object.values(reports).reduce((sum, report) => sum + (report.sent[to] ?? 0), 0);
  return sent - (reports[to]?.received ?? 0);
}
