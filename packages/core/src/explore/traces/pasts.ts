/**
 * Happens-before on the path of a search: for each step the steps before it that it depends on, directly or through
 * others, as a set of bits.
 *
 * The events of one line are in one order, so this is what the vector clocks of the events say, and more: it also knows
 * the order of steps that share a budget, a cut or an observer.
 */
export class Pasts {
  private readonly words: number;
  private readonly bits: Int32Array;

  /** For paths of at most `length` steps. */
  constructor(length: number) {
    this.words = (length + 31) >> 5;
    this.bits = new Int32Array(this.words * length);
  }

  /** Empties the past of the step at a place, which is about to be taken. */
  clear(place: number): void {
    const { bits, words } = this;
    bits.fill(0, place * words, (place + 1) * words);
  }

  /** Puts a step, and all of its past, into the past of a later one. */
  add(place: number, before: number): void {
    const { bits, words } = this;
    const to = place * words;
    const from = before * words;
    for (let word = 0; word <= before >> 5; word++)
      bits[to + word] = (bits[to + word] as number) | (bits[from + word] as number);
    bits[to + (before >> 5)] = (bits[to + (before >> 5)] as number) | (1 << (before & 31));
  }

  /** Whether the step at a place happened after another. */
  has(place: number, before: number): boolean {
    return ((this.bits[place * this.words + (before >> 5)] as number) & (1 << (before & 31))) !== 0;
  }
}
