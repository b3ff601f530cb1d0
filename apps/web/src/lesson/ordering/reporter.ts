/** A service of the shop: it reports what its visitors do, over anybody's delivery. */
import { type AnyMachine, type Context, type MachineId, defineMachine } from "@millrace/core";
import { type Step, type StepEvent, steps } from "./funnel.ts";

/** How a machine that delivers is asked to send something to all others: the inputs that it is given for that. */
export type Ask = (payload: StepEvent, peers: readonly MachineId[]) => readonly unknown[];

/** All that `delivery` does, and more: once a step is delivered here that is followed by `own`, `own` is reported. */
export function reporter(
  delivery: AnyMachine,
  { own, ask }: { readonly own: Step | undefined; readonly ask: Ask },
): AnyMachine {
  return defineMachine<unknown, unknown, unknown, unknown>({
    start: (context) => delivery.start(context),

    onMessage(state, message, from, context) {
      const delivered: StepEvent[] = [];
      const noting: Context = {
        ...context,
        output(value) {
          context.output(value);
          delivered.push(readDelivered(value));
        },
      };
      delivery.onMessage?.(state, message, from, noting);
      for (const { visitor, step } of delivered) {
        const next = steps[steps.indexOf(step) + 1];
        if (next !== undefined && next === own) report(state, { visitor, step: next }, context);
      }
    },

    onInput(state, input, context) {
      // Inputs are given by the system beside this machine, and by nobody else.
      report(state, input as StepEvent, context);
    },
  });

  function report(state: unknown, event: StepEvent, context: Context): void {
    for (const input of ask(event, context.peers)) delivery.onInput?.(state, input, context);
  }
}

/** The event that was delivered: all four ways to deliver say it alike, and carry nothing else here. */
export function readDelivered(output: unknown): StepEvent {
  return (output as { readonly payload: StepEvent }).payload;
}
