/**
 * One step of one machine: runs a handler on a copy of the local state and records everything that it does.
 *
 * The explorer, the live workers and every World go through it, so that a handler meets the same rules everywhere: plain
 * data, no promise, no change to a received message, and the same result when it is run twice. Machines are called in one
 * other place, simulation/lean-machine.ts: a simulated run changes states in place. It keeps the same rules, leaves starts
 * and resources to this one, and when anything is not as it should be, the run is made again through here.
 */
import { describeDifference } from "./difference.ts";
import type { HandlerFailure } from "./execution.ts";
import { HandlerRun, handlerOf, type RunOptions } from "./handler-run.ts";
import { encodeLocal, type Local } from "./local.ts";
import type { MachineId } from "./machine.ts";
import type { Node } from "./system.ts";

/** What makes a handler run. */
export type Trigger =
  | { readonly kind: "start" }
  | { readonly kind: "message"; readonly message: unknown; readonly from: MachineId }
  | { readonly kind: "timer"; readonly timer: string }
  | { readonly kind: "input"; readonly input: unknown };

/** One thing that a handler did, in the order in which it did it. */
export type Effect =
  | { readonly kind: "send"; readonly channel: number; readonly to: MachineId; readonly message: unknown }
  | { readonly kind: "output"; readonly output: unknown }
  | { readonly kind: "set-timer"; readonly name: string; readonly afterMs: number }
  | { readonly kind: "clear-timer"; readonly name: string };

/** What came of a step. */
export interface Outcome {
  readonly local: Local;
  readonly effects: readonly Effect[];
  /** Whether the handler asked for the time, so that its result depends on more than local state and trigger. */
  readonly readClock: boolean;
  readonly failure?: HandlerFailure;
}

/** What a step needs to know besides the local state and the trigger. */
export interface StepOptions {
  /** The seed of the machines' random streams. */
  readonly seed: number;
  /** Whether clocks run: a timer that goes off moves its machine's clock on by as much as it was set to. */
  readonly clocks: boolean;
  /** Whether to run the handler twice and compare. */
  readonly twice: boolean;
}

/** Runs one handler. Never throws for what the machine does: that is a failure in the outcome. */
export function step(node: Node, before: Local, trigger: Trigger, options: StepOptions): Outcome {
  const outcome = runOnce(node, before, trigger, { ...options, isKept: true });
  if (outcome.failure !== undefined || !options.twice || node.isResource) return outcome;
  const failure = compareRuns(node, before, trigger, { first: outcome, options });
  return failure === undefined ? outcome : fail(before, failure);
}

/** Runs a handler again; a failure if it does not do the same as the first time. */
export function compareRuns(
  node: Node,
  before: Local,
  trigger: Trigger,
  { first, options }: { readonly first: Outcome; readonly options: StepOptions },
): HandlerFailure | undefined {
  if (first.failure !== undefined || node.isResource) return undefined;
  const second = runOnce(node, before, trigger, { ...options, isKept: false });
  const difference = describeDifference(first, second);
  if (difference === undefined) return undefined;
  return notDeterministic({ machine: node.id, handler: handlerOf(trigger) }, difference);
}

/** The failure of a handler that did not do the same twice; `difference` says what it did, and then. */
export function notDeterministic(
  { machine, handler }: Pick<HandlerFailure, "machine" | "handler">,
  difference: string,
): HandlerFailure {
  return {
    kind: "non-deterministic",
    machine,
    handler,
    message: `The same state and event gave two different results: ${difference}. Keep everything that a handler remembers in its state, and take time and chance from context.now() and context.random().`,
  };
}

/** Whether a step left no trace at all. */
export function isIdle(before: Local, outcome: Outcome): boolean {
  return (
    outcome.failure === undefined && outcome.effects.length === 0 && encodeLocal(before) === encodeLocal(outcome.local)
  );
}

function runOnce(node: Node, before: Local, trigger: Trigger, options: RunOptions): Outcome {
  const run = new HandlerRun(node, before, options);
  try {
    return run.go(trigger);
  } catch (error) {
    return fail(before, run.explain(error, trigger));
  }
}

function fail(before: Local, failure: HandlerFailure): Outcome {
  return { local: before, effects: [], readClock: false, failure };
}
