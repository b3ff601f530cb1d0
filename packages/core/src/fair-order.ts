/**
 * Who comes next in a fair run: of everything that can happen, what has been able to happen for the longest time.
 * So nothing that stays possible waits for ever, and what comes anew queues behind what was there.
 */
export class FairOrder {
  private since = new Map<string | number, number>();
  private count = 0;

  /** The place of the one whose turn it is, among the names of all that can happen now; -1 if there are none. */
  pick(names: readonly (string | number)[]): number {
    const since = new Map<string | number, number>();
    let chosen = -1;
    let longest = Infinity;
    for (const [place, name] of names.entries()) {
      const waited = this.since.get(name) ?? this.count++;
      since.set(name, waited);
      if (waited < longest) [longest, chosen] = [waited, place];
    }
    const name = names[chosen];
    if (name !== undefined) since.delete(name);
    this.since = since;
    return chosen;
  }
}
