import { type Remote, releaseProxy, wrap } from "comlink";
import type { ChannelSide, Letters } from "../worker-protocol.ts";

/**
 * The sending end of one channel: what a turn sends goes as one batch, and a batch is kept until its receiver says that
 * all of it is delivered. Should the receiver be killed first, its next life gets the batch again.
 */
export class Outbox {
  #sent: number;
  #peer: Remote<ChannelSide> | undefined;
  /** Posted, or to be posted, and not acknowledged; oldest first. */
  readonly #open = new Set<Letters>();
  #sequences: number[] = [];
  #messages: unknown[] = [];
  #stamps: number[] = [];

  /** `sent` and `open` are what the journal knows of an earlier life. */
  constructor({ sent, open }: { readonly sent: number; readonly open: Letters }) {
    this.#sent = sent;
    if (open.sequences.length > 0) this.#open.add(open);
  }

  /** Puts a message behind the others of this turn. */
  add(message: unknown, stamp: readonly number[]): void {
    this.#sequences.push(++this.#sent);
    this.#messages.push(message);
    for (const count of stamp) this.#stamps.push(count);
  }

  /** Posts what this turn has sent. The turn is reported by now. */
  flush(): void {
    if (this.#sequences.length === 0) return;
    const letters = { sequences: this.#sequences, messages: this.#messages, stamps: this.#stamps };
    this.#sequences = [];
    this.#messages = [];
    this.#stamps = [];
    this.#open.add(letters);
    this.#post(letters);
  }

  /** Posts over this port from now on, beginning with all that is not acknowledged. */
  connect(port: MessagePort): void {
    this.disconnect();
    this.#peer = wrap<ChannelSide>(port);
    for (const letters of this.#open) this.#post(letters);
  }

  disconnect(): void {
    this.#peer?.[releaseProxy]();
    this.#peer = undefined;
  }

  #post(letters: Letters): void {
    // Nobody waits for this: where the receiver dies, it never settles, and a newer port brings the letters again.
    void this.#peer
      ?.deliver(letters.sequences, letters.messages, letters.stamps)
      .then(() => this.#open.delete(letters));
  }
}
