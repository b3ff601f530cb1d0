import type { ScriptPlace } from "./said.ts";

/**
 * Where something in a script stood in the file that it was made from. `map` is a source map with one source, as JSON.
 * Undefined if the map says nothing of that line. Lines and columns count from 1.
 */
export function originOf(place: ScriptPlace, map: string): ScriptPlace | undefined {
  // TypeScript has just written it.
  const { mappings } = JSON.parse(map) as { readonly mappings: string };
  let [line, column] = [0, 0];
  let found: ScriptPlace | undefined;
  for (const [index, segments] of mappings.split(";").slice(0, place.line).entries()) {
    let scriptColumn = 0;
    for (const segment of segments === "" ? [] : segments.split(",")) {
      const [scriptStep = 0, , lineStep = 0, columnStep = 0] = readNumbers(segment);
      scriptColumn += scriptStep;
      line += lineStep;
      column += columnStep;
      const isThere = index === place.line - 1 && (found === undefined || scriptColumn < place.column);
      if (isThere) found = { line: line + 1, column: column + 1 };
    }
  }
  return found;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base 64 digits with five bits each, the lowest first; the sixth says that more follow, the very lowest is the sign. */
function readNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const letter of segment) {
    const digit = digits.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
