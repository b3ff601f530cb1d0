import { decode } from "../decode.ts";
import type { Observation } from "../laws.ts";
import { encode } from "../plain.ts";
import type { Numbering } from "./numbering.ts";

/** What laws see of a step, numbered: many steps look the same to them. 0 is nothing. */
export class Sights {
  private readonly texts: Numbering;
  private readonly seen: (readonly Observation[])[] = [];

  constructor(texts: Numbering) {
    this.texts = texts;
    this.number([]);
  }

  number(observations: readonly Observation[]): number {
    const number = this.texts.number(encode(observations));
    this.seen[number] ??= observations;
    return number;
  }

  get(sight: number): readonly Observation[] {
    return (this.seen[sight] ??= decode(this.texts.text(sight)) as readonly Observation[]);
  }
}
