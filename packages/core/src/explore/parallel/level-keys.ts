import type { Keys } from "./search-thread.ts";

/**
 * The keys of the states that a thread found in one level, rising: for each, the rank of the state that it was first
 * reached from, and the place of the step. Together the threads' keys put all new states of the level into one order.
 */
export class LevelKeys {
  private pairs = new Int32Array(new SharedArrayBuffer(4 * 1024));
  count = 0;

  /** For the other threads. */
  get shared(): Keys {
    return { memory: this.pairs.buffer, count: this.count };
  }

  push(rank: number, place: number): void {
    if (2 * this.count === this.pairs.length) {
      const larger = new Int32Array(new SharedArrayBuffer(8 * this.pairs.length));
      larger.set(this.pairs);
      this.pairs = larger;
    }
    this.pairs[2 * this.count] = rank;
    this.pairs[2 * this.count + 1] = place;
    this.count += 1;
  }

  /** How many come before a key or are it. */
  countUpTo(rank: number, place: number): number {
    let count = 0;
    while (count < this.count && !isBefore(rank, place, this.pairs, count)) count += 1;
    return count;
  }

  /** Gives the rank of each of its keys among those of all threads, itself being one of them. */
  rank(all: readonly Keys[], thread: number, give: (rank: number) => void): void {
    const others = all.filter((_keys, other) => other !== thread);
    const pairs = others.map(({ memory }) => new Int32Array(memory));
    const passed = others.map(() => 0);
    for (let own = 0; own < this.count; own++) {
      const rank = this.pairs[2 * own] as number;
      const place = this.pairs[2 * own + 1] as number;
      let before = own;
      for (let other = 0; other < others.length; other++) {
        const list = pairs[other] as Int32Array;
        const end = (others[other] as Keys).count;
        let at = passed[other] as number;
        while (at < end && !isBefore(rank, place, list, at)) at += 1;
        passed[other] = at;
        before += at;
      }
      give(before);
    }
  }
}

/**
 * The rank of the state whose steps lead to the new state number `place`, counted from 0 through the keys of all threads;
 * Infinity if there are not so many.
 */
export function rankAt(all: readonly Keys[], place: number): number {
  const lists = all.map(({ memory }) => new Int32Array(memory));
  const passed = all.map(() => 0);
  let last = Infinity;
  for (let count = 0; count <= place; count++) {
    let first = -1;
    for (const [thread, list] of lists.entries()) {
      const at = passed[thread] as number;
      if (at >= (all[thread]?.count ?? 0)) continue;
      const best = lists[first];
      if (
        best === undefined ||
        isBefore(list[2 * at] as number, list[2 * at + 1] as number, best, passed[first] as number)
      )
        first = thread;
    }
    if (first < 0) return Infinity;
    last = (lists[first] as Int32Array)[2 * (passed[first] as number)] as number;
    passed[first] = (passed[first] as number) + 1;
  }
  return last;
}

function isBefore(rank: number, place: number, pairs: Int32Array, index: number): boolean {
  const otherRank = pairs[2 * index] as number;
  return rank < otherRank || (rank === otherRank && place < (pairs[2 * index + 1] as number));
}
