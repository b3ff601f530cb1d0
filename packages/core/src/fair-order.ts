/**
 * Who comes next in a fair run: of everything that can happen, what has been able to happen for the longest time.
 * So nothing that stays possible waits for ever, and what comes anew queues behind what was there.
 */
export class FairOrder {
  private since = new Map<Name, number>();
  private offered = new Map<Name, number>();
  private first: Name | undefined;
  private longest = Infinity;
  private count = 0;

  /** Takes note of one of the things that can happen now; says whether it has waited longer than all others so far. */
  offer(name: Name): boolean {
    const waited = this.since.get(name) ?? this.count++;
    this.offered.set(name, waited);
    if (waited >= this.longest) return false;
    this.longest = waited;
    this.first = name;
    return true;
  }

  /** All that can happen now was offered, and what has waited longest happens. */
  take(): void {
    if (this.first !== undefined) this.offered.delete(this.first);
    this.since = this.offered;
    this.offered = new Map();
    this.first = undefined;
    this.longest = Infinity;
  }

  /** What waits, the longest first. */
  get waiting(): Name[] {
    return [...this.since].sort(([, left], [, right]) => left - right).map(([name]) => name);
  }
}

/** Stays the same for as long as something stays possible, and is nothing else's at that time. */
export type Name = string | number;
