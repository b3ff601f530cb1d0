/**
 * Texts that several threads number together, in memory that they share.
 *
 * The memory is a log: an entry is which numbering it belongs to, how long the text is, and the text. Whoever comes upon a
 * text that it does not know takes the lock, reads what others have written since, and appends the text if it is still
 * new. The numbers of a numbering are counted in the order of the log, so all threads count alike. A text is looked up in
 * the log once a thread; after that each thread has it in a map of its own.
 *
 * What a handler does is written there, too: a thread that comes to the same local state and event need not run it.
 *
 * The lock is held for the time of a look and a write, and only for new texts, of which there are few: so a thread that
 * finds it taken just tries again.
 */
import type { Commons, Memo, Numbering } from "../numbering.ts";

/** The log of a search, to be handed to its threads. */
export interface TextMemory {
  /** The lock, and how much of the log is written, in units of the log. */
  readonly head: SharedArrayBuffer;
  /** Text in UTF-16 units. */
  readonly log: SharedArrayBuffer;
}

/** Room for so many units of text for each state that a search may see. Memory is taken up only as it is written. */
const unitsPerState = 128;
const leastUnits = 1 << 18;
const mostUnits = 1 << 27;

/** Fresh memory for the texts of a search that sees so many states at most. */
export function makeTextMemory(states: number): TextMemory {
  const units = Math.min(mostUnits, Math.max(leastUnits, states * unitsPerState));
  return { head: new SharedArrayBuffer(4 * headLength), log: new SharedArrayBuffer(2 * units) };
}

/** A thread's view of the log. */
export function shareTexts(memory: TextMemory): Commons {
  return new SharedLog(memory);
}

/** Apart, so that those who wait for the lock do not slow down the one who has it: a cache line is 64 bytes. */
const lock = 0;
const written = 32;
const headLength = 64;
/** An entry begins with the place of who keeps it and the text's length, in two units each. */
const entryHead = 4;

/** A numbering or a memo: it learns each text that is written for its place, in the order of the log. */
interface Keeper {
  readonly place: number;
  knows(text: string): boolean;
  learn(text: string): void;
}

class SharedLog implements Commons {
  private readonly head: Int32Array;
  private readonly log: Uint16Array;
  private readonly keepers: Keeper[] = [];
  /** Texts for numberings and memos that other threads have made already, and this one has not. */
  private readonly early = new Map<number, string[]>();
  private position = 0;

  constructor(memory: TextMemory) {
    this.head = new Int32Array(memory.head);
    this.log = new Uint16Array(memory.log);
  }

  addNumbering(): Numbering {
    return this.add(new SharedNumbering(this, this.keepers.length));
  }

  addMemo(): Memo {
    return this.add(new SharedMemo(this, this.keepers.length));
  }

  /** Reads what was written since it read last. */
  read(): void {
    const end = Atomics.load(this.head, written);
    while (this.position < end) {
      const at = this.position;
      const begin = at + entryHead;
      const length = this.pair(at + 2);
      this.learn(this.pair(at), this.textAt(begin, length));
      this.position = begin + length;
    }
  }

  /** Appends a text, unless another thread was faster. */
  write(keeper: Keeper, text: string): void {
    this.read();
    if (keeper.knows(text)) return;
    // Whoever waits only looks: trying to take the lock again and again would take its memory away from its holder.
    while (Atomics.compareExchange(this.head, lock, 0, 1) !== 0) while (Atomics.load(this.head, lock) !== 0);
    try {
      this.read();
      if (keeper.knows(text)) return;
      const begin = this.position + entryHead;
      if (begin + text.length > this.log.length)
        throw new Error(
          `Cannot search on several threads as the states take more than ${this.log.byteLength >> 20} MB to write down. Search on one, or make the system smaller.`,
        );
      this.setPair(this.position, keeper.place);
      this.setPair(this.position + 2, text.length);
      for (let index = 0; index < text.length; index++) this.log[begin + index] = text.charCodeAt(index);
      Atomics.store(this.head, written, begin + text.length);
      this.read();
    } finally {
      Atomics.store(this.head, lock, 0);
    }
  }

  private add<Added extends Keeper>(keeper: Added): Added {
    for (const text of this.early.get(keeper.place) ?? []) keeper.learn(text);
    this.early.delete(keeper.place);
    this.keepers.push(keeper);
    return keeper;
  }

  private learn(place: number, text: string): void {
    const keeper = this.keepers[place];
    if (keeper !== undefined) keeper.learn(text);
    else this.early.set(place, [...(this.early.get(place) ?? []), text]);
  }

  private textAt(begin: number, length: number): string {
    let text = "";
    for (let at = 0; at < length; at += unitsAtOnce) {
      const units = this.log.subarray(begin + at, begin + Math.min(length, at + unitsAtOnce));
      text += String.fromCharCode.apply(null, units as unknown as number[]);
    }
    return text;
  }

  private pair(at: number): number {
    return ((this.log[at] as number) << 16) | (this.log[at + 1] as number);
  }

  private setPair(at: number, value: number): void {
    this.log[at] = value >>> 16;
    this.log[at + 1] = value & 0xffff;
  }
}

/** As many arguments as a call may have everywhere. */
const unitsAtOnce = 4096;

class SharedNumbering implements Numbering, Keeper {
  readonly place: number;
  private readonly log: SharedLog;
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  constructor(log: SharedLog, place: number) {
    this.log = log;
    this.place = place;
  }

  get size(): number {
    this.log.read();
    return this.texts.length;
  }

  number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.log.write(this, text);
    return this.numbers.get(text) ?? -1;
  }

  text(number: number): string {
    if (number >= this.texts.length) this.log.read();
    const text = this.texts[number];
    if (text === undefined) throw new Error(`There is no text ${number}, only ${this.texts.length}.`);
    return text;
  }

  knows(text: string): boolean {
    return this.numbers.has(text);
  }

  learn(text: string): void {
    this.numbers.set(text, this.texts.length);
    this.texts.push(text);
  }
}

/** Results by key; as a text, a key, a line's end, and the result. */
class SharedMemo implements Memo, Keeper {
  readonly place: number;
  private readonly log: SharedLog;
  private readonly results = new Map<string, string>();

  constructor(log: SharedLog, place: number) {
    this.log = log;
    this.place = place;
  }

  find(key: string): string | undefined {
    this.log.read();
    return this.results.get(key);
  }

  tell(key: string, result: string): void {
    this.log.write(this, `${key}\n${result}`);
  }

  knows(text: string): boolean {
    return this.results.has(text.slice(0, text.indexOf("\n")));
  }

  learn(text: string): void {
    const end = text.indexOf("\n");
    this.results.set(text.slice(0, end), text.slice(end + 1));
  }
}
