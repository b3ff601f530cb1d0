/** Hashes rows of whole numbers into two lanes of 32 bits, which it keeps until the next. */
export class RowHash {
  first = 0;
  second = 0;

  of(row: Int32Array): void {
    let first = 0x9e3779b9 | 0;
    let second = 0x85ebca6b | 0;
    for (let column = 0; column < row.length; column++) {
      const value = row[column] as number;
      first = Math.imul(first ^ value, 0x5ad0c2df);
      first ^= first >>> 15;
      second = Math.imul((second ^ value) + 0x27d4eb2f, 0x165667b1);
      second ^= second >>> 13;
    }
    this.first = Math.imul(first ^ (first >>> 16), 0x7feb352d);
    this.second = second;
  }
}
