import type { System } from "../system.ts";
import type { TimedChoice } from "../world.ts";
import { choiceOf, type Move } from "./move.ts";

/** The choices of a run, in typed arrays that grow: 21 bytes each, where an object takes 60 and more. */
export class Trail {
  private length = 0;
  private kinds: Uint8Array = new Uint8Array(64);
  private subjects: Int32Array = new Int32Array(64);
  private details: Float64Array = new Float64Array(64);
  private clocks: Float64Array = new Float64Array(64);

  add({ kind, subject, detail, clockMs }: Readonly<Move>): void {
    const place = this.length++;
    if (place === this.kinds.length) this.grow();
    this.kinds[place] = kind;
    this.subjects[place] = subject;
    this.details[place] = detail;
    this.clocks[place] = clockMs;
  }

  /** As choices. `timers` are the timers' names by number. */
  schedule(system: System, timers: readonly string[]): TimedChoice[] {
    const move: Move = { kind: 0, subject: 0, detail: 0, clockMs: NaN, atMs: NaN };
    return Array.from({ length: this.length }, (_unused, place) => {
      move.kind = this.kinds[place] ?? 0;
      move.subject = this.subjects[place] ?? 0;
      move.detail = this.details[place] ?? 0;
      move.clockMs = this.clocks[place] ?? NaN;
      return choiceOf(move, system, timers);
    });
  }

  private grow(): void {
    const { kinds, subjects, details, clocks } = this;
    const length = kinds.length * 2;
    this.kinds = new Uint8Array(length);
    this.kinds.set(kinds);
    this.subjects = new Int32Array(length);
    this.subjects.set(subjects);
    this.details = new Float64Array(length);
    this.details.set(details);
    this.clocks = new Float64Array(length);
    this.clocks.set(clocks);
  }
}
