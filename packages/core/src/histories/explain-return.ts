import type { Broken } from "../laws.ts";
import { describeValue } from "../show.ts";
import { describeInvocation, describeList, describeResults, describeValues } from "./describe.ts";
import { findWays, type Situation } from "./find-ways.ts";
import type { Returned, SequentialModel } from "./sequential-model.ts";
import type { Return } from "./situation.ts";

/**
 * Why an operation cannot have returned what it did, in words: what it could have returned, what the object could have
 * been until then, and what else was under way. `situation` is the one before the return.
 */
export function explainReturn(
  { model, key }: { readonly model: SequentialModel; readonly key: string },
  situation: Situation,
  { place, result }: Return,
): Broken {
  const { client = "", invocation } = situation.open[place] ?? {};
  const possible: Returned[] = [];
  findWays(model, situation, place, (returned) => {
    possible.push(returned);
    return false;
  });
  const object = model.keyOf === undefined ? `the ${model.name}` : describeValue(key);
  const others = [
    ...situation.open.toSpliced(place, 1).map((other) => `${describeInvocation(other.invocation)} by ${other.client}`),
    ...situation.abandoned.map((invocation) => `a pending ${describeInvocation(invocation)}`),
  ];
  return {
    expected: `${describeInvocation(invocation)} by ${client} returns ${describeResults(possible)}`,
    actual:
      `it returned ${describeValue(result)}; before it did, ${object} held ` +
      describeValues(situation.configurations.map(({ state }) => state)) +
      (others.length === 0 ? "" : `, with ${describeList(others, "and")} under way`),
  };
}
