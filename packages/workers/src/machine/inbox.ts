import type { ChannelKind } from "@millrace/core";
import { type UnpackedLetter, eachLetter } from "../letters.ts";
import { SequenceSet } from "../sequence-set.ts";
import type { Disturbance, IncomingPast, Letters } from "../worker-protocol.ts";
import { type Fate, calm, deliveriesOf, fateOf, isCalm } from "./network-fate.ts";
import { ByTime, InOrder, type Waiting } from "./waiting.ts";

/** A letter that has arrived and is not done with. */
export interface Letter extends UnpackedLetter {
  /** How many copies are still to be delivered. */
  copies: number;
  /** Whether the network has done with it what it is going to do. */
  isDecided: boolean;
  fate: Fate;
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
  /** Letters to and from a resource are neither lost nor doubled. */
  readonly isLossless?: boolean;
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
  readonly #waiting: Waiting<Letter>;
  /** Which letters of an earlier life have copies left. */
  readonly #decided: ReadonlyMap<number, number>;
  #disturbance: Disturbance = { delayMs: [0, 0], dropRate: 0, duplicateRate: 0 };
  #isCalm: boolean;

  constructor(options: InboxOptions) {
    const { past } = options;
    this.#options = options;
    this.#isCalm = isCalm(this.#disturbance, options.kind);
    this.#waiting = options.kind === "fifo" ? new InOrder() : new ByTime();
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
    this.#disturbance = this.#options.isLossless ? { ...disturbance, dropRate: 0, duplicateRate: 0 } : disturbance;
    this.#isCalm = isCalm(this.#disturbance, this.#options.kind);
  }

  /** Takes letters in; they are acknowledged when all of them are done with. */
  accept(letters: Letters, { nowMs, acknowledge }: { readonly nowMs: number; acknowledge(): void }): void {
    const batch: Batch = { left: 0, acknowledge };
    eachLetter(letters, this.#options.nodes, (sequence, message, stamp) => {
      if (this.#done.has(sequence)) return;
      batch.left += 1;
      const known = this.#waiting.find(sequence);
      // It came before, over a port whose other end is gone.
      if (known !== undefined) known.batch = batch;
      else
        this.#waiting.add(
          this.#decide({ sequence, message, stamp, copies: 1, isDecided: false, fate: calm, dueMs: nowMs, batch }),
        );
    });
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

  /** One copy of the letter that {@link next} gave is delivered, or lost. */
  finish(letter: Letter, nowMs: number): void {
    letter.copies -= 1;
    if (letter.copies > 0) {
      // In order, a copy comes right behind.
      if (this.#options.kind === "fifo") return;
      this.#waiting.takeFirst();
      letter.dueMs = nowMs + letter.fate.delayMs(letter.copies);
      this.#waiting.add(letter);
      return;
    }
    this.#waiting.takeFirst();
    this.#done.add(letter.sequence);
    letter.batch.left -= 1;
  }

  /** What becomes of a letter that has just arrived, but for what an earlier life has seen of it. */
  #decide(letter: Letter): Letter {
    if (this.#isCalm && this.#decided.size === 0) return letter;
    const { kind, seed, channel } = this.#options;
    const left = this.#decided.get(letter.sequence);
    letter.fate = fateOf(letter.sequence, { disturbance: this.#disturbance, seed, channel, kind });
    letter.copies = left ?? (kind === "duplicating" ? deliveriesOf(letter.sequence, { seed, channel }) : 1);
    letter.isDecided = left !== undefined;
    letter.dueMs += letter.fate.delayMs(0);
    return letter;
  }

  #first(): Letter | undefined {
    return this.#waiting.first(this.#done.firstMissing);
  }
}
