import type { Broken } from "../laws.ts";
import { describeValue } from "../show.ts";
import { describeInvocation, describeList, describeOperation, describeResults } from "./describe.ts";
import type { History, Operation } from "./history.ts";
import type { HistoryPart } from "./history-part.ts";
import { allows, type Returned } from "./sequential-model.ts";

/** How many of the operations that came before are told. */
const operationsShown = 4;

/** So many different results are looked for, and no more. */
const resultsSought = 6;

/** Which operation to explain. */
interface Question {
  readonly part: HistoryPart;
  readonly operation: number;
  /** How many events come before its return. */
  readonly end: number;
  /** A linearization of those that are its key's. */
  readonly order: readonly number[];
}

/**
 * Why an operation cannot have returned what it did, in words: what it could have returned, an order of what came before
 * it, and what was under way.
 */
export function explainOperation(history: History, question: Question): Broken {
  const { part, operation, end } = question;
  const at = (index: number): Operation => history[index] as Operation;
  const order = question.order.filter((other) => other !== operation);
  const told = order.slice(-operationsShown).map((other) => describeOperation(at(other)));
  if (told.length < order.length) told.unshift("…");
  const underWay = part
    .invokedBefore(end)
    .filter((other) => other !== operation && !order.includes(other))
    .map((other) => `${describeInvocation(at(other).invocation)} by ${at(other).client}`)
    .reverse();
  const { client, invocation, result } = at(operation);
  return {
    expected: `${describeInvocation(invocation)} by ${client} returns ${describeResults(possibleResults(history, question))}`,
    actual:
      `it returned ${describeValue(result)}, after ${told.length === 0 ? "nothing" : told.join(", ")}` +
      (underWay.length === 0 ? "" : `, with ${describeList(underWay, "and")} under way`),
  };
}

/** What the operation could have returned: the search is asked for one more result until there is none. */
function possibleResults(history: History, { part, operation, end }: Question): Returned[] {
  const found: Returned[] = [];
  const isNew = (returned: Returned): boolean =>
    !("result" in returned) || !found.some((known) => allows(known, returned.result));
  while (found.length < resultsSought) {
    const { order } = part.linearize(end + 1, (other, returned) =>
      other === operation ? isNew(returned) : allows(returned, history[other]?.result),
    );
    const returned = order && resultIn(history, { part, operation }, order);
    if (returned === undefined) break;
    found.push(returned);
    if (!("result" in returned)) break;
  }
  return found;
}

/** What an operation returns if operations happen in this order. */
function resultIn(
  history: History,
  { part: { model, key }, operation }: Pick<Question, "part" | "operation">,
  order: readonly number[],
): Returned | undefined {
  let state = model.start(key);
  for (const next of order) {
    const outcome = model.apply(state, history[next]?.invocation);
    if (next === operation) return outcome;
    state = outcome.state;
  }
  return undefined;
}
