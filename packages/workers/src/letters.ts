import type { Letters } from "./worker-protocol.ts";

/** One letter of many. */
export interface UnpackedLetter {
  readonly sequence: number;
  readonly message: unknown;
  /** Shared by all letters of one event. */
  readonly stamp: readonly number[];
}

/** Collects letters into columns. */
export class LetterPacker {
  readonly #first: number;
  readonly #messages: unknown[] = [];
  readonly #stamps: number[] = [];
  #stamp: readonly number[] | undefined;
  /** Where the count of the newest event's letters is to stand, and that count. */
  #run = 0;
  #count = 0;

  constructor(first: number) {
    this.#first = first;
  }

  /** How many there are. */
  get size(): number {
    return this.#messages.length;
  }

  /** Letters of one event are added with one and the same stamp. */
  add(message: unknown, stamp: readonly number[]): void {
    this.#messages.push(message);
    if (stamp !== this.#stamp) this.#beginRun(stamp);
    this.#count += 1;
  }

  get letters(): Letters {
    if (this.#stamp !== undefined) this.#stamps[this.#run] = this.#count;
    return { first: this.#first, messages: this.#messages, stamps: this.#stamps };
  }

  #beginRun(stamp: readonly number[]): void {
    if (this.#stamp !== undefined) this.#stamps[this.#run] = this.#count;
    this.#stamp = stamp;
    this.#count = 0;
    this.#run = this.#stamps.push(0) - 1;
    for (const count of stamp) this.#stamps.push(count);
  }
}

/** Visits the letters one by one; a vector clock has an entry for each of so many nodes. */
export function eachLetter(
  { first, messages, stamps }: Letters,
  nodes: number,
  visit: (sequence: number, message: unknown, stamp: readonly number[]) => void,
): void {
  let place = 0;
  for (let run = 0; run < stamps.length; run += nodes + 1) {
    const stamp = stamps.slice(run + 1, run + 1 + nodes);
    const end = place + (stamps[run] ?? 0);
    for (; place < end; place++) visit(first + place, messages[place], stamp);
  }
}

/** Letters with any numbers, as batches of consecutive ones. */
export function packLetters(letters: Iterable<UnpackedLetter>): Letters[] {
  const packed: LetterPacker[] = [];
  let next = 0;
  for (const { sequence, message, stamp } of letters) {
    if (packed.length === 0 || sequence !== next) packed.push(new LetterPacker(sequence));
    packed.at(-1)?.add(message, stamp);
    next = sequence + 1;
  }
  return packed.map((packer) => packer.letters);
}
