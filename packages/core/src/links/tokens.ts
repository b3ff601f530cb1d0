/** Numbers and names in letters, digits and `-` alone, so that they can stand in an address between `.`, `_` and `~`. */

/**
 * A number as text: whole numbers in base 36, others as they are written, behind an `R`. Everything but a whole number is
 * rare: only a clock shows it.
 */
export function writeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) return `R${String(value).replace(".", "P").replace("+", "Q")}`;
  return value < 0 || Object.is(value, -0) ? `-${(-value).toString(36)}` : value.toString(36);
}

/** The number of a text; NaN if it is none. */
export function readNumber(text: string): number {
  if (text.startsWith("R")) return Number(text.slice(1).replace("P", ".").replace("Q", "+"));
  if (!/^-?[0-9a-z]{1,11}$/.test(text)) return NaN;
  return text.startsWith("-") ? -Number.parseInt(text.slice(1), 36) : Number.parseInt(text, 36);
}

/** Letters and digits as they are; each other UTF-16 unit as `-hex-`, halves of a pair by themselves. */
export function writeName(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, (unit) => `-${unit.charCodeAt(0).toString(16)}-`);
}

/** The name of a text. What is no such text is read as something, but not written so. */
export function readName(text: string): string {
  return text.replace(/-([0-9a-f]{1,4})-/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Four characters that are almost always others for another text: one in 1.7 million is the same. */
export function hash(text: string): string {
  let bits = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  // The lowest bits of this hash (FNV-1a) mix worst: the highest are folded into them.
  return ((bits ^ (bits >>> 15)) >>> 0).toString(36).padStart(7, "0").slice(-4);
}
