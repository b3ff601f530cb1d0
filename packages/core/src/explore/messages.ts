import { decode } from "../decode.ts";
import { encode } from "../plain.ts";
import type { Numbering } from "./numbering.ts";

/** The different messages of a system, numbered. */
export class Messages {
  private readonly texts: Numbering;
  private readonly values: unknown[] = [];

  constructor(texts: Numbering) {
    this.texts = texts;
  }

  /** The number of a message. */
  number(value: unknown): number {
    const number = this.texts.number(encode(value));
    this.values[number] ??= value;
    return number;
  }

  /** The message of a number: the engine's own, not to be changed. */
  get(number: number): unknown {
    return (this.values[number] ??= decode(this.texts.text(number)));
  }

  /** The text that a number stands for: the same in every search. */
  text(number: number): string {
    return this.texts.text(number);
  }

  /** Which of two messages stands first where their order means nothing: the same in every search. */
  compare(left: number, right: number): number {
    const first = this.text(left);
    const second = this.text(right);
    return first < second ? -1 : first > second ? 1 : 0;
  }
}
