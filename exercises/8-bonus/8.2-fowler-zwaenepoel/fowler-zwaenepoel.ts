/**
 * Fowler and Zwaenepoel's direct dependencies: one number in a message, a log on each machine, and vector time worked out
 * later.
 *
 * As it comes, the file logs its own events only, and takes what an event has logged for all that came before it. Edit the
 * handlers, `logEvent` and `vectorTimeOf`. What goes in, what comes out and the form of a message are fixed.
 */
import { type Context, type Machine, type MachineId, defineMachine } from "@millrace/core";

/** What a machine is asked to do: have an event of its own, or one that sends a message to the machine `to`. Fixed. */
export type ClockInput = { readonly type: "local" } | { readonly type: "send"; readonly to: MachineId };

/** A number for each machine; one without an entry counts as 0. Fixed. */
export type Vector = Readonly<Record<MachineId, number>>;

/** What travels with a message: which of its sender's events sent it, counted from 1, and no other field. Fixed. */
export interface DependencyMessage {
  readonly count: number;
}

/** What the outside sees: one entry of the log for each event. Fixed. */
export interface DependencyOutput {
  readonly type: "logged";
  readonly dependencies: Vector;
}

/** What all machines have logged, by machine, in order: the entry of its event n is at n − 1. Fixed. */
export type DependencyLogs = Readonly<Record<MachineId, readonly Vector[]>>;

/** Which event: event `count` of the machine, counted from 1. Fixed. */
export interface EventName {
  readonly machine: MachineId;
  readonly count: number;
}

/** What a machine remembers. Yours: plain data, in an object. */
export interface DependencyState {
  readonly dependencies: Record<MachineId, number>;
}

export const fowlerZwaenepoel: Machine<DependencyState, DependencyMessage, DependencyOutput, ClockInput> =
  defineMachine({
    start: (): DependencyState => ({ dependencies: {} }),

    onMessage({ dependencies }, message, from, context) {
      // TODO(learner): on which event does this one depend, directly?
      logEvent(dependencies, context);
    },

    onInput({ dependencies }, input, context) {
      logEvent(dependencies, context);
      // TODO(learner): 1 is right for the first event only.
      if (input.type === "send") context.send(input.to, { count: 1 });
    },
  });

/** Counts an event and logs it. */
function logEvent(
  dependencies: Record<MachineId, number>,
  { self, output }: Context<DependencyMessage, DependencyOutput>,
): void {
  dependencies[self] = (dependencies[self] ?? 0) + 1;
  output({ type: "logged", dependencies });
}

/** The vector time of an event: for each machine, how many of its events are this one or came before it. */
export function vectorTimeOf(logs: DependencyLogs, { machine, count }: EventName): Vector {
  // TODO(learner): these are its parents. What of theirs?
  return logs[machine]?.[count - 1] ?? {};
}
