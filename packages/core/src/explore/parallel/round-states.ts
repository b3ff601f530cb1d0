/**
 * The new states of one round, of one thread, in the order of their keys. In shared memory, so that the threads can put all
 * of them into one order.
 *
 * A key is the rank of the state whose step leads there, counted from the beginning of the round, and the place of the step
 * among that state's: 16 bits and 15 bits.
 */
export const placeBits = 15;

/** So many states are expanded in a round at most. */
export const ranksPerRound: number = 1 << 16;

/** So many steps a state may have. */
export const stepsPerState: number = 1 << placeBits;

/** Keys and states, rising by key. */
export interface RoundStates {
  readonly keys: SharedArrayBuffer;
  readonly states: SharedArrayBuffer;
  readonly count: number;
}

/** Sorts the states of a round by the keys that they have now. */
export function sortRound(states: readonly number[], keyOf: (state: number) => number): RoundStates {
  // A key has 31 bits, and a place in the list the other 22 that a number can hold: so plain numbers can be sorted.
  const sorted = new Float64Array(states.length);
  for (const [place, state] of states.entries()) sorted[place] = keyOf(state) * placesPerRound + place;
  sorted.sort();
  const keys = new SharedArrayBuffer(4 * states.length);
  const numbers = new SharedArrayBuffer(4 * states.length);
  const keyView = new Int32Array(keys);
  const numberView = new Int32Array(numbers);
  for (let at = 0; at < sorted.length; at++) {
    const packed = sorted[at] as number;
    const key = Math.floor(packed / placesPerRound);
    keyView[at] = key;
    numberView[at] = states[packed - key * placesPerRound] as number;
  }
  return { keys, states: numbers, count: states.length };
}

/** So many new states a thread may find in one round. */
export const placesPerRound: number = 1 << 22;

/** Calls `give` for each state of one thread, with its key and its place in the order of all threads' states. */
export function rankRound(
  all: readonly RoundStates[],
  thread: number,
  give: (state: number, key: number, place: number) => void,
): void {
  const lists = all.map(({ keys }) => new Int32Array(keys));
  const own = lists[thread] as Int32Array;
  const states = new Int32Array((all[thread] as RoundStates).states);
  const passed = lists.map(() => 0);
  for (let at = 0; at < own.length; at++) {
    const key = own[at] as number;
    let place = at;
    for (let other = 0; other < lists.length; other++) {
      if (other === thread) continue;
      const list = lists[other] as Int32Array;
      let before = passed[other] as number;
      // No two states have one key: a step leads to one.
      while (before < list.length && (list[before] as number) < key) before += 1;
      passed[other] = before;
      place += before;
    }
    give(states[at] as number, key, place);
  }
}

/** How many states of all threads have this key or a lower one. */
export function countUpTo(all: readonly RoundStates[], key: number): number {
  let count = 0;
  for (const { keys } of all) for (const other of new Int32Array(keys)) if (other <= key) count += 1;
  return count;
}

/** The key of the state at a place in the order of all threads' states, of which there must be more. */
export function keyAt(all: readonly RoundStates[], place: number): number {
  const keys = all.flatMap(({ keys: list }) => [...new Int32Array(list)]).sort((left, right) => left - right);
  return keys[place] ?? -1;
}
