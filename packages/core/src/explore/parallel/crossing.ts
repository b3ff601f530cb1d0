/**
 * Steps on their way from the thread that took them to the thread that keeps the states they lead to.
 *
 * A step is written as a record of whole numbers: the rank of the state that it comes from, its place among that state's
 * steps, that state's number in its thread, and the row of the state that it leads to. Rank and place are a step's key:
 * a thread writes its steps by rising keys, and {@link mergeSteps} reads several threads' steps in the order in which a
 * single thread would have taken them all.
 */

/** Where the parts of a record stand. */
export const stepRank = 0;
export const stepPlace = 1;
export const stepFrom = 2;
export const stepRow = 3;

/** Records are kept in pieces of shared memory, each of so many whole numbers. */
const pieceLength = 1 << 18;

/** What one thread has written for another: its pieces so far, and how many records of them count. */
export interface Crossing {
  readonly pieces: readonly SharedArrayBuffer[];
  readonly count: number;
}

/** Writes records for one thread. The memory is used again in each round. */
export class StepWriter {
  private readonly length: number;
  private readonly perPiece: number;
  private readonly pieces: Int32Array<SharedArrayBuffer>[] = [];
  private count = 0;

  constructor(width: number) {
    this.length = stepRow + width;
    this.perPiece = Math.max(1, Math.floor(pieceLength / this.length));
  }

  /** Begins a new round. */
  clear(): void {
    this.count = 0;
  }

  /** Called for every step of the search, so it takes them one by one. */
  write(rank: number, place: number, from: number, row: Int32Array): void {
    const number = Math.floor(this.count / this.perPiece);
    const piece = (this.pieces[number] ??= this.makePiece());
    let at = (this.count % this.perPiece) * this.length;
    piece[at++] = rank;
    piece[at++] = place;
    piece[at++] = from;
    for (let column = 0; column < row.length; column++) piece[at++] = row[column] as number;
    this.count += 1;
  }

  get crossing(): Crossing {
    return { pieces: this.pieces.map(({ buffer }) => buffer), count: this.count };
  }

  private makePiece(): Int32Array<SharedArrayBuffer> {
    return new Int32Array(new SharedArrayBuffer(4 * this.perPiece * this.length));
  }
}

/** Reads one thread's records, one after the other. */
class StepReader {
  piece: Int32Array;
  at = 0;
  private left: number;
  private inPiece = 0;
  private next = 0;
  private readonly length: number;
  private readonly perPiece: number;
  private readonly pieces: readonly SharedArrayBuffer[];

  constructor({ pieces, count }: Crossing, width: number) {
    this.length = stepRow + width;
    this.perPiece = Math.max(1, Math.floor(pieceLength / this.length));
    this.pieces = pieces;
    this.left = count;
    this.piece = new Int32Array(0);
    this.at = -this.length;
    this.advance();
  }

  get isAtEnd(): boolean {
    return this.left < 0;
  }

  advance(): void {
    this.left -= 1;
    if (this.left < 0) return;
    this.at += this.length;
    if (this.inPiece === 0) {
      this.piece = new Int32Array(this.pieces[this.next++] as SharedArrayBuffer);
      this.at = 0;
      this.inPiece = this.perPiece;
    }
    this.inPiece -= 1;
  }
}

/** Calls `take` for each record of several threads, by rising keys, until it says false. */
export function mergeSteps(
  crossings: readonly Crossing[],
  width: number,
  take: (piece: Int32Array, at: number, thread: number) => boolean,
): void {
  const readers = crossings.map((crossing) => new StepReader(crossing, width));
  for (;;) {
    let first = -1;
    let rank = Infinity;
    // Of two threads, only one has the steps of a state: ranks never tie.
    for (let thread = 0; thread < readers.length; thread++) {
      const reader = readers[thread] as StepReader;
      if (reader.isAtEnd) continue;
      const other = reader.piece[reader.at + stepRank] as number;
      if (other < rank) {
        rank = other;
        first = thread;
      }
    }
    const reader = readers[first];
    if (reader === undefined || !take(reader.piece, reader.at, first)) return;
    reader.advance();
  }
}
