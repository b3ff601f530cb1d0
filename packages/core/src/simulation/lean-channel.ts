import type { Channel } from "../channels.ts";
import { sameData } from "../difference.ts";
import { isPort, type System } from "../system.ts";

/** What is in a channel, oldest first: the letters' numbers and messages, side by side. */
export class LeanChannel {
  readonly from: string;
  /** The index of the node that receives. */
  readonly to: number;
  /** How many cuts block it. */
  cuts = 0;
  private readonly kind: Channel["kind"];
  private readonly hasPort: boolean;
  private readonly isFrontOnly: boolean;
  private readonly letters: number[] = [];
  private readonly messages: unknown[] = [];
  /** Where the oldest is. Those before it are gone: taking them out one by one would move all the others each time. */
  private head = 0;

  constructor({ from, to, kind }: Channel, { nodes, faults }: System) {
    this.from = from;
    this.to = nodes.findIndex(({ id }) => id === to);
    this.kind = kind;
    this.hasPort = isPort(from) || isPort(to);
    this.isFrontOnly = kind === "fifo" && faults.dropsFrom === "front";
  }

  nthOf(letter: number): number {
    const place = this.letters.indexOf(letter, this.head);
    return place < 0 ? -1 : place - this.head;
  }

  put(letter: number, message: unknown): void {
    this.letters.push(letter);
    this.messages.push(message);
  }

  canTake(nth: number): boolean {
    return this.cuts === 0 && this.has(nth) && (nth === 0 || this.kind !== "fifo");
  }

  messageAt(nth: number): unknown {
    return this.messages[this.head + nth];
  }

  /** Hands over a message. In a duplicating channel it stays. */
  take(nth: number): unknown {
    const message = this.messageAt(nth);
    if (this.kind !== "duplicating") this.remove(nth);
    return message;
  }

  /** Whether the network may lose a letter here: calls of resources are safe. */
  canLose(nth: number): boolean {
    return !this.hasPort && this.has(nth) && (nth === 0 || !this.isFrontOnly);
  }

  /** Whether the network may double a letter here: in a duplicating channel there is nothing to double. */
  canDouble(nth: number): boolean {
    return !this.hasPort && this.has(nth) && this.kind !== "duplicating";
  }

  /** Loses a letter; in a duplicating channel, all that say the same. */
  lose(nth: number): void {
    const message = this.messageAt(nth);
    this.remove(nth);
    if (this.kind !== "duplicating") return;
    for (let place = this.letters.length - this.head - 1; place >= 0; place--)
      if (sameData(this.messageAt(place), message)) this.remove(place);
  }

  private remove(nth: number): void {
    if (nth > 0) {
      this.letters.splice(this.head + nth, 1);
      this.messages.splice(this.head + nth, 1);
      return;
    }
    this.messages[this.head++] = undefined;
    if (this.head < 32 || this.head * 2 < this.letters.length) return;
    this.letters.splice(0, this.head);
    this.messages.splice(0, this.head);
    this.head = 0;
  }

  /** Puts a copy right behind a letter. Both share the message: receivers get copies. */
  double(nth: number): void {
    const place = this.head + nth;
    this.letters.splice(place, 0, this.letters[place] ?? -1);
    this.messages.splice(place, 0, this.messages[place]);
  }

  private has(nth: number): boolean {
    return this.head + nth < this.letters.length;
  }
}
