import { describeEffect } from "../difference.ts";
import { describeValue } from "../show.ts";
import type { Node } from "../system.ts";
import { cloneQuickly, compareQuickly } from "./flat.ts";

export const sendEffect = 0;
export const outputEffect = 1;
export const setTimerEffect = 2;
export const clearTimerEffect = 3;
/** Two entries make a write: the key, then the value. */
export const writeKeyEffect = 4;
export const writeValueEffect = 5;

/** What one handler did, in its order. Its second run is held against the first. */
export class EffectLog {
  /** How much the first run did. */
  length = 0;
  readonly kinds: number[] = [];
  /** The channel of a send, `afterMs` of a timer; else 0. */
  readonly places: number[] = [];
  /** A copy of the message, output or value; the name of a timer, the key of a write. */
  readonly values: unknown[] = [];
  private isAgain = false;
  /** How much the run that is under way did so far. */
  private done = 0;
  private firstDifference: string | undefined;
  private readonly node: Node;

  constructor(node: Node) {
    this.node = node;
  }

  begin(): void {
    this.length = 0;
    this.done = 0;
    this.isAgain = false;
    this.firstDifference = undefined;
  }

  /** What is noted from now on is the second run. */
  again(): void {
    this.done = 0;
    this.isAgain = true;
  }

  /** Where the second run, which is over, did something else than the first; undefined if nowhere. */
  get difference(): string | undefined {
    if (this.firstDifference === undefined && this.done < this.length)
      return `it ${this.describe(this.done)}, then ${describeEffect(undefined)}`;
    return this.firstDifference;
  }

  /** Throws a NotPlainError for what is no plain data. */
  note(kind: number, place: number, value: unknown): void {
    const index = this.done++;
    if (!this.isAgain) {
      this.kinds[index] = kind;
      this.places[index] = place;
      this.values[index] = cloneQuickly(value);
      this.length = this.done;
    } else if (
      index >= this.length ||
      this.kinds[index] !== kind ||
      this.places[index] !== place ||
      compareQuickly(this.values[index], value) === "different"
    ) {
      this.firstDifference ??= `it ${this.describe(index)}, then ${describe(this.node, { kind, place, value })}`;
    }
  }

  /** The place of the value that the run under way wrote last under a key; -1 if it wrote none. */
  lastWrite(key: string): number {
    for (let index = this.done - 2; index >= 0; index--)
      if (this.kinds[index] === writeKeyEffect && this.values[index] === key) return index + 1;
    return -1;
  }

  /** Whether the first run set a timer of this name. */
  hasSet(timer: string): boolean {
    for (let index = 0; index < this.length; index++)
      if (this.kinds[index] === setTimerEffect && this.values[index] === timer) return true;
    return false;
  }

  private describe(index: number): string {
    const kind = index < this.length ? this.kinds[index] : undefined;
    return describe(this.node, { kind, place: this.places[index] ?? -1, value: this.values[index] });
  }
}

/** An entry in words; one without a kind is missing. */
function describe(
  { channelTo }: Node,
  { kind, place, value }: { readonly kind: number | undefined; readonly place: number; readonly value: unknown },
): string {
  switch (kind) {
    case sendEffect: {
      const [to = ""] = [...channelTo].find(([, channel]) => channel === place) ?? [];
      return describeEffect({ kind: "send", channel: place, to, message: value });
    }
    case outputEffect:
      return describeEffect({ kind: "output", output: value });
    case setTimerEffect:
      return describeEffect({ kind: "set-timer", name: String(value), afterMs: place });
    case clearTimerEffect:
      return describeEffect({ kind: "clear-timer", name: String(value) });
    case undefined:
      return describeEffect(undefined);
    default:
      return `wrote ${describeValue(value)} to its disk`;
  }
}
