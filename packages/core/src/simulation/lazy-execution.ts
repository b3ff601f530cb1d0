import { sameData } from "../difference.ts";
import type { Event, Execution, HandlerFailure } from "../execution.ts";
import type { Local } from "../local.ts";
import type { Schedule } from "../schedule.ts";
import { notDeterministic } from "../step.ts";
import type { System } from "../system.ts";

/** A run that was made in place. */
export interface Run {
  readonly system: System;
  /** Gives the choices that were made. Called at most once. */
  readonly schedule: () => Schedule;
  /** Makes the run once more, and tells all of it. Called at most once. */
  readonly tell: () => Execution;
  /** What the nodes are at the end, in the system's order. */
  readonly locals: readonly Local[];
}

/**
 * An execution whose schedule and events are made when somebody reads them.
 *
 * Should the run not be the same when it is made again, then a handler keeps something hidden that did not show when it
 * ran twice in a row. From then on the execution ends where the two runs part, with a failure that says so.
 */
export function lazyExecution(run: Run): Execution {
  let choices: Schedule | undefined;
  let events: readonly Event[] | undefined;
  const execution: Execution = {
    system: run.system,
    get schedule() {
      return (choices ??= run.schedule());
    },
    get events() {
      if (events !== undefined) return events;
      const told = compare(execution.schedule, run);
      ({ schedule: choices, events } = told);
      if (told.failure !== undefined) Object.assign(execution, { failure: told.failure });
      return events;
    },
  };
  return execution;
}

/**
 * The execution of a run that ended with a fault, as it is told when the run is made again. If there is no fault then, the
 * one that was found stands nevertheless: a handler did something, and did not do it again.
 */
export function faultyExecution({ schedule, tell }: Run, finding: HandlerFailure | undefined): Execution {
  const told = tell();
  if (told.failure !== undefined || finding === undefined) return told;
  const choices = schedule();
  const same = countSame(choices, told.schedule);
  return cut(told, same, same === choices.length ? finding : undefined);
}

function compare(schedule: Schedule, { tell, locals }: Run): Execution {
  const told = tell();
  if (told.failure !== undefined) return told;
  const same = countSame(schedule, told.schedule);
  if (same < schedule.length || same < told.schedule.length) return cut(told, same);
  const other = told.system.nodes.find((node) => !isAsTold(locals[node.index], lastOf(node.id, told.events)));
  return { ...told, schedule, ...(other === undefined ? {} : { failure: blame(lastOf(other.id, told.events)) }) };
}

/** How many choices two schedules begin with that are the same. */
function countSame(schedule: Schedule, other: Schedule): number {
  const first = schedule.findIndex((choice, place) => !sameData(choice, other[place]));
  return first < 0 ? schedule.length : first;
}

/** The begin of an execution, which ends with a failure. */
function cut(told: Execution, choices: number, failure?: HandlerFailure): Execution {
  const schedule = told.schedule.slice(0, choices);
  const events = told.events.slice(0, told.events.length - told.schedule.length + choices);
  const choice = schedule.at(-1);
  const found = failure ?? blame(events.findLast(({ state }) => state !== undefined));
  return { system: told.system, schedule, events, failure: choice === undefined ? found : { ...found, choice } };
}

/** The last event in which a handler of a machine ran. */
function lastOf(machine: string, events: readonly Event[]): Event | undefined {
  return events.findLast((event) => event.machine === machine && event.state !== undefined);
}

function isAsTold(local: Local | undefined, last: Event | undefined): boolean {
  if (local === undefined || last === undefined) return true;
  return sameData(local.disk, last.disk) && (!local.up || sameData(local.state, last.state));
}

const handlers: Readonly<Partial<Record<Event["kind"], HandlerFailure["handler"]>>> = {
  deliver: "onMessage",
  timer: "onTimer",
  input: "onInput",
  reply: "onReply",
};

function blame(event: Event | undefined): HandlerFailure {
  const { machine = "", kind = "start", id = 0 } = event ?? {};
  return notDeterministic({ machine, handler: handlers[kind] ?? "start" }, `two runs part after event ${id}`);
}
