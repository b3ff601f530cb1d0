import { decode } from "../decode.ts";
import { sameData } from "../difference.ts";
import type { Broken, MonitorLaw, Observation } from "../laws.ts";
import type { MachineId } from "../machine.ts";
import { duplicate, encode } from "../plain.ts";
import { judgeSafely, observeSafely } from "../watch.ts";
import type { Numbering } from "./numbering.ts";
import { absent, PairTable } from "./pair-table.ts";
import type { Sights } from "./sights.ts";
import type { SpaceView } from "./space-view.ts";

/** By what a law remembers, as a number: how it judges that alone. Empty where it is not known, or hangs on more than that. */
type Judgements = (Broken | typeof holds | undefined)[];

const holds = "holds";

/** What one monitor law remembers, numbered; what a sight does to it is computed once. */
export class MonitorStates {
  readonly law: MonitorLaw;
  private readonly texts: Numbering;
  private readonly sights: Sights;
  private readonly states: unknown[] = [];
  private readonly next = new PairTable();
  private readonly violations: Broken[] = [];
  private readonly always: Judgements = [];
  private readonly finally: Judgements = [];

  constructor(
    law: MonitorLaw,
    machines: readonly MachineId[],
    { texts, sights }: { readonly texts: Numbering; readonly sights: Sights },
  ) {
    this.law = law;
    this.texts = texts;
    this.sights = sights;
    this.number(law.start(machines));
  }

  /** What the law remembers, by number. */
  get(number: number): unknown {
    return (this.states[number] ??= decode(this.text(number)));
  }

  /** The text that a number stands for: the same in every search. */
  text(number: number): string {
    return this.texts.text(number);
  }

  number(state: unknown): number {
    const number = this.texts.number(encode(state));
    this.states[number] ??= state;
    return number;
  }

  /** What the law remembers after it saw something, by number; below 0 if that breaks it (see {@link violation}). */
  after(state: number, sight: number): number {
    let result = this.next.get(state, sight);
    if (result === absent) {
      result = this.compute(state, this.sights.get(sight));
      this.next.set(state, sight, result);
    }
    return result;
  }

  /** How the law is broken, for a result below 0. */
  violation(result: number): Broken {
    return this.violations[-1 - result] ?? { expected: "", actual: "" };
  }

  judgeAlways(state: number, seen: SpaceView): Broken | undefined {
    return this.judge(this.law.always, { state, seen, known: this.always });
  }

  judgeFinally(state: number, seen: SpaceView): Broken | undefined {
    return this.judge(this.law.finally, { state, seen, known: this.finally });
  }

  /** A law that has looked at nothing but what it remembers says the same whenever it remembers that. */
  private judge(
    judge: MonitorLaw["always"],
    { state, seen, known }: { readonly state: number; readonly seen: SpaceView; readonly known: Judgements },
  ): Broken | undefined {
    const before = known[state];
    if (before !== undefined) return before === holds ? undefined : before;
    seen.wasRead = false;
    const result = judgeSafely(judge, this.get(state), seen.view);
    if (!seen.wasRead) known[state] = result ?? holds;
    return result;
  }

  private compute(number: number, observations: readonly Observation[]): number {
    const before = this.get(number);
    const state = duplicate(before);
    for (const observation of observations) {
      const result = observeSafely(this.law, state, observation);
      if (result !== undefined) return -this.violations.push(result);
    }
    // Most laws care for few of the things that they see, and to compare costs less than to encode.
    return sameData(before, state) ? number : this.number(state);
  }
}
