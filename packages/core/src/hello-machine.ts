/**
 * The smallest machine: it says hello when it is asked to, and answers whoever says hello to it.
 *
 * State: none.
 * Message: "hello" and "hello back".
 *
 * Source: Kshemkalyani & Singhal, Distributed Computing (2008), ch. 1: machines without a shared memory or a shared
 * clock know of each other only what messages tell them.
 */
import { type Machine, type MachineId, defineMachine } from "@millrace/core";

/**
 * A machine that greets and is greeted; it puts out who answered.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineSystem, simulate } from "@millrace/core";
 * import { helloMachine } from "@millrace/core/hello-machine.ts";
 *
 * const system = defineSystem({ machines: { a: helloMachine, b: helloMachine }, inputs: [at("a", { greet: "b" })] });
 * const outputs = simulate(system).events.flatMap((event) => event.outputs);
 * assert.deepEqual(outputs, [{ type: "answered", by: "b" }]);
 * ```
 */
export const helloMachine: Machine<HelloState, HelloMessage, HelloOutput, HelloInput> = defineMachine({
  start: (): HelloState => ({}),

  onMessage(_state, message, from, context) {
    if (message === "hello") {
      context.send(from, "hello back");
    }
    if (message === "hello back") {
      context.output({ type: "answered", by: from });
    }
  },

  onInput(_state, { greet }, context) {
    context.send(greet, "hello");
  },
});

/** What a machine is asked to do: say hello to the machine `greet`. */
export interface HelloInput {
  readonly greet: MachineId;
}

/** What the outside sees: the machine `by` has answered a hello of this one. */
export interface HelloOutput {
  readonly type: "answered";
  readonly by: MachineId;
}

/** What travels. */
export type HelloMessage = "hello" | "hello back";

/** What a machine remembers: nothing, but it must be an object. */
export type HelloState = object;
