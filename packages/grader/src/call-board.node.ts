import type { Probe } from "./guard-work.ts";

/**
 * Shared memory on which one thread notes which of the learner's functions it is in, and another thread reads it. It
 * can be read while the first thread spins in an endless loop.
 */
export class CallBoard {
  readonly memory: SharedArrayBuffer;
  private readonly cells: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.cells = new Int32Array(memory);
  }

  /** Notes that the function with this number, from 1, is called; 0 that it has returned. */
  note(id: number): void {
    if (id > 0) Atomics.add(this.cells, 0, 1);
    Atomics.store(this.cells, 1, id);
  }

  /** How many calls there were, and the number of the function that runs now: 0 for none. */
  read(): { readonly calls: number; readonly id: number } {
    return { calls: Atomics.load(this.cells, 0), id: Atomics.load(this.cells, 1) };
  }
}

/**
 * A probe that notes the outermost call on a board. What the learner's code calls in turn is part of that call.
 * `onName` is told the number of each name once, before it is first used; `onCall` of each call.
 */
export function makeProbe(
  board: CallBoard,
  { onName, onCall }: { readonly onName: (id: number, what: string) => void; readonly onCall: () => void },
): Probe {
  const ids = new Map<string, number>();
  let depth = 0;
  return {
    enter(what) {
      depth += 1;
      if (depth > 1) return;
      let id = ids.get(what);
      if (id === undefined) {
        id = ids.size + 1;
        ids.set(what, id);
        onName(id, what);
      }
      onCall();
      board.note(id);
    },
    leave() {
      depth -= 1;
      if (depth === 0) board.note(0);
    },
  };
}
