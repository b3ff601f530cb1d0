import type { Choice } from "../../schedule.ts";

/**
 * One step of a search over traces. Along a path a step is one object for as long as it can be taken, whatever happens
 * elsewhere, so that steps are compared by identity.
 *
 * `line` is what orders it by itself: the node whose events it belongs to (the receiver's, for what happens to a message),
 * or below 0 for a cut and its healing. `writes` and `reads` are the other things that it shares, as bits (dependence.ts).
 */
export interface TraceStep {
  readonly kind: Choice["kind"];
  readonly line: number;
  readonly writes: number;
  readonly reads: number;
  /** Whether it is something left to do, and no fault. */
  readonly isWork: boolean;
  /** The message, of `deliver`, `drop` and `duplicate`. */
  readonly letter: TraceLetter | undefined;
  /** An event of its node for `deliver` and `timer`, milliseconds for `skew`, the place of the cut for `cut` and `heal`. */
  readonly detail: number;
}

/** One message that was sent on a path: two equal messages are two letters. A copy made by the network is the same one. */
export interface TraceLetter {
  readonly channel: number;
  /** The number that a `World` gives it. */
  readonly messageId: number;
  /** The place on the path of the step that sent it; -1 if a machine sent it when it started. */
  readonly sentAt: number;
  /** The message that was sent into the channel before it: its number plus 1, or 0. */
  readonly follows: number;
  readonly deliver: TraceStep;
  readonly drop: TraceStep;
  readonly duplicate: TraceStep;
}
