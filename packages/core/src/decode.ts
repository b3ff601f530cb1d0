/**
 * The value behind a text that `encode` made: a copy of what it was made from. Throws an Error for any other text.
 * Objects get the usual prototype, and a typed array its own kind.
 */
export function decode(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.value();
  if (!reader.isAtEnd) throw reader.refuse();
  return value;
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  refuse(): Error {
    return new Error(`This text encodes no value: what stands at place ${this.at} cannot be read.`);
  }

  value(): unknown {
    const first = this.text[this.at];
    switch (first) {
      case '"':
        this.at += 1;
        return this.counted();
      case "n":
        return this.skip(1, null);
      case "u":
        return this.skip(1, undefined);
      case "t":
        return this.skip(1, true);
      case "f":
        return this.skip(1, false);
      case "{":
        return this.object();
      case "[":
        return this.text.startsWith(typedArrayMark, this.at) ? this.typedArray() : this.list("[", "]");
      case "M":
        return this.map();
      case "S":
        return new Set(this.list("S(", ")"));
      default:
        return this.number();
    }
  }

  private skip<Value>(length: number, value: Value): Value {
    this.at += length;
    return value;
  }

  /** A length, a colon, and a text that long. */
  private counted(): string {
    const colon = this.text.indexOf(":", this.at);
    const length = Number(this.text.slice(this.at, colon));
    if (colon < 0 || !Number.isSafeInteger(length) || colon + length >= this.text.length + 1) throw this.refuse();
    this.at = colon + 1 + length;
    return this.text.slice(colon + 1, this.at);
  }

  private number(): number | bigint {
    number.lastIndex = this.at;
    const [whole, digits, mark] = number.exec(this.text) ?? [];
    if (whole === undefined || digits === undefined) throw this.refuse();
    this.at += whole.length;
    return mark === "g" ? BigInt(digits) : Number(digits);
  }

  private object(): object {
    const result: Record<string, unknown> = {};
    this.at += 1;
    while (!this.ends("}")) {
      const key = this.counted();
      result[key] = this.value();
    }
    return result;
  }

  private map(): Map<unknown, unknown> {
    const items = this.list("M(", ")");
    const result = new Map<unknown, unknown>();
    for (let place = 0; place < items.length; place += 2) result.set(items[place], items[place + 1]);
    return result;
  }

  private list(begin: string, end: string): unknown[] {
    const items: unknown[] = [];
    this.at += begin.length;
    while (!this.ends(end)) items.push(this.value());
    return items;
  }

  private typedArray(): unknown {
    const begin = this.text.indexOf("(", this.at);
    const end = this.text.indexOf(")", this.at);
    const make = typedArrays.get(this.text.slice(this.at + typedArrayMark.length, begin - 1));
    if (make === undefined || end < begin) throw this.refuse();
    const items = this.text.slice(begin + 1, end);
    this.at = end + 1;
    return make(items === "" ? [] : items.split(","));
  }

  private ends(mark: string): boolean {
    if (this.isAtEnd) throw this.refuse();
    if (!this.text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }
}

const number = /(-?(?:\d[\d.e+-]*|Infinity)|NaN)([;g])/y;

const typedArrayMark = "[object ";

const typedArrays = new Map<string, (items: readonly string[]) => unknown>([
  ...[
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
  ].map((kind) => [kind.name, (items: readonly string[]) => kind.from(items.map(Number))] as const),
  ["BigInt64Array", (items) => BigInt64Array.from(items, BigInt)],
  ["BigUint64Array", (items) => BigUint64Array.from(items, BigInt)],
]);
