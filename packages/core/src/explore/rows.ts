/**
 * Rows of whole numbers, all of one width, numbered as they are added. They lie one after another in chunks of a million
 * numbers, so that more can be added without moving any.
 */
export class Rows {
  readonly width: number;
  private readonly perChunk: number;
  private readonly chunks: Int32Array[] = [];

  constructor(width: number) {
    this.width = width;
    this.perChunk = Math.max(1, Math.floor((1 << 20) / width));
  }

  /** Keeps a row under a number: the next, counted from 0. */
  put(index: number, row: Int32Array): void {
    const { width } = this;
    const place = Math.floor(index / this.perChunk);
    const begin = (index % this.perChunk) * width;
    let chunk = this.chunks[place];
    if (chunk === undefined || begin + width > chunk.length) {
      // The first chunk starts small: most searches see a few hundred states.
      const full = this.perChunk * width;
      const length = place > 0 ? full : Math.min(full, Math.max(width * 64, (chunk?.length ?? 0) * 4));
      const larger = new Int32Array(length);
      if (chunk !== undefined) larger.set(chunk);
      this.chunks[place] = chunk = larger;
    }
    for (let column = 0; column < width; column++) chunk[begin + column] = row[column] as number;
  }

  /** A view of a row; valid until the next is added, and not to be changed. */
  row(index: number): Int32Array {
    const begin = (index % this.perChunk) * this.width;
    return this.chunkOf(index).subarray(begin, begin + this.width);
  }

  /** Copies a row into another. */
  read(index: number, into: Int32Array): void {
    const chunk = this.chunkOf(index);
    const begin = (index % this.perChunk) * this.width;
    for (let column = 0; column < this.width; column++) into[column] = chunk[begin + column] as number;
  }

  /** Whether a row is the same as the one of a number. */
  equals(index: number, row: Int32Array): boolean {
    const chunk = this.chunkOf(index);
    const begin = (index % this.perChunk) * this.width;
    for (let column = 0; column < this.width; column++) {
      if (chunk[begin + column] !== row[column]) return false;
    }
    return true;
  }

  private chunkOf(index: number): Int32Array {
    return this.chunks[Math.floor(index / this.perChunk)] ?? empty;
  }
}

const empty = new Int32Array(0);
