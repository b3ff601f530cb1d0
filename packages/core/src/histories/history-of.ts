import type { Execution } from "../execution.ts";
import type { History, Operation } from "./history.ts";
import { type HistoryReader, placeOf, type Waiting } from "./history-step.ts";

/**
 * The history that an execution made, of a simulated system or a live one: its operations in the order of their
 * invocations. Moments are numbers of observations, counted from the execution's begin.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, checkHistory, defineMachine, defineSystem, historyOf, inputOperations, readWriteRegister, simulate } from "@millrace/core";
 *
 * const register = defineMachine<{ value: number }, never, { read: number }, "read" | number>({
 *   start: () => ({ value: 0 }),
 *   onInput(state, input, context) {
 *     if (input === "read") context.output({ read: state.value });
 *     else state.value = input;
 *   },
 * });
 * const execution = simulate(defineSystem({ machines: { r: register }, inputs: [at("r", 5), at("r", "read")] }), { seed: 1 });
 * const reads = inputOperations({
 *   request: (input) => ({ invocation: input === "read" ? { type: "read" } : { type: "write", value: input }, id: String(input) }),
 *   reply: (output) => ({ result: (output as { read: number }).read, id: "read" }),
 * });
 *
 * const history = historyOf(execution, reads);
 * assert.deepEqual(history.map(({ result }) => result), [undefined, 5], "nobody is told of the write: it is pending");
 * assert.ok(checkHistory(history, readWriteRegister({ initial: 0 })).isLinearizable);
 * ```
 */
export function historyOf<Invocation>(
  execution: Pick<Execution, "events">,
  operations: HistoryReader<Invocation>,
): History<Invocation> {
  const history: Operation<Invocation>[] = [];
  let open: (Waiting & { readonly operation: number })[] = [];
  let moment = 0;
  for (const { observations } of execution.events) {
    for (const observation of observations) {
      moment += 1;
      const step = operations(observation);
      if (step === undefined) continue;
      const { client } = step;
      if (step.kind === "crash") {
        open = open.filter((one) => one.client !== client);
        continue;
      }
      const place = placeOf(open, step);
      if (step.kind === "invoke") {
        if (place >= 0) continue;
        const operation = history.push({ client, invocation: step.invocation, invokedAt: moment }) - 1;
        open.push({ client, id: step.id, operation });
        continue;
      }
      const [returned] = place < 0 ? [] : open.splice(place, 1);
      const operation = history[returned?.operation ?? -1];
      if (returned === undefined || operation === undefined) continue;
      history[returned.operation] = { ...operation, returnedAt: moment, result: step.result };
    }
  }
  return history;
}
