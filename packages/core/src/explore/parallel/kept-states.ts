import { Rows } from "../rows.ts";
import type { Kept } from "./search-thread.ts";

/** The states of all threads, in the order in which a single thread would have found them. */
export class KeptStates {
  private readonly kept: readonly Kept[];
  private readonly tables: readonly Rows[];

  constructor(kept: readonly Kept[], width: number) {
    this.kept = kept;
    this.tables = kept.map(({ rows }) => new Rows(width, { memory: rows }));
  }

  *rows(): Generator<Int32Array, void> {
    for (const { thread, state } of this.inOrder()) yield (this.tables[thread] as Rows).row(state);
  }

  /** Which thread has the state at a place of that order, and under which number. */
  locate(place: number): { readonly thread: number; readonly state: number } {
    let left = place;
    for (const found of this.inOrder()) if (left-- === 0) return found;
    throw new Error(`There is no state ${place}.`);
  }

  /** Level by level, and by rank within each. */
  private *inOrder(): Generator<{ readonly thread: number; readonly state: number }, void> {
    const { kept } = this;
    const depth = Math.max(...kept.map(({ levels }) => levels.length));
    for (let level = 0; level < depth; level++) {
      const next = kept.map(({ levels }) => levels[level] ?? 0);
      const ends = kept.map(({ levels, count }) => levels[level + 1] ?? count);
      for (;;) {
        let thread = -1;
        let best = Infinity;
        for (const [candidate, { ranks }] of kept.entries()) {
          const state = next[candidate] as number;
          const rank = state < (ends[candidate] as number) ? (ranks[state] as number) : Infinity;
          if (rank < best) [best, thread] = [rank, candidate];
        }
        if (thread < 0) break;
        const state = next[thread] as number;
        next[thread] = state + 1;
        yield { thread, state };
      }
    }
  }
}
