import type { ChannelKind } from "@millrace/core";
import { Heap } from "@millrace/core/heap.ts";
import { SequenceSet } from "../sequence-set.ts";
import type { Disturbance, IncomingPast, Letters } from "../worker-protocol.ts";
import { type Fate, deliveriesOf, fateOf } from "./network-fate.ts";

/** A letter that has arrived and is not done with. */
export interface Letter {
  readonly sequence: number;
  readonly message: unknown;
  /** The vector clock of its sending, by node. */
  readonly stamp: readonly number[];
  /** How many copies are still to be delivered. */
  copies: number;
  /** Whether the network has done with it what it is going to do. */
  isDecided: boolean;
  readonly fate: Fate;
  /** Earliest moment of the next delivery. */
  dueMs: number;
  /** The batch to acknowledge it in. */
  batch: Batch;
}

/** Letters that came together and are acknowledged together. */
export interface Batch {
  /** How many of its letters are not done with. */
  left: number;
  acknowledge(): void;
}

/** What an inbox has to know of its channel. */
export interface InboxOptions {
  /** The channel, in words that are the same in every life: the key of its letters' fates. */
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly seed: number;
  /** How many entries a vector clock has. */
  readonly nodes: number;
  readonly past?: IncomingPast;
}

/**
 * The receiving end of one channel. Here the network's mischief is made, as both ends of a real network only ever see
 * it from here: letters wait, are lost, are doubled, overtake each other (unless the channel is fifo), or do not get
 * through while the channel is cut. Letters that come again are known by their numbers.
 */
export class Inbox {
  isCut = false;
  readonly #options: InboxOptions;
  readonly #done: SequenceSet;
  readonly #waiting = new Map<number, Letter>();
  /** Which letters of an earlier life have copies left. */
  readonly #decided: ReadonlyMap<number, number>;
  /** Of a channel without order: the letters by when they are due. */
  readonly #byTime = new Heap<Letter>();
  #disturbance: Disturbance;

  constructor(options: InboxOptions, disturbance: Disturbance) {
    const { past } = options;
    this.#options = options;
    this.#disturbance = disturbance;
    this.#decided = new Map(
      past?.open.filter(([, , isDecided]) => isDecided).map(([sequence, copies]) => [sequence, copies]),
    );
    this.#done =
      past === undefined
        ? new SequenceSet()
        : SequenceSet.upTo(past.sent, { except: past.open.map(([sequence]) => sequence), and: past.doneBeyond });
  }

  /** For letters that arrive from now on. */
  set disturbance(disturbance: Disturbance) {
    this.#disturbance = disturbance;
  }

  /** Takes letters in; they are acknowledged when all of them are done with. */
  accept(
    { sequences, messages, stamps }: Letters,
    { nowMs, acknowledge }: { nowMs: number; acknowledge(): void },
  ): void {
    const { nodes } = this.#options;
    const batch: Batch = { left: 0, acknowledge };
    for (const [place, sequence] of sequences.entries()) {
      if (this.#done.has(sequence)) continue;
      batch.left += 1;
      const known = this.#waiting.get(sequence);
      // It came before, over a port whose other end is gone.
      if (known !== undefined) known.batch = batch;
      else
        this.#add(sequence, messages[place], { stamp: stamps.slice(place * nodes, (place + 1) * nodes), batch, nowMs });
    }
    if (batch.left === 0) acknowledge();
  }

  /** The letter whose turn it is; undefined if none is due, or none gets through. */
  next(nowMs: number): Letter | undefined {
    if (this.isCut || this.#waiting.size === 0) return undefined;
    const letter = this.#first();
    return letter !== undefined && letter.dueMs <= nowMs ? letter : undefined;
  }

  /** When {@link next} may have one that it has not now; Infinity if that takes another arrival. */
  get nextMs(): number {
    return this.isCut || this.#waiting.size === 0 ? Infinity : (this.#first()?.dueMs ?? Infinity);
  }

  /** One copy of the letter is delivered, or lost. */
  finish(letter: Letter, nowMs: number): void {
    letter.copies -= 1;
    const isOrdered = this.#options.kind === "fifo";
    if (!isOrdered) this.#byTime.take();
    if (letter.copies > 0) {
      // In order, a copy comes right behind.
      letter.dueMs = isOrdered ? letter.dueMs : nowMs + letter.fate.delayMs(letter.copies);
      if (!isOrdered) this.#byTime.add(letter.dueMs, letter);
      return;
    }
    this.#waiting.delete(letter.sequence);
    this.#done.add(letter.sequence);
    letter.batch.left -= 1;
  }

  #add(
    sequence: number,
    message: unknown,
    { stamp, batch, nowMs }: { stamp: readonly number[]; batch: Batch; nowMs: number },
  ): void {
    const { kind, seed, channel } = this.#options;
    const fate = fateOf(sequence, { disturbance: this.#disturbance, seed, channel, kind });
    const copiesLeft = this.#decided.get(sequence);
    const copies = copiesLeft ?? (kind === "duplicating" ? deliveriesOf(sequence, { seed, channel }) : 1);
    const dueMs = nowMs + fate.delayMs(0);
    const letter = { sequence, message, stamp, copies, isDecided: copiesLeft !== undefined, fate, dueMs, batch };
    this.#waiting.set(sequence, letter);
    if (kind !== "fifo") this.#byTime.add(dueMs, letter);
  }

  #first(): Letter | undefined {
    if (this.#options.kind !== "fifo") return this.#byTime.first?.item;
    // A letter of an earlier life of the sender may be missing in between: it will be posted again.
    return this.#waiting.get(this.#done.firstMissing);
  }
}
