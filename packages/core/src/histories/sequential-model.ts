import { equal } from "../plain.ts";
import { describeValue } from "../show.ts";
import { describeInvocation } from "./describe.ts";

/**
 * What an object does when its operations come one at a time: the textbook's *sequential specification*. A history of
 * overlapping operations is held against it. Invocations, results and states are plain data.
 */
export interface SequentialModel<State = unknown, Invocation = unknown> {
  /** What the object is, with no article: "register". Explanations quote it. */
  readonly name: string;
  /** The object at first. `key` is the key whose operations are looked at; "" if the model has no `keyOf`. */
  start(key: string): State;
  /** What an operation does to a state that it must not change; throws an Error for an invocation that it does not know. */
  apply(state: State, invocation: Invocation): ModelOutcome<State>;
  /**
   * Which part of the object an operation belongs to. Then `start` and `apply` are about the state of that part alone, and
   * each part is checked by itself: a history is linearizable exactly if its parts are.
   * Source: Maurice Herlihy and Jeannette Wing, Linearizability (1990), theorem 1 (locality).
   */
  keyOf?(invocation: Invocation): string;
  /** Whether an operation never changes a state. Saying so saves work, and changes no answer. */
  isRead?(invocation: Invocation): boolean;
  /** Whether an operation comes to the same state and returns the same, whatever was before. Saying so saves work, too. */
  isBlindWrite?(invocation: Invocation): boolean;
}

/** What an operation does in a state. Without `result`, whatever it returned is right. */
export interface ModelOutcome<State = unknown> {
  /** What the object is after it. */
  readonly state: State;
  /** What it returns. */
  readonly result?: unknown;
}

/** What an operation returns; without `result`, anything. */
export type Returned = Pick<ModelOutcome, "result">;

/** Whether an operation that returns this may have returned `result`. */
export function allows(returned: Returned, result: unknown): boolean {
  return !("result" in returned) || equal(returned.result, result);
}

/** The key of an operation, "" if the model has none. Throws an Error if `keyOf` gives no string. */
export function keyIn(model: SequentialModel, invocation: unknown): string {
  if (model.keyOf === undefined) return "";
  const key: unknown = model.keyOf(invocation);
  if (typeof key === "string") return key;
  throw new Error(
    `Cannot take ${describeValue(key)} as the key of ${describeInvocation(invocation)}: a key is a string. ` +
      `Change keyOf of the model "${model.name}", or what is invoked.`,
  );
}

/** Refuses an invocation that a model does not know, with the invocations that it does. */
export function unknownInvocation(model: string, invocation: unknown, known: string): Error {
  return new Error(`Cannot apply ${describeValue(invocation)} to a ${model}. Use ${known}.`);
}
