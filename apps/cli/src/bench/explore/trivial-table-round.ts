// What a search over states does at the least, for each state that it generates: hash a row of numbers to 64 bits and
// insert it into an open-addressed table, if it is not there. Half of the rows come for the second time.
const count = 4_000_000;
const width = 8;
const capacity = 2 ** 22;

const row = new Int32Array(width);
const firstLanes = new Int32Array(capacity);
const secondLanes = new Int32Array(capacity);

insertAll(100_000); // the compiler sees it once
firstLanes.fill(0);
secondLanes.fill(0);
const begin = performance.now();
const different = insertAll(count);
const seconds = (performance.now() - begin) / 1000;
if (different !== count / 2) throw new Error(`Cannot measure as ${different} rows of ${count} are different.`);
console.log(JSON.stringify({ perSecond: count / seconds }));

/** Gives how many rows are different. */
function insertAll(count: number): number {
  let different = 0;
  for (let index = 0; index < count; index++) {
    const number = index % (count / 2);
    for (let place = 0; place < width; place++) row[place] = (number >> place) & 7;
    row[0] = number;
    if (insert()) different += 1;
  }
  return different;
}

function insert(): boolean {
  let first = 0x9e3779b9 | 0;
  let second = 0x85ebca6b | 0;
  for (let place = 0; place < width; place++) {
    const value = row[place] ?? 0;
    first = Math.imul(first ^ value, 0x21f0aaad);
    first ^= first >>> 15;
    second = Math.imul(second + value, 0x735a2d97);
    second ^= second >>> 13;
  }
  first |= 1; // 0 marks what is free
  for (let slot = (second >>> 0) & (capacity - 1); ; slot = (slot + 1) & (capacity - 1)) {
    if (firstLanes[slot] === 0) {
      firstLanes[slot] = first;
      secondLanes[slot] = second;
      return true;
    }
    if (firstLanes[slot] === first && secondLanes[slot] === second) return false;
  }
}
