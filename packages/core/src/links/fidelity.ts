/**
 * How far a run is still the one that a link was made of.
 * - `exact`: every choice was made as it was, and the same messages were sent and timers set;
 * - `cut short`: so far it is the same, but a law is broken before the last choices;
 * - `diverged`: it is another run, at least from some choice on.
 */
export type Fidelity =
  | { readonly kind: "exact" }
  | { readonly kind: "cut short"; /** How many choices were not made. */ readonly notMade: number }
  | {
      readonly kind: "diverged";
      /** From which choice on, counted from 0: the first that was not as it was, or that no fingerprint vouches for. */
      readonly choice: number;
      /** The id of the event that comes of it, or would have. */
      readonly event: number;
      /** How many choices from there on were found again. */
      readonly found: number;
      /** How many could not be made, and were left out. */
      readonly leftOut: number;
      /** How many messages were delivered that stood in the way of another. */
      readonly added: number;
      /** How many were not made as a law is broken before. */
      readonly notMade: number;
    };

/**
 * How far a run is still the one that a link was made of, in words for a person. Steps are numbered as events are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { describeFidelity } from "@millrace/core";
 *
 * assert.equal(
 *   describeFidelity({ kind: "diverged", choice: 1, event: 4, found: 2, leftOut: 1, added: 0, notMade: 0 }),
 *   "The code has changed since this link was made: from step 4 on, this is another run. 2 of its choices were found again, and 1 was left out.",
 * );
 * ```
 */
export function describeFidelity(fidelity: Fidelity): string {
  switch (fidelity.kind) {
    case "exact":
      return "This is the run that the link was made of.";
    case "cut short":
      return `This is the run that the link was made of, but a law is broken earlier: its last ${times(fidelity.notMade, "choice was", "choices were")} not made.`;
    case "diverged":
      return describeDivergence(fidelity);
  }
}

function describeDivergence({ event, found, leftOut, added, notMade }: Fidelity & { kind: "diverged" }): string {
  const parts = [
    `${found} of its choices ${found === 1 ? "was" : "were"} found again`,
    ...(leftOut === 0 ? [] : [`${leftOut} ${leftOut === 1 ? "was" : "were"} left out`]),
    ...(added === 0
      ? []
      : [times(added, "message was delivered that stood", "messages were delivered that stood") + " in the way"]),
    ...(notMade === 0 ? [] : [`${times(notMade, "was", "were")} not made as a law is broken before`]),
  ];
  const last = parts.length === 1 ? "" : `, and ${parts.pop() ?? ""}`;
  return `The code has changed since this link was made: from step ${event} on, this is another run. ${parts.join(", ")}${last}.`;
}

function times(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
