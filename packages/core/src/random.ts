/**
 * Seeded randomness: the same seed gives the same numbers on every computer.
 *
 * Two shapes. `randomAt` is a function of (seed, position), for a machine's own stream, whose position is part of
 * its local state. `createRandom` is a generator (sfc32), for the simulator's scheduler.
 *
 * Source: Chris Doty-Humphrey, PractRand (2010), sfc32; Guy Steele et al., SplitMix (2014), for the mixing.
 */

/** A stream of numbers in [0, 1): each call takes the next. */
export type Random = () => number;

/**
 * A generator of numbers in [0, 1) from a seed: a whole number, of which the lowest 32 bits count.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createRandom } from "@millrace/core";
 *
 * const random = createRandom(7);
 * const again = createRandom(7);
 * assert.deepEqual([random(), random()], [again(), again()]);
 * ```
 */
export function createRandom(seed: number): Random {
  let a = mix(seed | 0);
  let b = mix(a ^ 0x9e3779b9);
  let c = mix(b ^ 0x85ebca6b);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/**
 * The number in [0, 1) at a position of the stream that belongs to `seed` and `name`. `seed` is a whole number, `position`
 * one from 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { randomAt } from "@millrace/core";
 *
 * assert.equal(randomAt(7, "a", 0), randomAt(7, "a", 0));
 * assert.notEqual(randomAt(7, "a", 0), randomAt(7, "b", 0), "each machine has a stream of its own");
 * ```
 */
export function randomAt(seed: number, name: string, position: number): number {
  let hash = mix(seed | 0);
  for (let index = 0; index < name.length; index++) hash = mix(hash ^ name.charCodeAt(index));
  return (mix(mix(hash ^ position) + 0x6d2b79f5) >>> 0) / 4294967296;
}

function mix(value: number): number {
  let hash = (value + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return hash ^ (hash >>> 15);
}
