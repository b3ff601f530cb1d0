import type { Schedule } from "../schedule.ts";
import { type Breaking, isFault, type Trials } from "./trials.ts";
import type { NamedChoice, Reading, Walk } from "./walk.ts";

type Picks = (choice: NamedChoice) => boolean;

/**
 * The best schedule so far, and ways to a better one: with fewer faults, or shorter. Whatever is tried is the best one
 * with choices left out.
 */
export class Reduction {
  best: Breaking;
  /** Whether the budget ended before each choice was tried by itself. */
  isCutShort = false;
  /** Whether the choices of a fair run are part of the schedule. */
  private includesEnd = false;
  private readonly trials: Trials;
  private readonly longest: number;

  constructor(trials: Trials, found: Breaking) {
    this.trials = trials;
    this.best = found;
    this.longest = found.length;
  }

  /** Leaves out everything that is not picked, at once. */
  keepOnly(picks: Picks): void {
    const { choices } = this.best;
    const rest = choices.filter(picks);
    if (rest.length < choices.length && !this.trials.areOver) this.consider(this.trials.start(), rest, "send");
  }

  /** Takes a schedule that was come by in another way, unless it is longer or does not break the law. Says if it did. */
  replaceBy(schedule: Schedule): boolean {
    const breaking = this.trials.tryAnew(schedule);
    if (breaking === undefined || breaking.length > this.best.length) return false;
    this.best = breaking;
    return true;
  }

  /**
   * Leaves out picked choices in chunks, halved down to single ones, for as long as the rest still breaks the law (Zeller's
   * ddmin, without the subsets, which seldom help). In the end none of them can be left out by itself.
   */
  minimise(picks: Picks): void {
    let size = Math.ceil(this.best.choices.filter(picks).length / 2);
    while (size > 1) {
      this.sweep(picks, size, ["send"]);
      size = Math.ceil(size / 2);
    }
    while (this.sweep(picks, 1, ["send"]));
  }

  /**
   * Leaves out single choices until none can be left out, whichever way those after it are read. A fair run that leads to
   * the end becomes part of the schedule, and its choices are tried as well. Says whether any went.
   */
  minimiseSingly(): boolean {
    this.includesEnd = true;
    this.isCutShort = false;
    for (let hasShrunk = false; ; hasShrunk = true) {
      this.best = { ...this.best, choices: this.best.all };
      if (!this.sweep(() => true, 1, ["send", "place"])) return hasShrunk;
    }
  }

  /** Tries to leave out each chunk of picked choices once. */
  private sweep(picks: Picks, size: number, readings: readonly Reading[]): boolean {
    let hasShrunk = false;
    // All trials of a sweep have the beginning in common, up to the chunk that is left out.
    const walk = this.trials.start();
    let at = 0;
    for (let begin = 0; ;) {
      const { choices } = this.best;
      const places = choices.flatMap((choice, place) => (picks(choice) ? [place] : []));
      const chunk = new Set(places.slice(begin, begin + size));
      const [first] = chunk;
      if (first === undefined) return hasShrunk;
      if (this.trials.areOver) {
        this.isCutShort = true;
        return hasShrunk;
      }
      this.trials.steps += first - at;
      for (; at < first; at++) walk.take(choices[at] as NamedChoice, "place");
      const rest = choices.filter((_choice, place) => place > first && !chunk.has(place));
      if (readings.length === 1 ? this.consider(walk, rest, "send") : this.considerBoth(walk, rest)) hasShrunk = true;
      else begin += size;
    }
  }

  private considerBoth(from: Walk, rest: readonly NamedChoice[]): boolean {
    const bySend = this.trials.tryRest(from, rest, "send");
    if (this.accept(bySend.breaking)) return true;
    return !bySend.readingsAgree && this.consider(from, rest, "place");
  }

  private consider(from: Walk, rest: readonly NamedChoice[], reading: Reading): boolean {
    return this.accept(this.trials.tryRest(from, rest, reading).breaking);
  }

  private accept(breaking: Breaking | undefined): boolean {
    if (breaking === undefined || breaking.length > this.longest || !this.isBetter(breaking)) return false;
    this.best = breaking;
    return true;
  }

  /** First of all fewer faults; then fewer choices; then, while a fair run's are no part of them, fewer before that. */
  private isBetter(breaking: Breaking): boolean {
    const faults = countFaults(breaking) - countFaults(this.best);
    if (faults !== 0) return faults < 0;
    if (breaking.length !== this.best.length) return breaking.length < this.best.length;
    return !this.includesEnd && breaking.choices.length < this.best.choices.length;
  }
}

function countFaults({ all }: Breaking): number {
  return all.filter(({ choice }) => isFault(choice)).length;
}
