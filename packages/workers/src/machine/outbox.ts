import { type Remote, wrap } from "comlink";
import { LetterPacker } from "../letters.ts";
import type { ChannelSide, Letters } from "../worker-protocol.ts";
import { BatchingEndpoint } from "./batching-endpoint.ts";

/**
 * The sending end of one channel: what a turn sends goes as one batch, and a batch is kept until its receiver says that
 * all of it is delivered. Should the receiver be killed first, its next life gets the batch again.
 */
export class Outbox {
  #sent: number;
  #endpoint: BatchingEndpoint | undefined;
  /** Looked up once: comlink makes a new proxy whenever a method is read. */
  #deliver: Remote<ChannelSide>["deliver"] | undefined;
  /** Posted, or to be posted, and not acknowledged; oldest first. */
  readonly #open: Set<Letters>;
  #packer: LetterPacker;

  /** `sent` and `open` are what the journal knows of an earlier life. */
  constructor({ sent, open }: { readonly sent: number; readonly open: readonly Letters[] } = { sent: 0, open: [] }) {
    this.#sent = sent;
    this.#open = new Set(open);
    this.#packer = new LetterPacker(sent + 1);
  }

  /** Puts a message behind the others of this turn. */
  add(message: unknown, stamp: readonly number[]): void {
    this.#packer.add(message, stamp);
  }

  /** Posts what this turn has sent. The turn is reported by now. */
  flush(): void {
    if (this.#packer.size === 0) return;
    const { letters } = this.#packer;
    this.#sent += this.#packer.size;
    this.#packer = new LetterPacker(this.#sent + 1);
    this.#open.add(letters);
    this.#post(letters);
  }

  /** Posts over this port from now on, beginning with all that is not acknowledged. */
  connect(port: MessagePort): void {
    this.disconnect();
    this.#endpoint = new BatchingEndpoint(port);
    this.#deliver = wrap<ChannelSide>(this.#endpoint).deliver;
    for (const letters of this.#open) this.#post(letters);
  }

  disconnect(): void {
    this.#endpoint?.close();
    this.#endpoint = undefined;
    this.#deliver = undefined;
  }

  #post(letters: Letters): void {
    // Nobody waits for this: where the receiver dies, it never settles, and a newer port brings the letters again.
    void this.#deliver?.(letters).then(() => this.#open.delete(letters));
    this.#endpoint?.flush();
  }
}
