/**
 * Scheduler: runs the day's graph of tasks as in 5.1. For the task "load" it asks capture, topic and sink in waves how far
 * they are, and lets the glue say whether that is all; for "rollup" it asks the roll-up for a run.
 *
 * What a wave brings is also a photo of the three, if they fit together (4.1), and a line to go back to.
 * In Airflow's terms a DAG run with a sensor. The station never forgets.
 */
import { type Context, type Machine, type MachineId, defineMachine, durable } from "@millrace/core";
import type { Shipment } from "@millrace/snapshots/checkpoint.ts";
import type { RunTask, SchedulerOptions, TaskReport, Told } from "@millrace/termination/dag.ts";
import { type Deeds, host } from "../hosted.ts";
import type { Counts, Parts } from "../parts.ts";
import { checkpointOf, keptCheckpoints, places } from "./checkpoints.ts";
import type { RollupEnded, Visited } from "./messages.ts";

/** What the scheduler remembers. */
export interface SchedulerState {
  /** The part's own state. */
  readonly dag: unknown;
  /** The attempt at "load" that is under way. */
  load: number | undefined;
  /** The last wave's number, from 1. */
  wave: number;
  /** By station: what that wave has brought so far. */
  answers: Record<MachineId, Visited<unknown>>;
  /** What the wave before has found. */
  before: Counts | undefined;
}

/** What the outside sees of the scheduler, besides what its part puts out ({@link Told}). */
export type SchedulerOutput =
  | Told
  /** A wave is over: whether the stations, as each was when it answered, are taken for a photo; and what it shows on its way. */
  | {
      readonly type: "photo";
      readonly wave: number;
      readonly isTaken: boolean;
      readonly inTransit: readonly Shipment[];
    }
  /** Where a recovery would begin: for each station, the place of a kept checkpoint. */
  | { readonly type: "line"; readonly wave: number; readonly places: Readonly<Record<MachineId, number>> };

/** How the scheduler goes about it. */
export interface StationOptions extends SchedulerOptions {
  /** How long it waits from one wave to the next, in milliseconds. */
  readonly pauseMs: number;
}

/** The stations that a wave visits, in this order. */
export const visited = ["capture", "topic", "sink"] as const;

/** The station "scheduler". The input `begin` starts the day. */
export function schedulerStation(
  parts: Parts,
  options: StationOptions,
): Machine<unknown, Visited<unknown> | RollupEnded, SchedulerOutput> {
  const { pauseMs, ...schedule } = options;
  const scheduler = host(() => parts.dagScheduler(parts.dag, schedule), {
    name: "dag",
    self: "scheduler",
    peers: ["executor"],
  });

  const station = defineMachine<SchedulerState, Visited<unknown> | RollupEnded, SchedulerOutput>({
    start(context) {
      const { state: dag, ...deeds } = scheduler.start(context);
      const state: SchedulerState = { dag, load: undefined, wave: 0, answers: {}, before: undefined };
      take(state, deeds, context);
      return state;
    },

    onMessage(state, message, from, context) {
      if (message.type === "ended") {
        report(state, { type: "ended", task: "rollup", attempt: message.attempt, how: "success" }, context);
      } else if (message.wave === state.wave) {
        state.answers[from] = message;
        const next = visited.find((name) => state.answers[name] === undefined);
        if (next === undefined) endWave(state, context);
        else (context as Reach).send(next, { type: "visit", wave: state.wave });
      }
    },

    onTimer(state, timer, context) {
      const deeds = scheduler.onTimer(state.dag, timer, context);
      if (deeds !== undefined) take(state, deeds, context);
      else if (state.load !== undefined) beginWave(state, context);
    },

    onInput: (state, input, context) => take(state, scheduler.onInput(state.dag, input, context), context),
  });
  return durable(station);

  function take(state: SchedulerState, { sends, outputs }: Deeds, context: Reach): void {
    for (const told of outputs as readonly Told[]) context.output(told);
    for (const { message } of sends) {
      const { task, attempt } = message as RunTask;
      if (task === "load") {
        state.load = attempt;
        state.before = undefined;
        beginWave(state, context);
      } else if (task === "rollup") {
        context.send("rollup", { type: "run", attempt });
      } else {
        throw new Error(`Cannot run the task "${task}" as the stations know "load" and "rollup". Look at the graph.`);
      }
    }
  }

  function report(state: SchedulerState, told: TaskReport, context: Reach): void {
    take(state, scheduler.onMessage(state.dag, told, "executor", context), context);
  }

  function endWave(state: SchedulerState, context: Reach): void {
    const { answers, wave, before, load } = state;
    const cut = fromEach(answers, ({ history, nowMs }, name) =>
      checkpointOf(history, { events: history.numbers.length, takenAtMs: nowMs }, places[name]),
    );
    const isTaken = parts.isConsistent(cut);
    context.output({ type: "photo", wave, isTaken, inTransit: isTaken ? parts.inTransit(cut) : [] });
    const histories = fromEach(answers, ({ history }, name) => keptCheckpoints(history, places[name]));
    context.output({ type: "line", wave, places: parts.latestConsistentCut(histories) });
    const counts = fromEach(answers, (answer) => answer.counts) as unknown as Counts;
    state.before = counts;
    if (load === undefined) return;
    if (parts.mayBeDone(before, counts)) {
      state.load = undefined;
      report(state, { type: "ended", task: "load", attempt: load, how: "success" }, context);
    } else {
      context.setTimer("wave", pauseMs);
      report(state, { type: "beat", task: "load", attempt: load, parts: [] }, context);
    }
  }
}

type Reach = Context<unknown, SchedulerOutput>;

/** Visits one after the other. What an earlier wave still brings does not count. */
function beginWave(state: SchedulerState, context: Reach): void {
  state.wave += 1;
  state.answers = {};
  context.send("capture", { type: "visit", wave: state.wave });
}

function fromEach<Value>(
  answers: Readonly<Record<MachineId, Visited<unknown>>>,
  read: (answer: Visited<unknown>, name: (typeof visited)[number]) => Value,
): Record<MachineId, Value> {
  return Object.fromEntries(
    visited.flatMap((name) => {
      const answer = answers[name];
      return answer === undefined ? [] : [[name, read(answer, name)]];
    }),
  );
}
