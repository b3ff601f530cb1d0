/**
 * The hash by which Kafka's clients choose the partition of a key.
 *
 * Source: Austin Appleby, MurmurHash2 (2008), 32 bits, with the seed and the sign of Apache Kafka's Java client. Text is
 * hashed as UTF-8, which is what Kafka's string serialiser sends; half of a surrogate pair, which is no text, becomes
 * U+FFFD as in other JavaScript clients (Java's writes "?").
 */

/**
 * Kafka's murmur2 of a key: bytes as they are, text as UTF-8. A whole number of 32 bits, **with a sign**: half of all
 * keys have a negative hash.
 *
 * @example
 * ```ts
 * import { murmur2 } from "@millrace/ordering";
 *
 * if (murmur2("foobar") !== -790332482) throw new Error("one of the vectors in Kafka's own tests");
 * ```
 */
export function murmur2(key: string | Uint8Array): number {
  const bytes = typeof key === "string" ? utf8(key) : key;
  const whole = bytes.length - (bytes.length % 4);
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    hash = Math.imul(hash, multiplier) ^ scramble(word(bytes, at, 4));
  }
  if (whole < bytes.length) hash = Math.imul(hash ^ word(bytes, whole, bytes.length - whole), multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/** Up to four bytes as one number, the first byte the lowest. */
function word(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let place = 0; place < count; place++) value |= (bytes[at + place] ?? 0) << (8 * place);
  return value;
}

function scramble(value: number): number {
  const product = Math.imul(value, multiplier);
  return Math.imul(product ^ (product >>> 24), multiplier);
}

/** Written out, as `TextEncoder` is a host's, not the language's: a hardened compartment has none. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), tail(point, 0));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), tail(point, 6), tail(point, 0));
    else bytes.push(0xf0 | (point >> 18), tail(point, 12), tail(point, 6), tail(point, 0));
  }
  return Uint8Array.from(bytes);
}

function tail(point: number, shift: number): number {
  return 0x80 | ((point >> shift) & 0x3f);
}
