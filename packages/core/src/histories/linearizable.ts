import type { Broken, MonitorLaw } from "../laws.ts";
import { encode } from "../plain.ts";
import { explainReturn } from "./explain-return.ts";
import { type HistoryReader, type HistoryStep, placeOf, type Waiting } from "./history-step.ts";
import type { Situation } from "./find-ways.ts";
import { keyIn, type SequentialModel } from "./sequential-model.ts";
import { afterAbandoning, afterInvocation, afterReturn, firstSituation, type Return } from "./situation.ts";

/** What {@link linearizable} takes. */
export interface LinearizableOptions<State, Invocation> {
  /** What the object would do if its operations came one at a time. */
  readonly model: SequentialModel<State, Invocation>;
  /** Which observations are invocations and returns: made by `messageOperations` or `inputOperations`, or by hand. */
  readonly operations: HistoryReader<Invocation>;
}

/** What the law remembers: not the history, but all that the object may be after it (situation.ts). */
interface Memory {
  /** What is invoked and has not returned: sorted by client, then oldest first. */
  open: (Waiting & { readonly key: string })[];
  /** By key, sorted; without the keys that are as if nobody had touched them. */
  keys: (readonly [key: string, situation: Situation])[];
}

/**
 * The law that an object is linearizable: each operation seems to happen at one moment between its invocation and its
 * return, whatever overlaps it. A pending operation may have taken effect or not, and one whose client has crashed stays
 * pending for ever. It is a law about what is returned: an object that never answers keeps it.
 *
 * Sound and complete on every schedule: it is broken by a return exactly if no order explains the history up to there.
 * What it remembers is all that the object may be by now, which merges many histories; it grows with the operations that
 * are open at once on one key, and with the writes of crashed clients, not with the length of the execution. A recorded
 * execution with many of either is sooner checked by `checkHistory`.
 *
 * Source: Maurice Herlihy and Jeannette Wing, Linearizability: a correctness condition for concurrent objects (1990).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { at, defineMachine, defineSystem, explore, inputOperations, linearizable, readWriteRegister } from "@millrace/core";
 *
 * const replica = defineMachine<{ value: string }, string, string, string>({
 *   start: () => ({ value: "old" }),
 *   onMessage: (state, value) => void (state.value = value),
 *   onInput(state, input, context) {
 *     if (input === "read") return context.output(state.value);
 *     state.value = input;
 *     context.output("written");
 *     context.peers.forEach((peer) => context.send(peer, input));
 *   },
 * });
 * const system = defineSystem({ machines: { a: replica, b: replica }, inputs: [at("a", "new"), at("b", "read")] });
 * const law = linearizable("the replicas are one register", {
 *   model: readWriteRegister({ initial: "old" }),
 *   operations: inputOperations({
 *     request: (input: string) => ({ invocation: input === "read" ? { type: "read" } : { type: "write", value: input } }),
 *     reply: (output: string) => (output === "written" ? {} : { result: output }),
 *   }),
 * });
 *
 * const { counterexample } = explore(system, { laws: [law] });
 * assert.equal(counterexample?.expected, 'read() by b returns "new"');
 * assert.equal(counterexample.actual, 'it returned "old"; before it did, the register held "new"');
 * ```
 */
export function linearizable<State, Invocation>(
  name: string,
  options: LinearizableOptions<State, Invocation>,
): MonitorLaw {
  const { operations } = options;
  // The invocations that the author reads from observations are those that the model takes.
  const model = options.model as SequentialModel;
  const law: MonitorLaw<Memory> = {
    kind: "monitor",
    name,
    start: () => ({ open: [], keys: [] }),
    observe(memory, observation) {
      const step = operations(observation);
      return step === undefined ? undefined : note(model, memory, step);
    },
  };
  return law as MonitorLaw;
}

function note(model: SequentialModel, memory: Memory, step: HistoryStep): Broken | undefined {
  switch (step.kind) {
    case "invoke":
      if (placeOf(memory.open, step) < 0) invoke(model, memory, step);
      return undefined;
    case "return": {
      const place = placeOf(memory.open, step);
      return place < 0 ? undefined : giveBack(model, memory, { place, result: step.result });
    }
    case "crash": {
      let place = placeOf(memory.open, step);
      for (; place >= 0; place = placeOf(memory.open, step)) abandon(model, memory, place);
      return undefined;
    }
  }
}

function invoke(model: SequentialModel, memory: Memory, step: HistoryStep & { readonly kind: "invoke" }): void {
  const { client, invocation, id } = step;
  const key = keyIn(model, invocation);
  const after = memory.open.findIndex((one) => one.client > client);
  const place = after < 0 ? memory.open.length : after;
  const situation = afterInvocation(model, situationOf(model, memory, key), {
    client,
    invocation,
    place: placeInKey(memory, place, key),
  });
  memory.open.splice(place, 0, id === undefined ? { client, key } : { client, id, key });
  keep(model, memory, { key, situation });
}

function giveBack(model: SequentialModel, memory: Memory, { place, result }: Return): Broken | undefined {
  const { key = "" } = memory.open[place] ?? {};
  const before = situationOf(model, memory, key);
  const returned = { place: placeInKey(memory, place, key), result };
  const situation = afterReturn(model, before, returned);
  if (situation.configurations.length === 0) return explainReturn({ model, key }, before, returned);
  memory.open.splice(place, 1);
  keep(model, memory, { key, situation });
  return undefined;
}

function abandon(model: SequentialModel, memory: Memory, place: number): void {
  const { key = "" } = memory.open[place] ?? {};
  const situation = afterAbandoning(model, situationOf(model, memory, key), placeInKey(memory, place, key));
  memory.open.splice(place, 1);
  keep(model, memory, { key, situation });
}

/** Which of its key's open operations an open operation is. */
function placeInKey(memory: Memory, place: number, key: string): number {
  let count = 0;
  for (let index = 0; index < place; index++) if (memory.open[index]?.key === key) count += 1;
  return count;
}

function situationOf(model: SequentialModel, { keys }: Memory, key: string): Situation {
  const entry = keys[findKey(keys, key)];
  return entry !== undefined && entry[0] === key ? entry[1] : firstSituation(model, key);
}

function keep(
  model: SequentialModel,
  { keys }: Memory,
  { key, situation }: { readonly key: string; readonly situation: Situation },
): void {
  const place = findKey(keys, key);
  const isKnown = keys[place]?.[0] === key;
  const isUntouched = situation.open.length === 0 && encode(situation) === encode(firstSituation(model, key));
  keys.splice(place, isKnown ? 1 : 0, ...(isUntouched ? [] : [[key, situation] as const]));
}

/** Where a key is among the sorted ones, or would be. */
function findKey(keys: Memory["keys"], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle]?.[0] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
