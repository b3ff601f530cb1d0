/** A GROUP BY over orders: what mappers are asked to do, what travels to the reducers, and what these put out. */
import type { MachineId } from "@millrace/core";

/** An order in a shop. No two of one customer are of the same moment. */
export interface Order {
  /** Any text: the key of the GROUP BY. */
  readonly customer: string;
  /** In cents: a whole number, below 0 for a refund. */
  readonly amount: number;
  /** When it was placed: a whole number, 0 or more. */
  readonly at: number;
}

/** What is asked of the orders of one customer. */
export interface Figures {
  /** How many there are. */
  readonly orders: number;
  /** Their amounts together. */
  readonly amount: number;
  /** `amount` by `orders`. */
  readonly averageAmount: number;
  /** The amount of the order that was placed last. */
  readonly lastAmount: number;
}

/** The figures of one customer. */
export interface Row extends Figures {
  /** As it stands in the orders. */
  readonly customer: string;
}

/** Which attempt a message belongs to: on every message that a mapper sends. */
export interface AttemptId {
  /** Any text; every job has its own. */
  readonly job: string;
  /** Which of the job's splits it reads: 0, 1, 2, … */
  readonly split: number;
  /** Tells the attempts of one split apart: a whole number, 0 or more. */
  readonly attempt: number;
}

/** An input for a mapper: one attempt at one split of a job. Every attempt at a split reads the same orders, in any order. */
export interface Attempt extends AttemptId {
  /** How many splits the job has: 1 or more. */
  readonly splits: number;
  /** The orders of this split. */
  readonly orders: readonly Order[];
}

/** How mappers send. The same for all mappers of a system. */
export interface ShuffleOptions {
  /** The reducers, at least one, in one order for all mappers. */
  readonly reducers: readonly MachineId[];
  /** A message holds the totals of so many customers at most: 1 or more. */
  readonly groupsMax: number;
}

/** What a reducer puts out, once for each job. */
export interface Closed {
  /** The only output there is. */
  readonly type: "closed";
  /** The job's. */
  readonly job: string;
  /** One for each customer of this reducer, in any order. */
  readonly rows: readonly Row[];
}

/**
 * A number for a text: the same everywhere, a whole one from 0 to 2³² − 1, and as good as drawn at random.
 *
 * Source: G. Fowler, L. C. Noll, K.-P. Vo: FNV-1a, 32 bits; here over UTF-16 code units instead of bytes, and mixed at the end
 * as in A. Appleby's MurmurHash3, so that the last digits are as good as the first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hashOf } from "@millrace/dataflow";
 *
 * assert.equal(hashOf("ada"), hashOf("ada"));
 * assert.notEqual(hashOf("ada"), hashOf("adb"));
 * ```
 */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
