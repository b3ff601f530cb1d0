/**
 * The names that a mistyped one was probably meant to be, the likeliest first; at most three, perhaps none.
 * A name such as "2.1-fifo-delivery" is compared whole, by its number and by its words.
 */
export function nearestNames(asked: string, known: readonly string[]): string[] {
  const wanted = asked.trim().toLowerCase();
  return known
    .map((name) => ({ name, distance: Math.min(...partsOf(name).map((part) => relativeDistance(wanted, part))) }))
    .filter(({ distance }) => distance <= 0.5)
    .toSorted((first, second) => first.distance - second.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

function partsOf(name: string): string[] {
  const dash = name.indexOf("-");
  return dash === -1 ? [name] : [name, name.slice(0, dash), name.slice(dash + 1)];
}

/** 0 for the same text, 1 for texts without a letter in common; part of a text is near to it. */
function relativeDistance(first: string, second: string): number {
  if (first.length >= 3 && second.includes(first)) return 0.1;
  return editDistance(first, second) / Math.max(first.length, second.length, 1);
}

/** How many letters must be put in, left out or replaced to make one text of the other. */
function editDistance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...first].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= second.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === second[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
